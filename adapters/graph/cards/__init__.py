"""Contacts on the wire: what Graph says of them, what is asked of it, and what its answers mean."""
