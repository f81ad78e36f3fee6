"""Tests of the pretend managed identity."""
