"""Microsoft Graph's HTTP face over the tenant."""
