"""Tests of the local host."""
