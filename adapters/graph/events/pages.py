"""Pages of events: a calendar's changes, a series' occurrences, what a search found."""

from dataclasses import dataclass

from adapters.graph.events.reading import checked
from adapters.graph.events.wire import WireEvent
from adapters.graph.listing import Listing
from sync_core.calendar.event import EventId, Shape, UnreadableEvent

_TELLING = ("type", "iCalUId", "start", "end", "subject")
"""An event that lacks one of these came with only some of its fields."""
_PARTS = (Shape.OCCURRENCE.value.lower(), Shape.EXCEPTION.value.lower())


@dataclass(frozen=True, slots=True)
class Page:
    """One page's items and its links; either may be empty."""

    items: tuple[WireEvent | UnreadableEvent, ...]
    following: str
    finished: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a page of changes tells."""

    whole: tuple[WireEvent | UnreadableEvent, ...]
    partial: tuple[EventId, ...]
    """Listed with only some of their fields: to be read."""
    series: tuple[EventId, ...]
    removed: tuple[EventId, ...]


def page_of(body: bytes) -> Page:
    """Return a page of events.

    Raises:
        Unavailable: the answer is no page at all.
    """
    told = Listing.of(body)
    return Page(tuple(checked(item) for item in told.items), told.following, told.finished)


def sorted_out(page: Page) -> Sorted:
    """Return a page of changes with its kinds told apart.

    An occurrence is told by its series alone: the feed says little of it, and of a deleted one nothing.
    """
    whole: list[WireEvent | UnreadableEvent] = []
    partial: list[EventId] = []
    series: list[EventId] = []
    removed: list[EventId] = []
    for item in page.items:
        if not isinstance(item, dict):
            whole.append(item)
            continue
        master = item.get("seriesMasterId")
        if item.get("@removed") is not None:
            removed.append(EventId(item["id"]))
        elif master and (item.get("type") or "").lower() in _PARTS:
            series.append(EventId(master))
        elif any(name not in item for name in _TELLING):
            partial.append(EventId(item["id"]))
        else:
            whole.append(item)
    return Sorted(
        tuple(whole),
        tuple(dict.fromkeys(partial)),
        tuple(dict.fromkeys(series)),
        tuple(dict.fromkeys(removed)),
    )
