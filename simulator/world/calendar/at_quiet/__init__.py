"""What is checked of calendars once all is quiet: both sides and the mail that left, against the diary."""
