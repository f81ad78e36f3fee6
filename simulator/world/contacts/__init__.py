"""Contacts in a world: people who edit on both sides, the firm's people, and what must hold of them."""
