"""Writes that were cut short: what was done is found again, and nothing is done twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flows.ports.calendar import EventDraft
from flows.ports.remembrance import Remembrance
from flows.run import run_work_item
from simulator.graph.calendar.invitations import Author
from sync_core.calendar.event import (
    DEFAULT_CALENDAR,
    Attendee,
    CalendarId,
    CrmEventId,
    EventId,
    OutlookEvent,
)
from sync_core.calendar.twins import NEW
from sync_core.failures import Unavailable
from sync_core.mail import Address
from sync_core.reconcile.pairs import Intent, Pair, PairKey, PairState, Writing
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId, Task, WorkItem
from tests.flows.calendar.office import ANA, Office, meeting
from tests.flows.firm import DOMAIN

CY = f"cy@{DOMAIN}"


async def test_an_event_made_before_its_name_was_written_is_named_and_stays(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    one = office.make(bo, "Review", ANA)
    _lose_answers(office, "update_events", times=1, before=True)
    await office.look(bo)
    await office.compare(bo)
    await office.compare(bo)

    assert not office.event.content.is_cancelled
    assert office.event.id == one
    assert office.event.key is not None
    assert office.subjects(bo) == ["Review"]


async def test_a_row_left_under_its_first_name_does_not_end_the_event(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.make(bo, "Review", ANA)
    _forget_to_part(office)
    await office.look(bo)
    await office.compare(bo)
    await office.compare(bo)

    assert not office.event.content.is_cancelled
    assert office.subjects(bo) == ["Review"]
    assert await office.linked(bo) == 1


async def test_a_cancellation_whose_answer_was_lost_is_not_taken_for_an_edit(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.outlook.delete(bo, event)
    office.tenant.invitations.clear()
    _lose_answers(office, "update_events", times=1, before=False)
    await office.look(bo)
    await office.compare(bo)

    assert office.event.content.is_cancelled
    assert office.subjects(bo) == []
    assert len(office.tenant.invitations) == 0


def _lose_answers(office: Office, method: str, *, times: int, before: bool) -> None:
    """Let some calls of the CRM fail, before what they do is done or after it."""
    sound, left = getattr(office.crm_calendar, method), [times]

    async def lossy(*arguments: Any) -> Any:
        if left[0] and before:
            left[0] -= 1
            raise Unavailable("away")
        answer = await sound(*arguments)
        if left[0]:
            left[0] -= 1
            raise Unavailable("answer lost")
        return answer

    setattr(office.crm_calendar, method, lossy)


def _forget_to_part(office: Office) -> None:
    """Let the process end once between writing a row and forgetting another."""
    sound, left = office.memory.remember, [1]

    async def torn(lease: Any, what: Remembrance, now: Any) -> Any:
        if what.parted and left[0]:
            left[0] -= 1
            await sound(lease, replace(what, parted=()), now)
            raise Unavailable("storage")
        return await sound(lease, what, now)

    setattr(office.memory, "remember", torn)  # noqa: B010  a method replaced, which mypy forbids by name


async def test_an_event_deleted_in_the_crm_before_it_was_named_is_not_brought_back(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.policy(enabled=False)
    await office.begin_without_calendar()
    one = office.make(bo, "Review", ANA)
    named = office.crm_calendar.update_events

    async def deleted(changes: Any) -> Any:
        if office.crm_calendar.kept(one) is None:
            return await named(changes)
        office.crm_calendar.remove(one)
        raise Unavailable("away")

    office.crm_calendar.update_events = deleted  # type: ignore[method-assign] # deleted meanwhile
    await office.begin(deletions={"in_outlook": "delete"}, unmatched=True)
    await office.compare(bo)

    assert office.events() == []
    assert office.subjects(bo) == []


@pytest.mark.parametrize("state", [PairState.FAILED, PairState.LEFT_OUT])
async def test_an_event_met_before_it_was_named_is_not_made_in_the_crm_once_more(
    office: Office, state: PairState
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(prevent={"outlook": {"create": True}})
    one = office.make(bo, "Review", ANA)
    await office.look(bo)  # what the CRM's feed told of it is done with
    event = await _made(office, bo, one)
    begun = (Intent(side=Side.OUTLOOK, writing=Writing.CREATE),)
    row = Pair(
        key=PairKey(NEW + office.parts.digester.stamp(one)),
        state=state,
        outlook=event,
        crm=one,
        intents=begun if state is PairState.FAILED else (),
        due_at=office.clock.now() + timedelta(hours=1) if state is PairState.FAILED else None,
    )
    await office.keep(bo, row)
    office.outlook.edit(bo, event, subject="Changed")
    await office.look(bo)
    office.clock.advance(2 * 60 * 60)
    await office.compare(bo)

    assert (office.event.id, office.event.content.subject) == (one, "Changed")
    assert office.event.key is not None
    assert office.subjects(bo) == ["Changed"]


async def test_what_was_changed_in_outlook_since_it_was_made_there_is_the_newer_value(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(winner="crm")
    office.make(bo, "Review")
    sound, left = office.crm_calendar.update_events, [1]

    async def edited_meanwhile(changes: Any) -> Any:
        if left[0]:
            left[0] -= 1
            office.outlook.edit(bo, office.outlook_event(bo), subject="Changed")
            raise Unavailable("away")
        return await sound(changes)

    office.crm_calendar.update_events = edited_meanwhile  # type: ignore[method-assign] # fails once
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == ["Changed"]
    assert office.event.content.subject == "Changed"


async def test_a_record_is_named_on_the_version_that_the_same_step_wrote(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    one = office.make(bo, "Review")
    event = await _made(office, bo, one)
    office.outlook.edit(bo, event, subject="Changed")
    sound, asked = office.crm_calendar.update_events, list[Any]()

    async def counted(changes: Any) -> Any:
        asked.append(changes)
        return await sound(changes)

    office.crm_calendar.update_events = counted  # type: ignore[method-assign] # only counted
    begun = (Intent(side=Side.OUTLOOK, writing=Writing.CREATE),)
    key = PairKey(NEW + office.parts.digester.stamp(one))
    await office.keep(bo, Pair(key=key, state=PairState.LINKED, crm=one, intents=begun))
    await office.look(bo)

    assert (office.event.content.subject, len(asked)) == ("Changed", 1)
    assert office.event.key is not None


async def test_a_cancelled_record_stays_though_the_answer_of_its_deletion_in_outlook_was_lost(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin(deletions={"in_crm": "delete"})
    office.change(office.event.id, is_cancelled=True)
    sound, left = office.parts.calendar.delete, [1]

    async def lossy(mailbox: Any, event: Any) -> None:
        await sound(mailbox, event)
        if left[0]:
            left[0] -= 1
            raise Unavailable("answer lost")

    office.parts.calendar.delete = lossy  # type: ignore[method-assign] # its answer is lost
    await office.look(bo)
    settled = office.event
    await office.compare(bo)

    assert office.subjects(bo) == []
    assert office.event.content.is_cancelled
    assert office.event == settled


async def _made(office: Office, mailbox: MailboxId, one: CrmEventId) -> EventId:
    """Make the Outlook twin of a record as the engine does, and let nobody be told."""
    kept = office.crm_calendar.kept(one)
    assert kept is not None
    stamp = office.parts.digester.stamp(one)
    draft = EventDraft(content=kept.event.content, stamp=stamp)
    made = await office.parts.calendar.create(mailbox, DEFAULT_CALENDAR, draft)
    return made.id


async def test_what_was_changed_in_the_crm_since_it_was_made_there_is_the_newer_value(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    sound, left = office.crm_calendar.create_events, [1]

    async def edited_meanwhile(drafts: Any) -> Any:
        answer = await sound(drafts)
        if left[0]:
            left[0] -= 1
            office.change(office.event.id, subject="Changed")
            raise Unavailable("answer lost")
        return answer

    office.crm_calendar.create_events = edited_meanwhile  # type: ignore[method-assign] # lost once
    await office.begin(winner="microsoft365")
    await office.compare(bo)

    assert office.event.content.subject == "Changed"
    assert office.subjects(bo) == ["Changed"]


async def test_a_first_run_invites_nobody_though_the_answer_of_its_creation_was_lost(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.policy(enabled=False)
    await office.begin_without_calendar()
    one = office.make(bo, "Review", ANA)
    _lose_creations(office)
    await office.begin()
    await office.compare(bo)

    assert office.subjects(bo) == ["Review"]
    assert _mailed(office) == []
    assert [str(a.address) for a in office.event.content.attendees] == [ANA]
    office.change(one, attendees=_guests(ANA, CY))
    await office.look(bo)
    assert sorted(_mailed(office)) == [ANA, CY]  # whoever is invited by a person later is


async def test_a_guest_added_while_the_answer_of_a_creation_was_lost_is_invited(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    one = office.make(bo, "Review")
    _lose_creations(office, lambda: office.change(one, attendees=_guests(ANA)))
    await office.look(bo)
    await office.compare(bo)

    assert _mailed(office) == [ANA]


async def test_a_guests_calendar_learns_of_no_meeting_that_the_crm_does_not_know_by_its_name(
    office: Office,
) -> None:
    bo, cy, _ = office.user("bo"), office.user("cy"), office.client()
    await office.policy(enabled=False)
    await office.begin_without_calendar()
    one = office.make(bo, "Review", ANA)
    _lose_creations(office, lambda: office.change(one, attendees=_guests(ANA, CY)))
    sound, looked = office.crm_calendar.update_events, list[MailboxId]()

    async def overtaken(changes: Any) -> Any:
        if not looked:  # the guest's calendar comes in between
            looked.append(cy)
            now = office.clock.now()
            item = WorkItem(task=Task.CALENDAR_SWEEP, mailbox=cy, woken_at=now)
            await run_work_item(office.parts, item)
            raise Unavailable("away")
        return await sound(changes)

    office.crm_calendar.update_events = overtaken  # type: ignore[method-assign] # overtaken once
    await office.begin()
    for mailbox in (cy, bo, cy):
        await office.compare(mailbox)

    assert looked == [cy]
    assert office.event.id == one
    assert (office.subjects(bo), office.subjects(cy)) == (["Review"], ["Review"])


async def test_an_event_that_the_search_does_not_show_yet_is_known_by_the_name_its_record_carries(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin(winner="microsoft365")
    one = office.make(bo, "Review")
    sound, left = office.crm_calendar.update_events, [1]

    async def unheard(changes: Any) -> Any:
        answer = await sound(changes)
        if left[0]:
            left[0] -= 1
            office.change(one, subject="Changed")
            raise Unavailable("answer lost")
        return answer

    async def nothing(*_: Any) -> None:
        return None

    office.crm_calendar.update_events = unheard  # type: ignore[method-assign] # its answer is lost
    office.parts.calendar.find = nothing  # type: ignore[assignment,method-assign] # a slow index
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == ["Changed"]
    assert office.event.content.subject == "Changed"
    (row,) = await office.pairs(bo)
    assert (row.state, str(row.key)) == (PairState.LINKED, office.event.key)


def _lose_creations(office: Office, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Lose the answer of one creation in Outlook, and let something be done before it is found."""
    sound, left = office.parts.calendar.create, [1]

    async def lossy(mailbox: MailboxId, calendar: CalendarId, draft: EventDraft) -> OutlookEvent:
        made = await sound(mailbox, calendar, draft)
        if left[0]:
            left[0] -= 1
            meanwhile()
            raise Unavailable("answer lost")
        return made

    office.parts.calendar.create = lossy  # type: ignore[method-assign] # its answer is lost


def _guests(*addresses: str) -> tuple[Attendee, ...]:
    return tuple(Attendee(address=Address(one)) for one in addresses)


def _mailed(office: Office) -> list[str]:
    return [mail.to for mail in office.tenant.invitations.by(Author.APPLICATION)]
