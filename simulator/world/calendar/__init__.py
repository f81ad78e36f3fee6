"""Calendars in the world: what people do with them on both sides, what must come of it, and whether it did."""
