"""Tests of the pretend Outlook's pages."""
