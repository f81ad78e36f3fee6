"""Tests of the templates: they parse, agree with each other, and set exactly what the code reads."""
