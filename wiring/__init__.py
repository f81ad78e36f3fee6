"""The one place where parts are chosen and put together, from settings."""
