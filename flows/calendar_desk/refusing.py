"""What a desk refuses, in words that begin with the field's name."""

from datetime import UTC, datetime

from sync_core import limits
from sync_core.calendar.event import CrmAttendee, Recurrence, Span
from sync_core.calendar.expansion import TooManyOccurrences, UnknownZone, expand
from sync_core.calendar.kept import is_instant
from sync_core.calendar.recurrence import canonical_rule
from sync_core.calendar.rule_parts import UnreadableRule
from sync_core.calendar.window import Window
from sync_core.calendar.zones import zone_of
from sync_core.failures import SkipItem, SkipReason
from sync_core.storable import ADDRESS_CHARACTERS_MAX


def refused(field: str, expected: str) -> SkipItem:
    """Return the failure that names a field and what was expected of it."""
    return SkipItem(SkipReason.REFUSED_BY_CRM, f"{field}: expected {expected}")


def checked_subject(subject: str) -> str:
    """Return a subject as it is.

    Raises:
        SkipItem: it is blank or too long.
    """
    if not 0 < len(subject.strip()) <= limits.SUBJECT_CHARACTERS_MAX:
        raise refused("subject", f"1 to {limits.SUBJECT_CHARACTERS_MAX} characters")
    return subject


def checked_span(span: Span) -> Span:
    """Return a span as it is.

    Raises:
        SkipItem: it is no time, ends before it begins, or its zone is unknown.
    """
    for name, value in (("start", span.start), ("end", span.end)):
        if not is_instant(value):
            raise refused(f"span.{name}", "a time with its offset, in the years 2 to 9998")
    if not span.is_sound:
        raise refused("span.end", "a time not before the start")
    if span.is_all_day and not (_is_midnight(span.start) and _is_midnight(span.end)):
        raise refused("span", "whole days, written as midnights in UTC")
    if zone_of(span.zone) is None:
        raise refused("span.zone", "the name of a time zone such as Europe/Berlin")
    return span


def checked_rule(rule: str, span: Span) -> Recurrence | None:
    """Return how a series repeats, in canonical form; None for an empty rule.

    Raises:
        SkipItem: it is no rule, or names too many occurrences to count.
    """
    if not rule.strip():
        return None
    try:
        recurrence = Recurrence(rule=canonical_rule(rule))
        expand(span, recurrence, Window(since=span.start, until=span.start))
    except (TooManyOccurrences, UnknownZone, UnreadableRule) as unfit:
        raise SkipItem(SkipReason.REFUSED_BY_CRM, f"rule: {unfit}") from None
    return recurrence


def checked_attendees(attendees: tuple[CrmAttendee, ...]) -> tuple[CrmAttendee, ...]:
    """Return attendees as they are.

    Raises:
        SkipItem: an address is too long to keep.
    """
    for place, one in enumerate(attendees):
        if len(one.attendee.address) > ADDRESS_CHARACTERS_MAX:
            raise refused(f"guests.{place}.address", f"up to {ADDRESS_CHARACTERS_MAX} characters")
    return attendees


def _is_midnight(at: datetime) -> bool:
    plain = at.astimezone(UTC)
    return plain == plain.replace(hour=0, minute=0, second=0, microsecond=0)
