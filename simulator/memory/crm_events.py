"""What the CRM's calendar in memory keeps of an event, open to be checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flows.ports.crm_calendar import CrmEventChange, CrmEventDraft
from sync_core.calendar.event import CrmAttendee, CrmEvent, CrmEventId
from sync_core.calendar.fields import EventField
from sync_core.calendar.kept import (
    fit_attendee,
    fit_to_keep,
    is_instant,
    merged,
    merged_attendees,
    unknown_fields,
)
from sync_core.mail import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEvent:
    """One event with the people as matched, and those related by hand."""

    event: CrmEvent
    attendees: tuple[CrmAttendee, ...]
    by_hand: frozenset[PersonId] = frozenset()

    @staticmethod
    def of(one: CrmEventId, draft: CrmEventDraft, now: datetime) -> "KeptEvent":
        """Return the event a draft makes."""
        slot = draft.original_start
        event = CrmEvent(
            id=one,
            version=1,
            key=draft.key or None,
            owner=draft.owner,
            origin=draft.origin,
            content=fit_to_keep(draft.content),
            attendees_total=draft.attendees_total,
            organiser=draft.organiser,
            series=draft.series,
            original_start=None if slot is None else slot.astimezone(UTC),
            modified_at=now,
        )
        return KeptEvent(event=event, attendees=_fit(draft.attendees))

    @property
    def shown(self) -> CrmEvent:
        """The event as the port shows it."""
        content = replace(
            self.event.content, attendees=tuple(one.attendee for one in self.attendees)
        )
        is_related = bool(self.by_hand) or any(one.person for one in self.attendees)
        return replace(self.event, content=content, is_related=is_related)

    def texts(self) -> Iterator[str]:
        """Yield every text kept of the event."""
        content = self.event.content
        yield from (self.event.key or "", self.event.organiser or "")
        yield from (content.subject, content.body, *content.places)
        for one in self.attendees:
            yield from (one.attendee.address, one.attendee.name)


def has_name(draft: CrmEventDraft) -> bool:
    """Return whether a draft can be found again: by its key, or by its slot in a series."""
    slot = draft.original_start
    if (draft.series is None) != (slot is None) or (slot is not None and not is_instant(slot)):
        return False
    return bool(draft.key or draft.series)


def written_over(kept: KeptEvent, change: CrmEventChange, now: datetime) -> KeptEvent | None:
    """Return the event after a write; None where it names no field of an event."""
    if unknown_fields(change.fields) or _has_odd_span(change):
        return None
    told = fit_to_keep(change.content)
    event = kept.event
    total = change.attendees_total
    return replace(
        kept,
        attendees=merged_attendees(
            kept.attendees, _fit(change.attendees), told.attendees, change.fields
        ),
        event=replace(
            event,
            version=event.version + 1,
            key=event.key or change.key or None,
            content=merged(event.content, told, change.fields),
            attendees_total=total
            if EventField.ATTENDEES in change.fields
            else event.attendees_total,
            modified_at=now,
        ),
    )


def _has_odd_span(change: CrmEventChange) -> bool:
    span = change.content.span
    is_written = EventField.SPAN in change.fields
    return is_written and not (is_instant(span.start) and is_instant(span.end))


def _fit(attendees: Sequence[CrmAttendee]) -> tuple[CrmAttendee, ...]:
    return tuple(replace(one, attendee=fit_attendee(one.attendee)) for one in attendees)
