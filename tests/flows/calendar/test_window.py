"""The window: half-open on both sides, moving every day; what leaves it is left as it is."""

from datetime import timedelta

from sync_core.failures import Unavailable
from tests.flows.calendar.office import ANA, Office, meeting, span
from tests.flows.firm import START

TODAY = START.replace(hour=0)
FIRST = TODAY - timedelta(days=30)
END = TODAY + timedelta(days=366)
"""A year ahead, the last day whole."""
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def test_the_window_is_half_open_for_events_of_outlook(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    at = {
        "ends where it begins": FIRST - HOUR,
        "ends a minute later": FIRST - HOUR + MINUTE,
        "begins a minute before its end": END - MINUTE,
        "begins where it ends": END,
    }
    for subject, start in at.items():
        office.outlook.create(bo, meeting(subject, ANA, span=span(start)))
    await office.begin()

    assert sorted(e.content.subject for e in office.events()) == [
        "begins a minute before its end",
        "ends a minute later",
    ]


async def test_the_window_is_half_open_for_events_of_the_crm(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    at = {
        "ends where it begins": FIRST - HOUR,
        "ends a minute later": FIRST - HOUR + MINUTE,
        "begins a minute before its end": END - MINUTE,
        "begins where it ends": END,
    }
    for subject, start in at.items():
        office.make(bo, subject, ANA, span=span(start))
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == ["begins a minute before its end", "ends a minute later"]
    assert await office.left_out(bo) == ["outside_window", "outside_window"]


async def test_its_days_are_the_policys(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    for days in (-3, -1, 1, 3):
        at = span(START + timedelta(days=days))
        office.outlook.create(bo, meeting(f"{days}", ANA, span=at))
    await office.begin(past_days=2, future_days=2)

    assert sorted(e.content.subject for e in office.events()) == ["-1", "1"]


async def test_an_event_that_left_the_window_is_neither_changed_nor_deleted(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Then", ANA))
    await office.begin()
    office.clock.advance(40 * 24 * 3600)
    await office.compare(bo)
    office.change(office.event.id, subject="In the CRM")
    await office.look(bo)
    assert office.outlook.look(bo, event).says.subject == "Then"

    office.outlook.edit(bo, event, subject="In Outlook")
    await office.look(bo)
    await office.compare(bo)
    assert office.event.content.subject == "In the CRM"
    assert not office.event.content.is_cancelled
    assert office.subjects(bo) == ["In Outlook"]
    assert await office.left_out(bo) == ["outside_window"]


async def test_an_event_deleted_in_outlook_after_it_left_the_window_stays_in_the_crm(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Then", ANA))
    await office.begin(deletions={"in_crm": "delete", "in_outlook": "delete"})
    office.clock.advance(40 * 24 * 3600)
    await office.compare(bo)
    office.outlook.delete(bo, event)
    await office.look(bo)
    await office.compare(bo)

    assert [e.content.subject for e in office.events()] == ["Then"]
    assert not office.event.content.is_cancelled


async def test_an_event_deleted_in_the_crm_after_it_left_the_window_stays_in_outlook(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Then", ANA))
    await office.begin(deletions={"in_crm": "delete", "in_outlook": "delete"})
    office.clock.advance(40 * 24 * 3600)
    await office.compare(bo)
    office.crm_calendar.remove(office.event.id)
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == ["Then"]


async def test_a_change_that_moves_an_event_out_of_the_window_is_still_copied(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Then", ANA))
    await office.begin()
    office.outlook.edit(bo, event, span=span(END + timedelta(days=30)))
    await office.look(bo)

    assert office.event.content.span.start == END + timedelta(days=30)
    await office.compare(bo)
    assert not office.event.content.is_cancelled


async def test_the_window_moves_daily_without_rewriting_anything(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    for days in range(-5, 5):
        office.outlook.create(bo, meeting(f"{days}", ANA, span=span(START + timedelta(days=days))))
    await office.begin()
    office.make(bo, "From the CRM", ANA)
    await office.look(bo)
    await office.compare(bo)
    versions, pairs = office.versions(), await office.pairs(bo)
    office.tenant.requests.clear()
    for _ in range(5):
        office.clock.advance(24 * 3600)
        await office.compare(bo)

    assert office.versions() == versions
    assert office.written() == {}
    assert await office.pairs(bo) == pairs


async def test_an_event_comes_in_on_the_day_the_window_reaches_it(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Far ahead", ANA, span=span(END + HOUR)))
    await office.begin()
    assert office.events() == []
    office.clock.advance(24 * 3600)
    await office.look(bo)

    assert office.event.content.subject == "Far ahead"


async def test_a_new_windows_listing_is_finished_before_the_old_cursor_is_dropped(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    before = await office.memory.cursors(bo, "calendar.outlook")
    sound, asked = office.parts.calendar.changed, []

    async def fails_once(*told: object) -> object:
        asked.append(dict(await office.memory.cursors(bo, "calendar.outlook")))
        if len(asked) == 1:
            raise Unavailable("away")
        return await sound(*told)  # type: ignore[arg-type]  # handed on as it came

    setattr(office.parts.calendar, "changed", fails_once)  # noqa: B010  a method replaced
    office.clock.advance(24 * 3600)
    await office.compare(bo)

    assert asked[:2] == [before, before]
    assert await office.memory.cursors(bo, "calendar.outlook") != before


async def test_widening_the_window_again_makes_nothing_twice_and_brings_back_what_was_deleted_no_more(
    office: Office,
) -> None:
    """Which is why pairs outside the window are kept: docs/decisions/0011."""
    bo, _ = office.user("bo"), office.client()
    for name in ("Kept", "Parted"):
        office.outlook.create(bo, meeting(name, ANA))
    again = office.outlook.create(bo, meeting("Again", ANA))
    await office.begin(deletions={"in_crm": "keep", "in_outlook": "keep"})
    by_name = {event.content.subject: event.id for event in office.events()}
    office.crm_calendar.remove(by_name["Parted"])
    office.outlook.delete(bo, again)
    office.change(by_name["Again"], subject="Again, edited")  # the edit survives: another identity
    await office.look(bo)
    assert office.subjects(bo) == ["Again, edited", "Kept", "Parted"]

    office.clock.advance(40 * 24 * 3600)
    await office.compare(bo)
    await office.policy(past_days=90)
    await office.compare(bo)
    await office.compare(bo)
    assert sorted(e.content.subject for e in office.events()) == ["Again, edited", "Kept"]
    assert office.subjects(bo) == ["Again, edited", "Kept", "Parted"]
