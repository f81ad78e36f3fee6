"""Contacts kept in step: what people do on either side, and what becomes of it on the other."""
