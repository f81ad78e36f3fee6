"""The adapter to Entra ID, against the pretend one over HTTP."""
