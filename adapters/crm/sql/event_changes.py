"""What a change makes of an event that is held, or why it makes nothing of it."""

from dataclasses import dataclass
from typing import Any

from adapters.crm.sql.event_rows import attendees_of, content_row, event_of
from adapters.crm.sql.schema import told
from flows.ports.crm_calendar import CrmEventChange, Written, Wrote
from sync_core.calendar.event import Content, CrmAttendee, CrmEvent, CrmEventId, EventKey
from sync_core.calendar.fields import EventField
from sync_core.calendar.kept import (
    fit_to_keep,
    is_instant,
    merged,
    merged_attendees,
    problem_with_event,
    unknown_fields,
)

_WHO = frozenset({EventField.ATTENDEES.value, EventField.ANSWERS.value})


@dataclass(frozen=True, slots=True)
class EventAfter:
    """What an event is after a change."""

    id: CrmEventId
    row: tuple[Any, ...]
    attendees: tuple[CrmAttendee, ...] | None
    places: tuple[str, ...] | None


def obstacle(
    change: CrmEventChange, event: CrmEvent | None, holders: dict[EventKey, CrmEventId]
) -> Written | None:
    """Return why a change cannot be written on what is there."""
    if event is None:
        return Written(result=Wrote.GONE)
    holder = holders.get(change.key) if change.key else None
    is_other_key = bool(change.key and event.key not in (None, change.key))
    if event.version != change.version or holder not in (None, event.id) or is_other_key:
        return Written(result=Wrote.CONFLICT, event=event)
    return None


def refusal(row: Any) -> Written:
    """Return the answer that a change's values cannot be kept, with the event as it stays."""
    return Written(result=Wrote.REFUSED, event=event_of(row))


def changed(change: CrmEventChange, row: Any) -> EventAfter | None:
    """Return what an event is after a change; None where its values cannot be kept."""
    fields = change.fields
    span = change.content.span
    is_odd = EventField.SPAN in fields and not (is_instant(span.start) and is_instant(span.end))
    if unknown_fields(fields) or is_odd:
        return None
    event = event_of(row)
    told_content = fit_to_keep(change.content)
    content: Content = merged(event.content, told_content, fields)
    attendees = merged_attendees(
        attendees_of(row), change.attendees, told_content.attendees, fields
    )
    if problem_with_event(content, attendees):
        return None
    slot = event.original_start
    is_new_list = EventField.ATTENDEES in fields
    return EventAfter(
        event.id,
        (
            int(event.id),
            event.key or change.key or None,
            None if slot is None else told(slot),
            change.attendees_total if is_new_list else event.attendees_total,
            *content_row(content),
        ),
        attendees if fields & _WHO else None,
        content.places if EventField.PLACES in fields else None,
    )
