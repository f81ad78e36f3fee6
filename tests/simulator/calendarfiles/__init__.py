"""Tests of calendar files: reading them, and putting them into the pretend tenant."""
