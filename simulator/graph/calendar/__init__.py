"""The tenant's calendars: events, the people who make them, and the mail that meetings cause."""
