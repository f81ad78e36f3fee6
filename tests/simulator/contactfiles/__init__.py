"""Tests of reading contact files and bringing them into the pretend tenant."""
