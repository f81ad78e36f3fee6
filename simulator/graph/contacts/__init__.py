"""Contacts of the pretend tenant: what people keep of others in Outlook, and what an application may ask of it."""
