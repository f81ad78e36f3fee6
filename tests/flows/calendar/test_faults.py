"""What faults get: read again and decided again, one copy, nothing deleted without proof, nothing lost."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from flows.ports.calendar import EventPage
from flows.ports.tenant import DeltaToken
from simulator.graph.calendar.events import Damage
from simulator.graph.calendar.invitations import Author
from sync_core import limits
from sync_core.calendar.event import Recurrence
from sync_core.failures import CursorLost, SkipItem, SkipReason, Unavailable
from tests.flows.calendar.mischief import between, fail
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span

WEEKLY = Recurrence(rule="FREQ=WEEKLY;COUNT=3")


def mails(office: Office) -> list[tuple[str, str]]:
    """Return what the engine's writes mailed."""
    return [(m.to, m.sort.value) for m in office.tenant.invitations.by(Author.APPLICATION)]


async def test_an_event_changed_in_outlook_while_it_is_written_is_never_overwritten(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.change(office.event.id, subject="In the CRM")
    between(
        office.parts.calendar,
        "update",
        lambda: office.outlook.edit(bo, event, subject="In Outlook"),
    )
    await office.look(bo)

    assert office.outlook.look(bo, event).says.subject == "In Outlook"
    assert office.event.content.subject == "In Outlook"


async def test_an_event_changed_in_the_crm_while_it_is_written_is_decided_anew(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.outlook.edit(bo, event, subject="In Outlook")
    one = office.event.id
    between(
        office.parts.crm_calendar, "update_events", lambda: office.change(one, body="From the CRM")
    )
    await office.look(bo)

    assert (office.event.content.subject, office.event.content.body) == (
        "In Outlook",
        "From the CRM",
    )
    assert office.outlook.look(bo, event).says.body.strip() == "From the CRM"


async def test_a_creation_whose_answer_was_lost_leaves_one_copy_and_one_invitation(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.make(bo, "Review", ANA)
    fail(office.parts.calendar, "create", Unavailable("answer lost"), after=True)
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == ["Review"]
    assert mails(office) == [(ANA, "invitation")]
    assert await office.linked(bo) == 1


async def test_a_creation_refused_as_a_duplicate_finds_the_one_that_is_there(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.make(bo, "Review", ANA)
    sound = office.parts.calendar.create

    async def arrives_twice(*told: object) -> object:
        await sound(*told)  # type: ignore[arg-type]  # handed on as it came
        return await sound(*told)  # type: ignore[arg-type]

    setattr(office.parts.calendar, "create", arrives_twice)  # noqa: B010  a method replaced
    await office.look(bo)
    await office.compare(bo)

    assert office.tenant.requests["events.create"] == 2
    assert office.subjects(bo) == ["Review"]
    assert mails(office) == [(ANA, "invitation")]
    assert len(office.events()) == 1


async def test_a_series_made_in_the_crm_whose_answer_was_lost_is_one_series(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.make(bo, "Weekly", ANA, recurrence=WEEKLY)
    fail(office.parts.calendar, "create", Unavailable("answer lost"), after=True)
    await office.look(bo)
    await office.compare(bo)

    assert len(office.starts(bo)) == 3
    assert len(office.events()) == 1
    assert mails(office) == [(ANA, "invitation")]


async def test_a_creation_in_the_crm_whose_answer_was_lost_leaves_one_event(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    fail(office.parts.crm_calendar, "create_events", Unavailable("answer lost"), after=True)
    await office.begin()
    await office.compare(bo)

    assert office.event.content.subject == "Review"
    assert await office.linked(bo) == 1


@pytest.mark.parametrize(("edit_survives", "there"), [(True, ["Edited"]), (False, [])])
async def test_an_event_that_is_gone_when_it_is_written_takes_the_way_of_a_deletion(
    office: Office, edit_survives: bool, there: list[str]
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin(deletions={"in_crm": "delete", "edit_survives": edit_survives})
    office.change(office.event.id, subject="Edited")
    between(office.parts.calendar, "update", lambda: office.outlook.delete(bo, event))
    await office.look(bo)

    assert [e.content.subject for e in office.events()] == there
    assert office.subjects(bo) == there


async def test_a_listing_without_an_end_is_given_up_and_begun_anew(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin(deletions={"in_crm": "delete"})
    sound, asked = office.parts.calendar.changed, [0]

    async def endless(*told: object) -> EventPage:
        asked[0] += 1
        if asked[0] <= 400:
            return EventPage(
                events=(), series=(), removed=(), next=DeltaToken("again"), is_complete=False
            )
        return await sound(*told)  # type: ignore[arg-type]  # handed on as it came

    setattr(office.parts.calendar, "changed", endless)  # noqa: B010  a method replaced
    office.outlook.create(bo, meeting("Lunch", ANA))
    await office.look(bo)

    assert asked[0] > 400
    assert sorted(e.content.subject for e in office.events()) == ["Lunch", "Review"]


async def test_empty_pages_and_pages_of_one_item_lose_nothing() -> None:
    office = Office(empty_page_chance=0.5, page_items_max=1, order_shuffled=True)
    bo, _ = office.user("bo"), office.client()
    for n in range(7):
        office.outlook.create(bo, meeting(f"M{n}", ANA))
    office.outlook.create(bo, meeting("Weekly", ANA, recurrence=WEEKLY))
    await office.begin()
    for n in range(7, 10):
        office.outlook.create(bo, meeting(f"M{n}", ANA))
    await office.look(bo)

    assert len(office.events()) == 13
    assert not any(e.content.is_cancelled for e in office.events())


async def test_after_a_lost_cursor_everything_is_compared_and_deletions_are_proved(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    events = [office.outlook.create(bo, meeting(f"M{n}", ANA)) for n in range(3)]
    await office.begin(deletions={"in_crm": "delete"})
    office.outlook.delete(bo, events[0])
    office.outlook.edit(bo, events[1], subject="Renamed")
    fail(office.parts.calendar, "changed", CursorLost("410"))
    await office.look(bo)

    assert sorted(e.content.subject for e in office.events()) == ["M2", "Renamed"]
    assert len(office.subjects(bo)) == 2


@pytest.mark.parametrize("how", list(Damage))
async def test_an_event_that_cannot_be_read_is_left_out_with_a_reason_until_it_can(
    office: Office, how: Damage
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Broken", ANA))
    office.outlook.create(bo, meeting("Sound", ANA))
    office.outlook.damage(bo, event, how)
    await office.begin()
    assert [e.content.subject for e in office.events()] == ["Sound"]
    assert await office.left_out(bo) == ["broken"]
    await office.compare(bo)
    assert await office.left_out(bo) == ["broken"]

    office.outlook.damage(bo, event, None)
    await office.look(bo)
    assert sorted(e.content.subject for e in office.events()) == ["Broken", "Sound"]
    assert await office.left_out(bo) == []
    assert await office.linked(bo) == 2


@pytest.mark.parametrize("how", list(Damage))
async def test_an_event_in_step_that_cannot_be_read_any_more_is_not_taken_for_deleted(
    office: Office, how: Damage
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin(deletions={"in_crm": "delete", "in_outlook": "delete"})
    office.outlook.damage(bo, event, how)
    await office.look(bo)
    await office.compare(bo)
    assert office.event.content.subject == "Review"
    assert await office.left_out(bo) == ["broken"]

    office.outlook.damage(bo, event, None)
    office.outlook.edit(bo, event, subject="Mended")
    await office.look(bo)
    assert office.event.content.subject == "Mended"
    assert await office.left_out(bo) == []


async def test_a_broken_event_that_is_deleted_leaves_no_row(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Broken", ANA))
    office.outlook.damage(bo, event, Damage.UNREADABLE)
    await office.begin()
    office.outlook.delete(bo, event)
    await office.look(bo)
    await office.compare(bo)

    assert await office.pairs(bo) == ()


async def test_an_event_of_the_crm_that_ends_before_it_begins_is_left_out_until_it_is_mended(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    one = office.make(bo, "Broken", ANA)
    sound = office.event.content.span
    office.change(one, span=replace(sound, end=sound.start - (sound.end - sound.start)))
    await office.look(bo)
    assert office.subjects(bo) == []
    assert await office.left_out(bo) == ["broken"]

    office.change(one, span=sound)
    await office.look(bo)
    assert office.subjects(bo) == ["Broken"]


async def test_two_events_of_one_identity_are_one_in_step_and_one_left_out(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    first = office.outlook.create(bo, meeting("First", ANA))
    second = office.outlook.create(bo, meeting("Second", ANA))
    office.outlook.look(bo, second).item.uid = office.outlook.look(bo, first).item.uid
    await office.begin()
    kept = office.event.content.subject
    assert await office.left_out(bo) == ["double"]
    double = second if kept == "First" else first
    office.outlook.edit(bo, double, body="Changed")
    await office.look(bo)
    assert office.event.content.body == ""
    assert await office.left_out(bo) == ["double"]

    office.outlook.delete(bo, double)
    await office.look(bo)
    assert (office.event.content.subject, office.event.content.is_cancelled) == (kept, False)
    assert await office.left_out(bo) == []


async def test_the_other_of_two_events_of_one_identity_is_in_step_once_it_is_alone(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    first = office.outlook.create(bo, meeting("First", ANA))
    second = office.outlook.create(bo, meeting("Second", ANA))
    office.outlook.look(bo, second).item.uid = office.outlook.look(bo, first).item.uid
    await office.begin()
    kept = office.event.content.subject
    office.outlook.delete(bo, first if kept == "First" else second)
    for _ in range(3):
        await office.compare(bo)

    there = [e.content.subject for e in office.events() if not e.content.is_cancelled]
    assert there == office.subjects(bo)
    assert await office.left_out(bo) == []


async def test_a_write_refused_for_good_is_not_repeated_until_something_changes(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(
        bo, meeting("Review", ANA, span=span(TOMORROW + timedelta(days=90)))
    )
    await office.begin()
    refused = SkipItem(SkipReason.REFUSED_BY_OUTLOOK, "ErrorInvalidRequest")
    asked = Counter[str]()
    sound = office.parts.calendar.update
    fail(office.parts.calendar, "update", refused, times=10_000)
    between(office.parts.calendar, "update", lambda: asked.update(["update"]), times=10_000)
    office.change(office.event.id, subject="Annual review")
    await office.look(bo)
    for _ in range(2 * limits.RETRY_ATTEMPTS_MAX):
        office.clock.advance(limits.RETRY_SECONDS_MAX)
        await office.compare(bo)
    assert asked["update"] == limits.RETRY_ATTEMPTS_MAX

    office.parts.calendar.update = sound  # type: ignore[method-assign] # it takes it now
    office.change(office.event.id, subject="Yearly review")
    await office.look(bo)
    assert office.outlook.look(bo, event).says.subject == "Yearly review"


async def test_a_run_that_stood_still_mails_nobody_about_what_is_past_by_now(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.tenant.invitations.clear()
    office.change(office.event.id, subject="Annual review")
    days = timedelta(days=2).total_seconds()
    between(office.parts.calendar, "changed", lambda: office.clock.advance(days))
    await office.look(bo)

    assert mails(office) == []
