"""Events as rows: what a write brings to each table, and what a read shows of them."""

import json
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from adapters.crm.sql.ids import number
from adapters.crm.sql.schema import as_time, told
from flows.ports.calendar_desk import Guest
from flows.ports.crm_calendar import CrmEventDraft
from sync_core.calendar.event import (
    Answer,
    Attendee,
    AttendeeKind,
    Content,
    CrmAttendee,
    CrmEvent,
    CrmEventId,
    EventKey,
    Origin,
    Privacy,
    Recurrence,
    ShowAs,
    Span,
)
from sync_core.calendar.kept import fit_attendee, fit_to_keep
from sync_core.mail import Address, CrmUserId, PersonId, PersonRef

CONTENT_COLUMNS = (
    "subject text, starts_at timestamptz, ends_at timestamptz, zone text, is_all_day boolean,"
    "body text, privacy text, show_as text, is_cancelled boolean, rrule text"
)
DRAFT_COLUMNS = (
    "place integer, key text, owner_id bigint, origin text, series_id bigint,"
    "original_start timestamptz, organiser text, attendees_total integer," + CONTENT_COLUMNS
)
CHANGE_COLUMNS = (
    "id bigint, key text, original_start timestamptz, attendees_total integer," + CONTENT_COLUMNS
)
ATTENDEE_COLUMNS = (
    "event_id bigint, position integer, address text, name text, kind text, answer text,"
    "person_id bigint, matched_by text, staff_id bigint, resource_id bigint"
)
PLACE_COLUMNS = "event_id bigint, position integer, name text"

Row = tuple[Any, ...]
"""Values in the order of the table's columns above."""


def content_row(content: Content) -> Row:
    """Return what a content brings to its event's own row."""
    span = content.span
    return (
        content.subject,
        told(span.start),
        told(span.end),
        span.zone,
        span.is_all_day,
        content.body,
        content.privacy,
        content.show_as,
        content.is_cancelled,
        content.recurrence.rule if content.recurrence else None,
    )


def draft_row(draft: CrmEventDraft, place: int) -> Row:
    """Return the row of a new event."""
    slot = draft.original_start
    return (
        place,
        draft.key or None,
        None if draft.owner is None else number(draft.owner),
        draft.origin,
        None if draft.series is None else number(draft.series),
        None if slot is None else told(slot),
        draft.organiser,
        draft.attendees_total,
        *content_row(fit_to_keep(draft.content)),
    )


def attendee_rows(event: int, attendees: Sequence[CrmAttendee]) -> list[Row]:
    """Return a row for each who attends."""
    rows: list[Row] = []
    for position, one in enumerate(attendees):
        plain = fit_attendee(one.attendee)
        rows.append(
            (
                event,
                position,
                plain.address,
                plain.name,
                plain.kind,
                plain.answer,
                None if one.person is None else number(one.person.id),
                "" if one.person is None else one.person.matched_by,
                None if one.user is None else number(one.user),
                None if one.resource is None else number(one.resource),
            )
        )
    return rows


def place_rows(event: int, places: Sequence[str]) -> list[Row]:
    """Return a row for each place."""
    return [(event, position, name) for position, name in enumerate(places)]


def event_of(row: Any) -> CrmEvent:
    """Return the event that a row of event_reading.SHOWN shows."""
    return CrmEvent(
        id=CrmEventId(str(row.id)),
        version=row.version,
        key=None if row.key is None else EventKey(row.key),
        owner=None if row.owner_id is None else CrmUserId(str(row.owner_id)),
        origin=Origin(row.origin),
        content=_content(row),
        attendees_total=row.attendees_total,
        organiser=None if row.organiser is None else Address(row.organiser),
        series=None if row.series_id is None else CrmEventId(str(row.series_id)),
        original_start=None if row.original_start is None else _instant(row.original_start),
        is_related=bool(row.is_related),
        modified_at=_instant(row.modified_at),
    )


def attendees_of(row: Any) -> tuple[CrmAttendee, ...]:
    """Return who attends, as the CRM knows them, in their order."""
    return tuple(
        CrmAttendee(
            attendee=_attendee(one),
            person=None
            if one[5] is None
            else PersonRef(id=PersonId(str(one[5])), matched_by=one[6]),
            user=None if one[7] is None else CrmUserId(str(one[7])),
            resource=None if one[8] is None else str(one[8]),
        )
        for one in sorted(json.loads(row.attendees or "[]"))
    )


def guests_of(
    attendees: Sequence[CrmAttendee], people: dict[str, str], users: dict[str, str]
) -> tuple[Guest, ...]:
    """Return who attends as pages show them; people and users are names by id."""
    return tuple(
        Guest(
            address=one.attendee.address,
            name=one.attendee.name,
            kind=one.attendee.kind,
            answer=one.attendee.answer,
            person=one.person.id if one.person else None,
            person_name=people.get(one.person.id, "") if one.person else "",
            user=one.user,
            user_name=users.get(one.user, "") if one.user else "",
            resource=one.resource,
        )
        for one in attendees
    )


def _content(row: Any) -> Content:
    return Content(
        subject=row.subject,
        span=Span(
            start=_instant(row.starts_at),
            end=_instant(row.ends_at),
            zone=row.zone,
            is_all_day=bool(row.is_all_day),
        ),
        places=tuple(name for _, name in sorted(json.loads(row.places or "[]"))),
        attendees=tuple(one.attendee for one in attendees_of(row)),
        body=row.body,
        privacy=Privacy(row.privacy),
        show_as=ShowAs(row.show_as),
        is_cancelled=bool(row.is_cancelled),
        recurrence=Recurrence(rule=row.rrule) if row.rrule else None,
    )


def _attendee(one: Sequence[Any]) -> Attendee:
    return Attendee(
        address=Address(one[1]), name=one[2], kind=AttendeeKind(one[3]), answer=Answer(one[4])
    )


def _instant(value: Any) -> Any:
    return as_time(value).astimezone(UTC)
