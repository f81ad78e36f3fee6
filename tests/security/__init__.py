"""What the threat model promises, where no part's own tests hold it already (docs/security.md)."""
