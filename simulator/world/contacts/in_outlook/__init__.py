"""What people do with their contacts in Outlook, one act at a time, each noted in the diary."""
