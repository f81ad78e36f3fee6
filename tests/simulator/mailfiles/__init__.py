"""Tests of reading mail from files."""
