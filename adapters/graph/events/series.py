"""A series with its occurrences in a window, and which of its slots were deleted.

The feed says nothing of a deleted occurrence (facts: graph §2.1). Graph lists them in the master's
cancelledOccurrences, by the day of their slot. Where it does not, a slot is proved deleted only if the
occurrences before and after it are there: one that was moved cannot pass its neighbours, so it would have
been listed between them.
"""

import re
from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from adapters.graph.client import GraphClient
from adapters.graph.errors import Concern, refusal_of
from adapters.graph.events.asking import AS_EVENTS, event_path
from adapters.graph.events.pages import page_of
from adapters.graph.events.reading import checked, event_of
from adapters.graph.events.spans import instant_text
from adapters.graph.events.wire import FIELDS, WireEvent
from adapters.graph.http import Request
from adapters.graph.mending import json_of
from adapters.graph.queries import query
from flows.ports.calendar import Series
from flows.ports.tenant import Gone
from sync_core import limits
from sync_core.calendar.event import EventId, OutlookEvent, Shape, Span, UnreadableEvent
from sync_core.calendar.expansion import TooManyOccurrences, expand
from sync_core.calendar.window import Window
from sync_core.failures import Unavailable
from sync_core.work import MailboxId

_CANCELLED_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})$")


async def read_series(
    client: GraphClient, mailbox: MailboxId, id_: EventId, window: Window
) -> Series | UnreadableEvent | Gone:
    """Return a series; an event that repeats no more is a series without occurrences.

    Raises:
        Unavailable: its occurrences have no end.
        Failure: as any call.
    """
    wire = await _master(client, mailbox, id_)
    if wire is Gone.GONE:
        return Gone.GONE
    master = event_of(wire)
    if isinstance(master, UnreadableEvent):
        return master
    assert isinstance(wire, dict)  # noqa: S101  what is no event was answered above
    if master.shape is not Shape.SERIES:
        return Series(master=master, occurrences=(), cancelled=())
    listed = await _instances(client, mailbox, id_, window)
    if isinstance(listed, Gone):
        return Gone.GONE
    are_days = master.content.span.is_all_day
    there = [event_of(item, are_days) for item in listed]
    events = [event for event in there if isinstance(event, OutlookEvent)]
    broken = tuple(event for event in there if isinstance(event, UnreadableEvent))
    return Series(
        master=master,
        occurrences=tuple(event for event in events if window.holds(event.content.span)),
        cancelled=tuple(_cancelled(wire, master, events, window, is_complete=not broken)),
        unreadable=broken,
    )


async def _master(
    client: GraphClient, mailbox: MailboxId, id_: EventId
) -> WireEvent | UnreadableEvent | Gone:
    """Return the series itself as Graph sends it."""
    path = query(
        event_path(mailbox, id_),
        select=f"{FIELDS},cancelledOccurrences",
        expand="exceptionOccurrences",
    )
    answer = await client.send(Request(method="GET", url=client.url + path, prefer=AS_EVENTS))
    if not answer.is_success and refusal_of(answer).is_gone:
        return Gone.GONE
    return checked(json_of(client.succeeded(answer, Concern.MAILBOX)))


async def _instances(
    client: GraphClient, mailbox: MailboxId, id_: EventId, window: Window
) -> list[WireEvent | UnreadableEvent] | Gone:
    """Return the occurrences in a window, all pages of them."""
    listing = query(
        event_path(mailbox, id_, "instances"), select=FIELDS, top=limits.SERIES_PAGE_EVENTS
    )
    since, until = instant_text(window.since), instant_text(window.until)
    path = f"{listing}&startDateTime={since}&endDateTime={until}"
    found: dict[str, WireEvent | UnreadableEvent] = {}
    for _ in range(limits.SERIES_PAGES_MAX):
        answer = await client.send(Request(method="GET", url=client.url + path, prefer=AS_EVENTS))
        if not answer.is_success and refusal_of(answer).is_gone:
            return Gone.GONE
        page = page_of(client.succeeded(answer, Concern.MAILBOX))
        for item in page.items:
            found[item["id"] if isinstance(item, dict) else item.id] = item
        if not page.following:
            return list(found.values())
        path = client.relative(page.following)
    raise Unavailable("a series without an end")


def _cancelled(
    wire: WireEvent,
    master: OutlookEvent,
    events: Sequence[OutlookEvent],
    window: Window,
    *,
    is_complete: bool,
) -> Iterable[datetime]:
    """Return the slots that are proved deleted, in order."""
    told = wire.get("cancelledOccurrences")
    if told is not None:
        return sorted({at for text in told if (at := _slot_on(text, master.content.span))})
    exceptions = [event_of(checked(raw)) for raw in wire.get("exceptionOccurrences") or ()]
    changed = [event for event in exceptions if isinstance(event, OutlookEvent)]
    if not is_complete or len(changed) < len(exceptions):
        return ()
    slots = {event.original_start for event in (*events, *changed)}
    if None in slots:
        return ()
    return _missing(master, {at for at in slots if at is not None}, window)


def _slot_on(text: str, span: Span) -> datetime | None:
    """Return the slot on the day that an id such as OID.{master}.2026-11-23 names, in the series' zone."""
    found = _CANCELLED_DAY.search(text)
    day = _day(found.group(1)) if found is not None else None
    if day is None:
        return None
    zone = UTC if span.is_all_day else ZoneInfo(span.zone)
    start = span.start.astimezone(zone)
    return datetime.combine(day, start.time(), tzinfo=zone).astimezone(UTC)


def _day(text: str) -> date | None:
    """Return the day of a text; None where no calendar has it, or no zone reaches it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1 < day.year < 9999 else None


def _missing(
    master: OutlookEvent, there: Collection[datetime], window: Window
) -> Iterator[datetime]:
    """Yield the slots of the window that lie between two that are there and are not there themselves."""
    present = sorted(there)
    for start in _slots(master, window):
        if start not in there and 0 < bisect(present, start) < len(present):
            yield start


def _slots(master: OutlookEvent, window: Window) -> tuple[datetime, ...]:
    """Return the slots of a series in a window; none where there are too many to be told."""
    rule = master.content.recurrence
    if rule is None:
        return ()
    try:
        return tuple(span.start for span in expand(master.content.span, rule, window))
    except TooManyOccurrences:
        return ()
