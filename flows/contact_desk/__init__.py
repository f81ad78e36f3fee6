"""What people and the engine do with the CRM's contacts, worked out once for every store that keeps them."""
