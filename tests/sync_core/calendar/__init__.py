"""Tests of what is decided about calendars."""
