"""Replay: real mail through the whole running system, and a report of what became of it."""
