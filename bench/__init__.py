"""Benchmarks: `python -m bench NAME --json` counts first, then times against a floor in the same run."""
