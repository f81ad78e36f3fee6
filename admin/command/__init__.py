"""The policy command: policy as code, through the JSON API of a running app."""
