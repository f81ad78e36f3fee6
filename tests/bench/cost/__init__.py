"""Tests of the benchmark of cost."""
