"""Tests of the twins in memory: what the contract suites do not say."""
