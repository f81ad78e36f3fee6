"""What the app's identity may do in Microsoft 365: which application permissions it has, and to which mailboxes they reach."""
