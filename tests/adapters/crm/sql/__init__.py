"""Tests of what the embedded CRM does beside its ports: migrations, files of people, its command."""
