"""Tests of running work items."""
