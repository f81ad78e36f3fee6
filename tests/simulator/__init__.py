"""Tests of the pretend firm."""
