"""Listing what changed in a mailbox's calendar and among its user's events in the CRM."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.calendar.bearings import CRM_CURSOR, OUTLOOK_CURSOR, OutlookPlace
from flows.listing import all_of, followed
from flows.ports.remembrance import Remembrance
from flows.ports.tenant import DeltaToken
from flows.running import Run
from sync_core import limits
from sync_core.calendar.event import (
    CalendarId,
    CrmEvent,
    CrmEventId,
    EventId,
    OutlookEvent,
    UnreadableEvent,
)
from sync_core.calendar.rules import CalendarRules
from sync_core.failures import CursorLost, Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookListed:
    """What a round of a calendar's changes told."""

    events: Mapping[EventId, OutlookEvent | UnreadableEvent]
    series: frozenset[EventId]
    removed: frozenset[EventId]
    place: OutlookPlace
    """Where the next round begins."""
    is_whole: bool
    """Everything in the window was listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmListed:
    """What the CRM told."""

    events: Mapping[CrmEventId, CrmEvent] = field(default_factory=dict)
    """Only where everything was listed."""
    changed: frozenset[CrmEventId] = frozenset()
    deleted: frozenset[CrmEventId] = frozenset()
    cursor: str = ""


async def list_outlook(
    run: Run, rules: CalendarRules, calendar: CalendarId, place: OutlookPlace | None
) -> OutlookListed:
    """Follow the changes since `place` to their end; without one, or where it was lost, list the window.

    Raises:
        Unavailable: the listing has no end (facts: graph §9 no. 5); the next run begins anew.
    """
    try:
        if place is not None:
            return await _round(run, rules, calendar, place)
    except CursorLost:
        run.counts["cursors_lost"] += 1
    return await _round(run, rules, calendar, None)


async def _round(
    run: Run, rules: CalendarRules, calendar: CalendarId, place: OutlookPlace | None
) -> OutlookListed:
    window = place.window if place else rules.window
    token = DeltaToken(place.token) if place else None
    events: dict[EventId, OutlookEvent | UnreadableEvent] = {}
    series: set[EventId] = set()
    removed: set[EventId] = set()
    for _ in range(limits.EVENT_PAGES_MAX):
        await run.hold_lease()
        page = await run.parts.calendar.changed(run.record.id, calendar, window, token)
        run.counts["listed"] += 1
        events.update({event.id: event for event in page.events})
        series.update(page.series)
        removed.update(page.removed)
        token = page.next
        if page.is_complete:
            return OutlookListed(
                events=events,
                series=frozenset(series),
                removed=frozenset(removed),
                place=OutlookPlace(window=window, token=token),
                is_whole=place is None,
            )
    await run.remember(Remembrance(cursors={OUTLOOK_CURSOR: ""}))
    raise Unavailable("endless_listing")


async def list_crm_changes(run: Run, rules: CalendarRules, cursor: str) -> CrmListed:
    """Return what changed among the events of the mailbox's user since the cursor.

    Raises:
        Unavailable: the feed has no end; the next run compares both sides whole, so that nothing that
            was told by now is passed over.
    """
    if rules.owner is None:
        return CrmListed()
    owner, port = rules.owner, run.parts.crm_calendar
    told = await followed(
        run,
        lambda at: port.changed_events(owner, at, limits.CRM_EVENTS_PER_CALL_MAX),
        cursor,
        pages_max=limits.EVENT_PAGES_MAX,
        forgets=(OUTLOOK_CURSOR, CRM_CURSOR),
    )
    return CrmListed(
        changed=frozenset(told.ids), deleted=frozenset(told.deleted), cursor=told.cursor
    )


async def list_crm(run: Run, rules: CalendarRules) -> CrmListed:
    """Return all events of the mailbox's user in the window; changes from here on are in the feed."""
    if rules.owner is None:
        return CrmListed()
    owner, port, per_call = rules.owner, run.parts.crm_calendar, limits.CRM_EVENTS_PER_CALL_MAX
    began = await port.changed_events(owner, "", 1)
    events = await all_of(
        run,
        lambda after: port.events_of(owner, rules.window, after, per_call),
        lambda event: event.id,
        per_call=per_call,
        pages_max=limits.EVENT_PAGES_MAX,
    )
    return CrmListed(events=events, changed=frozenset(events), cursor=began.cursor)
