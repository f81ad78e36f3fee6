"""The pretend tenant: its rules, its faults, its HTTP face."""
