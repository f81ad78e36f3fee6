"""Tests of putting parts together."""
