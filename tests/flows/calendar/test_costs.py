"""What keeping calendars does not cost: calls that would grow with the events or with the firm."""

from collections import Counter
from typing import Any

from tests.flows.calendar.office import ANA, Office, meeting


async def test_events_made_in_the_crm_get_their_identity_in_one_round_trip(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    for number in range(7):
        office.make(bo, f"Review {number}", ANA)
    calls = _count(office.crm_calendar, "update_events")
    await office.look(bo)

    assert calls["update_events"] == 1
    assert len(office.subjects(bo)) == 7
    assert all(event.key is not None for event in office.events())


async def test_our_own_writes_told_by_the_crm_are_not_read_in_outlook(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    for number in range(7):
        office.outlook.create(bo, meeting(f"Review {number}", ANA))
    await office.begin()
    calls = _count(office.parts.calendar, "read")
    await office.look(bo)

    assert calls["read"] == 0
    assert await office.linked(bo) == 7


async def test_an_edit_in_the_crm_beside_our_own_writes_is_found(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    for number in range(3):
        office.outlook.create(bo, meeting(f"Review {number}", ANA))
    await office.begin()
    office.change(office.events()[1].id, subject="Renamed")
    calls = _count(office.parts.calendar, "read")
    await office.look(bo)

    assert calls["read"] == 1
    assert "Renamed" in office.subjects(bo)


async def test_an_edit_that_waited_for_its_direction_is_not_taken_for_our_own(
    office: Office,
) -> None:
    """Outlook's side is read at once and the CRM's by the hour: both changed meanwhile, one field each."""
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    await office.policy(schedule={"to_outlook": "periodic", "every_minutes": 60})
    await office.compare(bo)
    await office.look(bo)
    office.change(office.event.id, subject="Renamed")
    office.outlook.edit(bo, event, body="Bring the draft")
    await office.look(bo)

    assert office.subjects(bo) == ["Review"]
    assert office.event.content.body == "Bring the draft"
    office.clock.advance(3_600)
    await office.look(bo)
    assert office.subjects(bo) == ["Renamed"]


async def test_looking_at_one_mailbox_reads_no_other_ones_record(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.user("eva")
    await office.begin()
    await office.look(bo)
    calls = _count(office.memory, "mailboxes")
    await office.look(bo)

    assert calls["mailboxes"] == 0


def _count(port: Any, method: str) -> Counter[str]:
    """Count the calls of a method from here on."""
    calls: Counter[str] = Counter()
    sound = getattr(port, method)

    async def counted(*arguments: Any, **named: Any) -> Any:
        calls[method] += 1
        return await sound(*arguments, **named)

    setattr(port, method, counted)
    return calls
