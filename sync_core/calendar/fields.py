"""The fields by which events are compared, and each one's canonical form.

Two values are equal when their canonical forms are: what a system changes by itself (line ends, trailing
white space, the order of attendees, the case of an address) makes no difference.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from sync_core.calendar.event import Answer, AttendeeKind, Content, Span
from sync_core.calendar.recurrence import settled
from sync_core.digests import Digester


class EventField(StrEnum):
    """One thing both sides hold of an event."""

    SUBJECT = "subject"
    SPAN = "span"
    PLACES = "places"
    ATTENDEES = "attendees"
    """Who attends, in which role; not what they answered."""
    ANSWERS = "answers"
    """What the attendees answered: flows to the CRM only."""
    OWN_ANSWER = "own_answer"
    """What this mailbox answered to somebody else's invitation."""
    BODY = "body"
    PRIVACY = "privacy"
    SHOW_AS = "show_as"
    CANCELLED = "cancelled"
    RECURRENCE = "recurrence"


_CANCELLED = "cancelled"
MAILS_ATTENDEES = frozenset(
    {
        EventField.SUBJECT,
        EventField.SPAN,
        EventField.PLACES,
        EventField.ATTENDEES,
        EventField.BODY,
        EventField.RECURRENCE,
        EventField.CANCELLED,
    }
)
"""An organiser's change of one of these mails the attendees (facts: graph §2.3)."""


def canonical(content: Content, own_answer: Answer = Answer.NONE) -> Mapping[EventField, str]:
    """Return the canonical text of every field; a blank one is empty."""
    texts = {name: form(content) for name, form in _FORMS.items()}
    texts[EventField.OWN_ANSWER] = "" if own_answer is Answer.NONE else own_answer.value
    return texts


def digests(
    content: Content, digester: Digester, own_answer: Answer = Answer.NONE
) -> dict[str, str]:
    """Return the digest of every field; a blank field's is empty, so that blank equals blank."""
    told = canonical(content, own_answer)
    return {name.value: digester.value(name.value, text) for name, text in told.items()}


def cancelled(digester: Digester) -> dict[str, str]:
    """Return the digest of the one field that tells of a cancelled event."""
    name = EventField.CANCELLED.value
    return {name: digester.value(name, _CANCELLED)}


def evened(text: str) -> str:
    """Return a text with line ends and white space evened out, as no system changes it further."""
    lines = (" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n"))
    return "\n".join(lines).strip()


def _span(span: Span) -> str:
    if span.is_all_day:
        return f"days {span.start.date().isoformat()} {span.end.date().isoformat()}"
    return f"{_minute(span.start)} {_minute(span.end)}"


def _minute(at: datetime) -> str:
    """Return an instant to the second: Graph writes seven decimals, others none."""
    return at.replace(microsecond=0).isoformat()


def _series_span(content: Content) -> str:
    """Return the span; of a series with its zone, because there the zone decides the later ones."""
    zone = f" {content.span.zone}" if content.recurrence and not content.span.is_all_day else ""
    return _span(content.span) + zone


def _attendees(content: Content) -> str:
    return "\n".join(
        sorted(
            f"{a.address} {'optional' if a.kind is AttendeeKind.OPTIONAL else ''}".strip()
            for a in content.attendees
            if a.kind is not AttendeeKind.RESOURCE
        )
    )


def _answers(content: Content) -> str:
    return "\n".join(
        sorted(
            f"{a.address} {a.answer.value}"
            for a in content.attendees
            if a.answer not in (Answer.NONE, Answer.ORGANISER)
        )
    )


_FORMS: Mapping[EventField, Callable[[Content], str]] = {
    EventField.SUBJECT: lambda c: evened(c.subject),
    EventField.SPAN: _series_span,
    EventField.PLACES: lambda c: "\n".join(dict.fromkeys(evened(p) for p in c.places if p.strip())),
    EventField.ATTENDEES: _attendees,
    EventField.ANSWERS: _answers,
    EventField.BODY: lambda c: evened(c.body),
    EventField.PRIVACY: lambda c: c.privacy.value,
    EventField.SHOW_AS: lambda c: c.show_as.value,
    EventField.CANCELLED: lambda c: _CANCELLED if c.is_cancelled else "",
    EventField.RECURRENCE: lambda c: settled(c.recurrence, c.span).rule if c.recurrence else "",
}
