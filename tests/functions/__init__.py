"""Tests of what wakes us."""
