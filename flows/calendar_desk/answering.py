"""What a user answers to somebody else's invitation."""

from dataclasses import replace

from flows.calendar_desk.entering import Act, put
from flows.calendar_desk.refusing import refused
from flows.calendar_desk.store import DeskStore, Record
from flows.ports.desk import StaffMember
from sync_core.calendar.event import Answer, Attendee, AttendeeKind, CrmAttendee, CrmEvent
from sync_core.calendar.fields import EventField
from sync_core.mail import CrmUserId

GIVEN = (Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED)
"""What can be answered; an answer is changed, and not taken back."""


async def answer(store: DeskStore, record: Record, user: CrmUserId, told: Answer) -> None:
    """Set a user's answer; the same once more changes nothing.

    Raises:
        SkipItem: it is no answer, the event was cancelled, or the user is not invited to it.
    """
    if told not in GIVEN:
        raise refused("answer", ", ".join(GIVEN[:-1]) + f" or {GIVEN[-1]}")
    event = record.event
    if event.content.is_cancelled:
        raise refused("event", "one that was not cancelled")
    member = (await store.users()).get(user)
    if member is None:
        raise refused("user", "a user of the CRM")
    if _organises(event, member):
        raise refused("user", "somebody who is invited: who organises an event does not answer it")
    attendees = tuple(_answered(one, member, told) for one in record.attendees)
    if not any(_is(one, member) for one in record.attendees):
        raise refused("user", "somebody who attends the event")
    if attendees == event.content.attendees:
        return
    content = replace(event.content, attendees=attendees)
    fields = frozenset({EventField.ANSWERS.value})
    await put(store, record, Act(fields=fields, content=content), None)


def _organises(event: CrmEvent, member: StaffMember) -> bool:
    """Return whether an event is a user's own: that its organiser is outside the CRM makes its owner a guest."""
    if event.organiser is None:
        return event.owner == member.id
    return event.organiser == member.address.casefold()


def _answered(one: CrmAttendee, member: StaffMember, told: Answer) -> Attendee:
    return replace(one.attendee, answer=told) if _is(one, member) else one.attendee


def _is(one: CrmAttendee, member: StaffMember) -> bool:
    if one.attendee.kind is AttendeeKind.RESOURCE:
        return False
    return one.user == member.id or one.attendee.address == member.address.casefold()
