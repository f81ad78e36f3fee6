"""Calendars kept in step, on a pretend firm in memory."""
