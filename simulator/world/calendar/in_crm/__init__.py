"""What the CRM's users do with events there, one act at a time, each noted in the diary."""
