"""What we decide of contacts: which are the same person, what flows, and what a person is asked first."""
