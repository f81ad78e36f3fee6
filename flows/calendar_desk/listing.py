"""Meetings as they take place: single events, changed occurrences, and the occurrences of series."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from flows.calendar_desk.store import DeskStore
from flows.ports.calendar_desk import Meeting, MeetingFilter, MeetingList, PersonMeetings
from sync_core import limits
from sync_core.calendar.event import CrmEventId
from sync_core.calendar.occasions import occurrence_at, unchanged_occurrences
from sync_core.calendar.window import Window
from sync_core.mail import PersonId


async def listed(store: DeskStore, which: MeetingFilter, window: Window, limit: int) -> MeetingList:
    """Return meetings in a window by start."""
    single = await store.found(which, window, limit + 1)
    found = in_order([*single, *await occurrences(store, which, window)])
    return MeetingList(rows=tuple(found[:limit]), has_more=len(found) > limit)


async def of_person(
    store: DeskStore, person: PersonId, now: datetime, limit: int
) -> PersonMeetings:
    """Return a person's past and next meetings."""
    which = MeetingFilter(person=person, with_cancelled=False)
    past = Window(since=now - timedelta(days=limits.MEETINGS_BACK_DAYS), until=now)
    ahead = Window(since=now, until=now + timedelta(days=limits.MEETINGS_AHEAD_DAYS))
    before = [
        *await store.found(which, past, limit, by_start=True, newest_first=True),
        *await occurrences(store, which, past),
    ]
    after = [
        *await store.found(which, ahead, limit, by_start=True),
        *await occurrences(store, which, ahead),
    ]
    begun = [m for m in in_order(before) if m.span.start < now]
    coming = [m for m in in_order(after) if m.span.start >= now]
    return PersonMeetings(past=tuple(begun[::-1][:limit]), ahead=tuple(coming[:limit]))


async def one(store: DeskStore, event: CrmEventId, slot: datetime | None) -> Meeting | None:
    """Return one event, or one occurrence of a series: as it was changed, where it was."""
    held = await store.meetings_by_id([event])
    if not held or slot is None:
        return held[0] if held else None
    changed = (await store.overrides([event])).get(event, ())
    override = next((o.id for o in changed if o.original_start == slot), None)
    if override is not None:
        return next(iter(await store.meetings_by_id([override])), None)
    content = held[0].event.content
    span = occurrence_at(content.span, content.recurrence, slot)
    return None if span is None else replace(held[0], span=span, slot=slot)


async def occurrences(
    store: DeskStore, which: MeetingFilter, window: Window
) -> tuple[Meeting, ...]:
    """Return the unchanged occurrences in a window of all series that a filter lets through."""
    series = await store.series(which, window.until)
    changed = await store.overrides([meeting.event.id for meeting in series]) if series else {}
    found: list[Meeting] = []
    for meeting in series:
        slots = {o.original_start for o in changed.get(meeting.event.id, ()) if o.original_start}
        spans = unchanged_occurrences(meeting.event, slots, window)
        found += (replace(meeting, span=span, slot=span.start) for span in spans)
    return tuple(found)


def in_order(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Return meetings by start."""
    return sorted(meetings, key=lambda m: (m.span.start, m.span.end, int(m.event.id)))
