"""The flows' ports straight over the tenant, without HTTP and without waiting for anything."""
