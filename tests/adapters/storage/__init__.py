"""Tests of the storage adapter: what its contract suites do not say."""
