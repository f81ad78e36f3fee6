"""What is decided of contacts, as behaviour."""
