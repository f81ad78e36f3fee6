"""Series of both sides: occurrences, exceptions, deleted ones, one write for one made in the CRM."""

from datetime import timedelta

from sync_core.calendar.event import Recurrence
from sync_core.failures import Unavailable
from tests.flows.calendar.mischief import between, fail
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span

WEEKLY = Recurrence(rule="FREQ=WEEKLY;COUNT=4")
WEEK = timedelta(days=7)


async def test_a_series_of_outlook_is_expanded_to_its_occurrences(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Weekly", ANA, recurrence=WEEKLY))
    await office.begin()

    starts = [e.content.span.start for e in office.events()]
    assert starts == [TOMORROW + n * WEEK for n in range(4)]


async def test_an_occurrence_that_was_moved_moves_in_the_crm_alone(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    series = office.outlook.create(bo, meeting("Weekly", ANA, recurrence=WEEKLY))
    await office.begin()
    moved = span(TOMORROW + WEEK + timedelta(hours=2))
    office.outlook.move_occurrence(bo, series, TOMORROW + WEEK, moved)
    await office.look(bo)

    starts = [e.content.span.start for e in office.events()]
    assert starts == [TOMORROW, moved.start, TOMORROW + 2 * WEEK, TOMORROW + 3 * WEEK]


async def test_an_occurrence_deleted_in_outlook_is_found_though_the_feed_is_silent(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    series = office.outlook.create(bo, meeting("Weekly", ANA, recurrence=WEEKLY))
    await office.begin()
    office.outlook.cancel_occurrence(bo, series, TOMORROW + 2 * WEEK)
    await office.look(bo)

    cancelled = [e.content.span.start for e in office.events() if e.content.is_cancelled]
    assert cancelled == [TOMORROW + 2 * WEEK]


async def test_this_and_following_changes_the_later_ones_only(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    series = office.outlook.create(bo, meeting("Weekly", ANA, recurrence=WEEKLY))
    await office.begin()
    office.outlook.edit_following(bo, series, TOMORROW + 2 * WEEK, subject="New name")
    await office.look(bo)

    there = [
        (e.content.span.start, e.content.subject)
        for e in office.events()
        if not e.content.is_cancelled
    ]
    assert there == [
        (TOMORROW, "Weekly"),
        (TOMORROW + WEEK, "Weekly"),
        (TOMORROW + 2 * WEEK, "New name"),
        (TOMORROW + 3 * WEEK, "New name"),
    ]


async def test_a_series_made_in_the_crm_is_one_series_in_outlook_with_one_write(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.make(bo, "Weekly", ANA, recurrence=WEEKLY)
    office.tenant.requests.clear()
    await office.look(bo)
    await office.compare(bo)

    assert office.tenant.requests["events.create"] == 1
    assert office.tenant.requests["events.update"] == 0
    assert len(office.events()) == 1
    assert len(office.tenant.invitations) == 1


async def test_an_occurrence_changed_in_the_crm_becomes_an_exception_in_outlook(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    series = office.make(bo, "Weekly", ANA, recurrence=WEEKLY)
    await office.look(bo)
    moved = span(TOMORROW + WEEK + timedelta(hours=3))
    office.override(series, TOMORROW + WEEK, span=moved)
    await office.look(bo)
    await office.compare(bo)

    (master,) = office.masters(bo)
    occurrence = office.outlook.occurrence(bo, master, TOMORROW + WEEK)
    assert office.outlook.look(bo, occurrence).says.span.start == moved.start
    assert len(office.events()) == 2


async def test_an_occurrence_cancelled_in_the_crm_is_deleted_in_outlook(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    series = office.make(bo, "Weekly", ANA, recurrence=WEEKLY)
    await office.look(bo)
    office.override(series, TOMORROW + WEEK, is_cancelled=True)
    await office.look(bo)
    await office.compare(bo)

    assert office.starts(bo) == [TOMORROW, TOMORROW + 2 * WEEK, TOMORROW + 3 * WEEK]


async def test_exceptions_made_in_outlook_to_a_series_of_the_crm_become_its_changed_occurrences(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    series = office.make(bo, "Weekly", ANA, recurrence=WEEKLY)
    await office.look(bo)
    (master,) = office.masters(bo)
    office.outlook.edit_occurrence(bo, master, TOMORROW + WEEK, subject="Special")
    office.outlook.cancel_occurrence(bo, master, TOMORROW + 2 * WEEK)
    await office.look(bo)
    await office.compare(bo)

    told = {
        e.original_start: (e.content.subject, e.content.is_cancelled)
        for e in office.events()
        if e.series == series
    }
    assert told == {
        TOMORROW + WEEK: ("Special", False),
        TOMORROW + 2 * WEEK: ("Weekly", True),
    }


async def test_an_outlook_event_that_becomes_a_series_is_its_occurrences_in_the_crm(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.outlook.make_series(bo, event, WEEKLY)
    await office.look(bo)
    await office.compare(bo)

    there = [e.content for e in office.events() if not e.content.is_cancelled]
    assert [c.span.start for c in there] == [TOMORROW + n * WEEK for n in range(4)]
    assert all(c.recurrence is None for c in there)


async def test_an_event_of_the_crm_that_becomes_a_series_in_outlook_becomes_one_there(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    office.make(bo, "Review", ANA)
    await office.look(bo)
    (item,) = office.tenant.mailbox(bo).calendars.items.values()
    event = office.outlook.copy(bo, item.uid)
    assert event is not None
    office.outlook.make_series(bo, event, WEEKLY)
    await office.look(bo)
    await office.compare(bo)

    assert office.event.content.recurrence is not None


async def test_a_series_deleted_in_the_crm_does_not_come_back_as_its_occurrences(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    series = office.make(bo, "Weekly", ANA, recurrence=WEEKLY)
    await office.look(bo)
    office.crm_calendar.remove(series)
    await office.look(bo)
    await office.compare(bo)

    assert office.events() == []
    assert len(office.masters(bo)) == 1


async def test_a_withheld_change_of_an_occurrence_is_made_once_it_is_allowed(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    series = office.make(bo, "Weekly", ANA, recurrence=WEEKLY)
    await office.look(bo)
    await office.policy(prevent={"outlook": {"update": True}})
    one = office.override(series, TOMORROW + WEEK, subject="Special")
    for _ in range(2):
        await office.compare(bo)
    await office.policy()
    await office.compare(bo)

    kept = office.crm_calendar.kept(one)
    assert kept is not None
    assert kept.event.content.subject == "Special"
    (master,) = office.masters(bo)
    occurrence = office.outlook.occurrence(bo, master, TOMORROW + WEEK)
    assert office.outlook.look(bo, occurrence).says.subject == "Special"


async def test_an_occurrence_cancelled_before_its_series_was_in_outlook_is_settled_at_once(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.policy(enabled=False)
    await office.begin_without_calendar()
    series = office.make(bo, "Weekly", ANA, recurrence=WEEKLY)
    office.override(series, TOMORROW + WEEK, is_cancelled=True)
    await (
        office.begin()
    )  # a first run invites nobody: Outlook's series has no attendees, the CRM's has
    settled = office.versions()
    for _ in range(3):
        await office.compare(bo)

    assert office.versions() == settled
    cancelled = [e for e in office.events() if e.series == series]
    assert [a.address for e in cancelled for a in e.content.attendees] == [ANA]


async def test_an_event_that_becomes_a_series_before_it_was_made_in_the_crm_stands_there_once(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    event = office.outlook.create(bo, meeting("Weekly", ANA))
    fail(office.crm_calendar, "create_events", Unavailable("gone"), times=1)
    between(
        office.crm_calendar,
        "create_events",
        lambda: office.outlook.make_series(bo, event, WEEKLY),
    )
    await office.look(bo)
    await office.compare(bo)

    assert [e.content.recurrence for e in office.events()] == [None] * 4
    assert [e.content.span.start for e in office.events()] == office.starts(bo)
