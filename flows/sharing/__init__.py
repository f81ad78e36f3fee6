"""Between a user's contact list and the firm's people: what is shared rises, what the firm changed comes down.

The same heart decides as between Outlook and the list. Here the list stands where Outlook stands there, and
the firm's people stand where the list stands.
"""
