"""What is decided about calendars: which events, what of them, and who would be mailed."""
