"""Writes that were cut short: what was done is found again, and nothing is done twice."""

from dataclasses import replace
from typing import Any

from flows.ports.memory import Remembrance
from sync_core.failures import Unavailable
from tests.flows.calendar.office import ANA, Office, meeting


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
