"""Tests of the adapters to outside systems."""
