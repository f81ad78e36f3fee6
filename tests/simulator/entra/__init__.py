"""The pretend Entra ID."""
