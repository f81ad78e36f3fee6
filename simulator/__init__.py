"""A pretend firm: a Graph tenant, its traffic and faults, the deterministic world, the local host."""
