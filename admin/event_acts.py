"""What a person does to the CRM's calendar: each write once, on the version they saw, then Outlook's turn."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from admin.console import Console
from admin.refusals import Refused, bad_fields, not_found
from admin.shown_meeting import ShownMeeting, shown_meeting
from admin.waking import send
from flows.calendar_desk.answering import GIVEN
from flows.ports.calendar_desk import EventEdit, Meeting, NewEvent
from flows.ports.desk import StaffMember
from sync_core.calendar.event import Answer, CrmEventId, Origin, Span
from sync_core.failures import ItemGone, RetryAfter, SkipItem, VersionConflict
from sync_core.mail import CrmUserId, PersonId
from sync_core.work import Task, WorkItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """One event, or one occurrence of a series, as the person saw it."""

    event: CrmEventId
    slot: datetime | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """What came of it."""

    event: CrmEventId
    is_woken: bool
    """Whether a mailbox was woken: the owner's calendar is kept in step."""


_FORM_FIELDS = {
    "guests": "attendee", "people": "person", "places": "place", "rule": "repeats", "span": "date",
    "privacy": "private",
}  # fmt: skip
"""What a form calls the CRM's fields."""
_Act = Callable[[Meeting], Awaitable[CrmEventId]]


async def seen(
    console: Console, viewer: StaffMember | None, event: str, slot: datetime | None
) -> ShownMeeting:
    """Return a meeting as this viewer may see it.

    Raises:
        Refused: there is no such event.
    """
    meeting = await console.calendar_desk.meeting(CrmEventId(event), slot)
    if meeting is None:
        raise not_found("The CRM has no such event.")
    return shown_meeting(meeting, viewer, await console.insiders())


async def add(console: Console, event: NewEvent, origin: Origin = Origin.PAGE) -> Acted:
    """Make an event."""
    with _told():
        (made,) = await console.calendar_desk.add_events([event], origin)
    return Acted(event=made, is_woken=await wake_owner(console, event.owner))


async def move(console: Console, viewer: StaffMember | None, which: Which, span: Span) -> Acted:
    """Let an event, or one occurrence, take place at another time."""

    async def moved(_meeting: Meeting) -> CrmEventId:
        return await console.calendar_desk.move(which.event, which.version, span, which.slot)

    return await _act(console, viewer, which, moved)


async def edit(
    console: Console,
    viewer: StaffMember | None,
    which: Which,
    change: Callable[[Meeting], EventEdit],
) -> Acted:
    """Change an event, or one occurrence; a change of nothing writes nothing."""

    async def edited(meeting: Meeting) -> CrmEventId:
        wanted = change(meeting)
        if wanted == EventEdit():
            return meeting.event.id
        return await console.calendar_desk.edit(which.event, which.version, wanted, which.slot)

    return await _act(console, viewer, which, edited)


async def cancel(console: Console, viewer: StaffMember | None, which: Which) -> Acted:
    """Mark an event, or one occurrence, as cancelled."""

    async def cancelled(_meeting: Meeting) -> CrmEventId:
        return await console.calendar_desk.cancel(which.event, which.version, which.slot)

    return await _act(console, viewer, which, cancelled)


async def delete(console: Console, viewer: StaffMember | None, which: Which) -> Acted:
    """Delete an event; a series with all its occurrences."""

    async def deleted(_meeting: Meeting) -> CrmEventId:
        await console.calendar_desk.delete(which.event, which.version)
        return which.event

    if which.slot is not None:
        raise bad_fields(("slot", "expected the whole series: one occurrence is cancelled instead"))
    return await _act(console, viewer, which, deleted)


async def answer(
    console: Console,
    viewer: StaffMember | None,
    which: Which,
    user: CrmUserId,
    told: Answer,
) -> Acted:
    """Answer an invitation for a colleague; it goes out from their own mailbox."""

    async def answered(_meeting: Meeting) -> CrmEventId:
        await console.calendar_desk.answer(which.event, which.version, user, told)
        return which.event

    return await _act(console, viewer, which, answered, is_theirs_to_change=False, guest=user)


async def add_room(console: Console, name: str) -> str:
    """Add a room and return its id."""
    with _told():
        return await console.calendar_desk.add_room(name)


async def relate(
    console: Console, viewer: StaffMember | None, which: Which, person: PersonId
) -> Acted:
    """Relate an event to a person who does not attend."""
    if not person or await console.desk.person(person) is None:
        raise bad_fields(("person", "expected a person of the CRM"))

    async def related(_meeting: Meeting) -> CrmEventId:
        await console.calendar_desk.relate_event(which.event, which.version, person)
        return which.event

    return await _act(console, viewer, which, related, is_theirs_to_change=False)


def answer_of(text: str) -> Answer:
    """Return the answer that a request tells.

    Raises:
        Refused: it is none.
    """
    try:
        return Answer(text)
    except ValueError:
        told = ", ".join(GIVEN[:-1]) + f" or {GIVEN[-1]}"
        raise bad_fields(("answer", f"expected {told}")) from None


async def wake_owner(
    console: Console, owner: CrmUserId | None, task: Task = Task.CALENDAR_WAKE
) -> bool:
    """Wake the calendars of a user's mailboxes; return whether there is one that was woken.

    A queue that is away loses nothing: the event is written, and the CRM's feed brings it to Outlook.
    """
    records = await console.memory.mailboxes()
    woken = [r.id for r in records if owner and r.owner == owner and r.calendar_enabled]
    try:
        for mailbox in woken:
            now = console.surroundings.now()
            await send(console, WorkItem(task=task, mailbox=mailbox, woken_at=now))
    except RetryAfter:
        return False
    return bool(woken)


async def _act(
    console: Console,
    viewer: StaffMember | None,
    which: Which,
    act: _Act,
    *,
    is_theirs_to_change: bool = True,
    guest: CrmUserId | None = None,
) -> Acted:
    """Do one thing to a meeting that this viewer may see, and that the firm may change.

    Its owner's calendar is woken; where a guest acts, the guest's.
    """
    shown = await seen(console, viewer, which.event, which.slot)
    if shown.is_masked:
        raise Refused(403, "private", "This event is private: only those in it may change it.")
    if is_theirs_to_change and not shown.is_ours:
        message = "Only its organiser, outside the firm, can change this event."
        raise Refused(403, "organised_elsewhere", message)
    with _told():
        event = await act(shown.meeting)
    owner = shown.meeting.event.owner
    if guest is None or guest == owner:
        return Acted(event=event, is_woken=await wake_owner(console, owner))
    # The feed tells of this event in its owner's calendar alone: a guest's is compared whole.
    return Acted(event=event, is_woken=await wake_owner(console, guest, Task.CALENDAR_SWEEP))


@contextmanager
def _told() -> Iterator[None]:
    """Tell a person, in their words, why the CRM did not write."""
    try:
        yield
    except VersionConflict:
        message = "Somebody changed this event meanwhile; nothing was written. Look at it again."
        raise Refused(409, "changed_meanwhile", message) from None
    except ItemGone:
        raise not_found("This event no longer exists; nothing was written.") from None
    except SkipItem as refused:
        path, _, expected = refused.detail.partition(":")
        first, *rest = path.strip().split(".")
        field = ".".join([_FORM_FIELDS.get(first, first), *rest])
        raise bad_fields((field, expected.strip() or "expected a value the CRM takes")) from None
