"""Who attends: the addresses of an event matched to the CRM's people and users, as mail is matched."""

from sync_core.calendar.event import Answer, Attendee, AttendeeKind, Content, CrmAttendee
from sync_core.calendar.rooms import resource_of
from sync_core.calendar.rules import CalendarRules, Known
from sync_core.mail import Address, CrmUserId, PersonRef
from sync_core.matching import spellings


def people_in(content: Content) -> tuple[Attendee, ...]:
    """Return the attendees that are people: a room is no person."""
    return tuple(a for a in content.attendees if a.kind is not AttendeeKind.RESOURCE)


def addresses_to_ask(
    content: Content, organiser: Address | None, rules: CalendarRules
) -> tuple[Address, ...]:
    """Return every address of an event under which the CRM may know a person or a user, each once."""
    those = [a.address for a in people_in(content)]
    if organiser is not None:
        those.append(organiser)
    return tuple(dict.fromkeys(s for a in those for s in spellings(a, rules.plus_tags)))


def user_of(address: Address, known: Known, rules: CalendarRules) -> CrmUserId | None:
    """Return the CRM user who has an address."""
    found = (known.users.get(s) for s in spellings(address, rules.plus_tags))
    return next((user for user in found if user is not None), None)


def persons_of(address: Address, known: Known, rules: CalendarRules) -> tuple[PersonRef, ...]:
    """Return the people who have an address, by id; none for a colleague's, as in mail."""
    if rules.insiders.has(address) or user_of(address, known, rules) is not None:
        return ()
    found = {p.id: p for s in spellings(address, rules.plus_tags) for p in known.people.get(s, ())}
    return tuple(found[person] for person in sorted(found))


def is_internal(
    content: Content, organiser: Address | None, known: Known, rules: CalendarRules
) -> bool:
    """Return whether everybody in an event, its organiser too, is a user of the CRM (facts: features 18).

    An event that nobody attends is nobody's meeting, and not internal. Entries without an address do not
    make it external: what is not known to leave the firm is not taken out of it.
    """
    people = [a.address for a in people_in(content)]
    if not people:
        return False
    everybody = people if organiser is None else [*people, organiser]
    return all(user_of(address, known, rules) is not None for address in everybody)


def has_person(
    content: Content, organiser: Address | None, known: Known, rules: CalendarRules
) -> bool:
    """Return whether a person of the CRM attends or organises an event."""
    addresses = [a.address for a in people_in(content)]
    if organiser is not None:
        addresses.append(organiser)
    return any(persons_of(address, known, rules) for address in addresses)


def answer_of(
    content: Content, user: CrmUserId | None, known: Known, rules: CalendarRules
) -> Answer:
    """Return what a CRM user answered, by the attendee who has one of the user's addresses."""
    if user is None:
        return Answer.NONE
    theirs = (a.answer for a in people_in(content) if user_of(a.address, known, rules) == user)
    return next(theirs, Answer.NONE)


def as_crm_attendees(
    content: Content, known: Known, rules: CalendarRules
) -> tuple[CrmAttendee, ...]:
    """Return the attendees as the CRM knows them, in the same order.

    One attendee is one row, so that of two people with one address the first by id is linked, always
    the same one; `ambiguous` names such addresses.
    """
    return tuple(_as_known(attendee, known, rules) for attendee in content.attendees)


def ambiguous(content: Content, known: Known, rules: CalendarRules) -> tuple[Address, ...]:
    """Return the addresses of attendees that more than one person of the CRM has."""
    shared = (a.address for a in people_in(content) if len(persons_of(a.address, known, rules)) > 1)
    return tuple(dict.fromkeys(shared))


def is_known(attendee: Attendee, known: Known, rules: CalendarRules) -> bool:
    """Return whether the CRM knows somebody who attends."""
    if user_of(attendee.address, known, rules) is not None:
        return True
    return bool(persons_of(attendee.address, known, rules))


def _as_known(attendee: Attendee, known: Known, rules: CalendarRules) -> CrmAttendee:
    if attendee.kind is AttendeeKind.RESOURCE:
        return CrmAttendee(attendee=attendee, resource=resource_of(attendee.name, known))
    persons = persons_of(attendee.address, known, rules)
    return CrmAttendee(
        attendee=attendee,
        person=persons[0] if persons else None,
        user=user_of(attendee.address, known, rules),
    )
