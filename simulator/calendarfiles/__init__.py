"""Reading calendars from .ics files, and putting them into a pretend tenant."""

from simulator.calendarfiles.leftout import LeftOut, Why
from simulator.calendarfiles.loading import Loaded, load_calendar, load_events
from simulator.calendarfiles.reading import CalendarReading, read_calendar
from simulator.calendarfiles.records import CalendarFileEvent, ChangedOccurrence

__all__ = [
    "CalendarFileEvent",
    "CalendarReading",
    "ChangedOccurrence",
    "LeftOut",
    "Loaded",
    "Why",
    "load_calendar",
    "load_events",
    "read_calendar",
]
