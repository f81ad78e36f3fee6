"""The JSON API behind the pages, for programs and the policy command."""
