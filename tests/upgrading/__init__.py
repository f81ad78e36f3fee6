"""What former versions of the project wrote is read by this one. recorded/ is what they wrote: see recording.py."""
