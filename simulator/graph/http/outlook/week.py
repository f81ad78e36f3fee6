"""A mailbox's week: its events of all calendars, day by day, by the clock of its time zone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from simulator.graph.calendar.events import EventView
from simulator.graph.calendar.outlook import event_id
from simulator.graph.http.outlook.forms import FormRefused
from simulator.graph.mail import Sensitivity
from simulator.graph.mailbox import Mailbox
from sync_core.calendar.event import EventId, Shape
from sync_core.calendar.window import Window
from sync_core.calendar.zones import iana_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One event on one day."""

    id: EventId
    when: str
    view: EventView

    @property
    def is_private(self) -> bool:
        """Whether its owner marked it private."""
        return self.view.says.sensitivity is not Sensitivity.NORMAL

    @property
    def is_repeated(self) -> bool:
        """Whether it is one of a series."""
        return self.view.shape in (Shape.OCCURRENCE, Shape.EXCEPTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days from Monday on."""

    days: Mapping[date, tuple[Card, ...]]

    @property
    def first(self) -> date:
        """Its Monday."""
        return next(iter(self.days))

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.first - 7 * _DAY

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.first + 7 * _DAY


def zone_of(box: Mailbox) -> ZoneInfo:
    """Return the time zone of a mailbox's settings."""
    return ZoneInfo(iana_of(box.zone) or "UTC")


def week_of(box: Mailbox, asked: str, now: datetime) -> Week:
    """Return the week that holds a day (ISO 8601), or the present one.

    Raises:
        FormRefused: it is no day, or one beyond the calendar's end.
    """
    zone = zone_of(box)
    try:
        day = date.fromisoformat(asked) if asked else now.astimezone(zone).date()
        monday = day - day.weekday() * _DAY
        begin = datetime.combine(monday, time(), zone).astimezone(UTC)
        window = Window(since=begin - _DAY, until=begin + 8 * _DAY)
    except (ValueError, OverflowError):
        raise FormRefused("week", "expected a day, for example 2026-11-23") from None
    days: dict[date, list[tuple[datetime, Card]]] = {monday + n * _DAY: [] for n in range(7)}
    for view in events_within(box, window):
        for on, start, card in _cards(box, view, zone):
            if on in days:
                days[on].append((start, card))
    ordered = {on: sorted(found, key=lambda f: (f[0], f[1].id)) for on, found in days.items()}
    return Week(days={on: tuple(card for _, card in found) for on, found in ordered.items()})


def events_within(box: Mailbox, window: Window) -> Iterator[EventView]:
    """Yield everything that takes place in a window; series as their occurrences."""
    store = box.calendars
    for item in list(store.items.values()):
        if item.is_series:
            yield from store.occurrences(item, window)
        elif item.series is None and window.holds(item.says.span):
            yield store.view(item.number)


def _cards(box: Mailbox, view: EventView, zone: ZoneInfo) -> Iterator[tuple[date, datetime, Card]]:
    """Yield an event's card for each day that it touches."""
    span, name = view.says.span, event_id(box, view.number)
    shown = UTC if span.is_all_day else zone
    start, end = span.start.astimezone(shown), span.end.astimezone(shown)
    hours = "All day" if span.is_all_day else f"{start:%H:%M} - {end:%H:%M}"
    day = start.date()
    while day == start.date() or datetime.combine(day, time(), shown) < end:
        yield day, datetime.combine(day, start.time(), UTC), Card(id=name, when=hours, view=view)
        day += _DAY
