"""Tests of the benchmark of scale."""
