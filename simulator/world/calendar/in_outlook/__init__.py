"""What people do with events in Outlook, one act at a time, each noted in the diary."""
