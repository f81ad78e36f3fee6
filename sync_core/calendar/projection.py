"""What of an event may be seen on the other side: the same rules for both sides, before they are compared.

Because both sides pass through one function, what a rule hides makes no difference between them, and an
event that turns private shows less than before: the ordinary comparison then takes the rest away.
Projecting twice is projecting once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sync_core.calendar.attending import is_known, people_in
from sync_core.calendar.event import (
    Attendee,
    AttendeeKind,
    Content,
    CrmEvent,
    OutlookEvent,
    Privacy,
)
from sync_core.calendar.fields import EventField
from sync_core.calendar.policy import PrivateEvents
from sync_core.calendar.rules import CalendarRules, Known
from sync_core.mail import Address
from sync_core.reconcile.sides import Side

PRIVATE_SUBJECT = "Private appointment"
"""What stands for the subject of an event of which only the time is shown."""

_PEOPLE = frozenset({EventField.ATTENDEES, EventField.ANSWERS})
_HIDDEN_BY = {
    PrivateEvents.FULL: frozenset[EventField](),
    PrivateEvents.WITHOUT_ATTENDEES: _PEOPLE,
    PrivateEvents.BUSY_ONLY: _PEOPLE | {EventField.SUBJECT, EventField.PLACES, EventField.BODY},
}
HIDDEN_AT_MOST = _HIDDEN_BY[PrivateEvents.BUSY_ONLY]
"""What any rule for private events may hide; the subject is among it, and a neutral one stands in its place."""
_KINDS = tuple(AttendeeKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """An event as the other side may see it."""

    content: Content
    attendees_total: int
    """How many attend, rooms too; more than content.attendees where the list was cut. Of an event whose
    attendees privacy hides 0, since their number is hidden with them."""
    hidden: frozenset[EventField]
    """Fields of which not everything is shown: they never flow back."""
    unknown: tuple[Attendee, ...] = ()
    """People the CRM does not know, left out because the policy asks for known ones: to be added."""


def project(
    content: Content, rules: CalendarRules, known: Known, *, organiser: Address | None
) -> Projection:
    """Return an event as the other side may see it.

    Args:
        content: of either side.
        rules: of the mailbox.
        known: at least the addresses of its attendees.
        organiser: never one of the attendees and never counted or cut, even where a system lists it.
    """
    hidden = hidden_by_rules(content, rules)
    everybody = _each_once(a for a in content.attendees if a.address != organiser)
    if EventField.ATTENDEES in hidden:
        everybody = ()
    shown, unknown = _shown(everybody, rules, known)
    return Projection(
        content=_without(replace(content, attendees=shown), hidden),
        attendees_total=len(everybody),
        hidden=hidden | _PEOPLE if len(everybody) > len(shown) else hidden,
        unknown=unknown,
    )


def hidden_by_rules(content: Content, rules: CalendarRules) -> frozenset[EventField]:
    """Return the fields of which nothing is shown."""
    hidden = hidden_by_privacy(content, rules)
    return hidden | {EventField.BODY} if rules.policy.body == "leave_out" else hidden


def hidden_by_privacy(content: Content, rules: CalendarRules) -> frozenset[EventField]:
    """Return the fields that privacy hides.

    Private events that are to be skipped, and those of any calendar but the default one, are never brought
    across: of one that turned private after it was, only the time may be shown any more.
    """
    if content.privacy is Privacy.NORMAL:
        return frozenset()
    rule = rules.policy.private if rules.is_default_calendar else PrivateEvents.SKIP
    return _HIDDEN_BY[PrivateEvents.BUSY_ONLY if rule is PrivateEvents.SKIP else rule]


def one_way_fields(outlook: Content, rules: CalendarRules) -> Mapping[str, Side]:
    """Return the fields that flow to the CRM only, for Reconciliation.one_way.

    What the attendees answered, and what privacy hides of the Outlook event: so the CRM's copy is
    redacted whoever else would have won.
    """
    to_crm = {EventField.ANSWERS} | hidden_by_privacy(outlook, rules)
    return {name.value: Side.CRM for name in to_crm}


def for_outlook(content: Content, outlook: OutlookEvent) -> Content:
    """Return the CRM's content as it is to be written over an Outlook event.

    Outlook replaces the attendees as a whole (facts: graph §2.3): its rooms are kept.
    """
    rooms = (a for a in outlook.content.attendees if a.kind is AttendeeKind.RESOURCE)
    return replace(content, attendees=_each_once((*people_in(content), *rooms)))


def whole_list(event: CrmEvent, rules: CalendarRules) -> tuple[Attendee, ...]:
    """Return everybody whom an event names that the CRM made: the cap is on what the CRM receives.

    Nobody where the CRM holds only a part of them, or privacy hides them: no partial list flows back.
    """
    if event.is_partial or EventField.ATTENDEES in hidden_by_privacy(event.content, rules):
        return ()
    return _each_once(a for a in event.content.attendees if a.address != event.organiser)


def _each_once(attendees: Iterable[Attendee]) -> tuple[Attendee, ...]:
    """Return each address once, by address, in its weightiest role."""
    by_weight = sorted(
        attendees, key=lambda a: (a.address, _KINDS.index(a.kind), a.answer.value, a.name)
    )
    first: dict[Address, Attendee] = {}
    for attendee in by_weight:
        first.setdefault(attendee.address, attendee)
    return tuple(first.values())


def _shown(
    everybody: tuple[Attendee, ...], rules: CalendarRules, known: Known
) -> tuple[tuple[Attendee, ...], tuple[Attendee, ...]]:
    """Return who is shown, the first so many people by address and every room; and who is unknown."""
    people = [a for a in everybody if a.kind is not AttendeeKind.RESOURCE]
    unknown: list[Attendee] = []
    if rules.policy.attendees.known_only:
        unknown = [a for a in people if not is_known(a, known, rules)]
        people = [a for a in people if is_known(a, known, rules)]
    kept = {a.address for a in people[: rules.policy.attendees.maximum]}
    shown = (a for a in everybody if a.address in kept or a.kind is AttendeeKind.RESOURCE)
    return tuple(shown), tuple(unknown)


def _without(content: Content, hidden: frozenset[EventField]) -> Content:
    """Return the content with hidden fields blank, the subject neutral."""
    return replace(
        content,
        subject=PRIVATE_SUBJECT if EventField.SUBJECT in hidden else content.subject,
        places=() if EventField.PLACES in hidden else content.places,
        body="" if EventField.BODY in hidden else content.body,
    )
