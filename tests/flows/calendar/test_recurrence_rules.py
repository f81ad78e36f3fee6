"""How series change: single and back, shifted, orphaned, over the clocks' change, by days; what Graph lacks."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.calendar.preview import preview
from simulator.graph.refusals import Refusal
from sync_core.calendar.event import Recurrence, Span
from sync_core.reconcile.plan import Withheld
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span

WEEKLY = Recurrence(rule="FREQ=WEEKLY;COUNT=4")
WEEK = timedelta(days=7)
HOURS = timedelta(hours=2)


def there(office: Office) -> list[datetime]:
    """Return when the CRM's events take place that are not cancelled."""
    return [e.content.span.start for e in office.events() if not e.content.is_cancelled]


async def test_a_series_of_outlook_that_becomes_a_single_event_is_one_in_the_crm(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    series = office.outlook.create(bo, meeting("Weekly", ANA, recurrence=WEEKLY))
    await office.begin()
    office.outlook.make_single(bo, series)
    await office.look(bo)
    await office.compare(bo)

    assert there(office) == [TOMORROW]
    assert office.starts(bo) == [TOMORROW]


async def test_a_series_of_the_crm_that_becomes_a_single_event_is_one_in_outlook(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    series = office.make(bo, "Weekly", ANA, recurrence=WEEKLY)
    await office.look(bo)
    office.change(series, recurrence=None)
    await office.look(bo)
    await office.compare(bo)

    assert office.starts(bo) == [TOMORROW]
    assert there(office) == [TOMORROW]


async def test_a_single_event_of_the_crm_that_becomes_a_series_is_one_in_outlook(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    one = office.make(bo, "Review", ANA)
    await office.look(bo)
    office.change(one, recurrence=WEEKLY)
    await office.look(bo)
    await office.compare(bo)

    assert office.starts(bo) == [TOMORROW + n * WEEK for n in range(4)]
    assert len(office.events()) == 1


async def test_a_shifted_series_of_outlook_is_shifted_in_the_crm(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    series = office.outlook.create(bo, meeting("Weekly", ANA, recurrence=WEEKLY))
    await office.begin()
    before = len(office.events())
    office.outlook.shift(bo, series, HOURS)
    await office.look(bo)
    await office.compare(bo)
    assert there(office) == [TOMORROW + n * WEEK + HOURS for n in range(4)]
    assert len(office.events()) == before

    office.outlook.shift(bo, series, timedelta(days=1), WEEKLY)
    await office.look(bo)
    await office.compare(bo)
    assert there(office) == [TOMORROW + n * WEEK + HOURS + timedelta(days=1) for n in range(4)]


async def test_a_shifted_series_of_the_crm_is_shifted_in_outlook(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    series = office.make(bo, "Weekly", ANA, recurrence=WEEKLY)
    await office.look(bo)
    office.change(series, span=span(TOMORROW + HOURS))
    await office.look(bo)
    await office.compare(bo)

    assert office.starts(bo) == [TOMORROW + n * WEEK + HOURS for n in range(4)]
    assert len(office.events()) == 1


async def test_a_series_shifted_after_exceptions_leaves_no_occurrence_behind(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    series = office.outlook.create(bo, meeting("Weekly", ANA, recurrence=WEEKLY))
    await office.begin()
    office.outlook.move_occurrence(bo, series, TOMORROW + WEEK, span(TOMORROW + WEEK + HOURS))
    office.outlook.cancel_occurrence(bo, series, TOMORROW + 2 * WEEK)
    await office.look(bo)
    office.outlook.shift(bo, series, HOURS)
    await office.look(bo)
    await office.compare(bo)

    assert there(office) == office.starts(bo)


async def test_a_deleted_series_ends_all_its_occurrences_once(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    series = office.outlook.create(bo, meeting("Weekly", ANA, recurrence=WEEKLY))
    await office.begin(deletions={"in_crm": "delete"})
    office.outlook.delete(bo, series)
    await office.look(bo)
    await office.compare(bo)

    assert office.events() == []
    assert await office.linked(bo) == 0


async def test_an_exception_whose_series_this_mailbox_was_not_invited_to_is_an_event_of_its_own(
    office: Office,
) -> None:
    bo, cy = office.user("bo"), office.user("cy")
    office.client()
    series = office.outlook.create(cy, meeting("Weekly", ANA, recurrence=WEEKLY))
    guests = meeting("", ANA, "bo@northwind.test").attendees
    office.outlook.edit_occurrence(cy, series, TOMORROW + WEEK, attendees=guests)
    await office.begin()
    for mailbox in (bo, cy, bo):
        await office.compare(mailbox)

    assert office.starts(bo) == [TOMORROW + WEEK]
    assert there(office) == [TOMORROW + n * WEEK for n in range(4)]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
async def test_a_series_keeps_its_hour_over_the_change_of_the_clocks_on_both_sides(
    office: Office, zone: str
) -> None:
    bo, _ = office.user("bo"), office.client()
    rule = Recurrence(rule="FREQ=WEEKLY;COUNT=12")
    office.outlook.create(bo, meeting("There", ANA, span=span(zone=zone), recurrence=rule))
    await office.begin()
    office.make(bo, "Here", ANA, span=span(zone=zone), recurrence=rule)
    await office.look(bo)
    await office.compare(bo)

    from_outlook = [e.content.span.start for e in office.events() if e.content.subject == "There"]
    assert len({t.time() for t in from_outlook}) == 2, "in UTC it moves with the clocks"
    assert office.starts(bo) == sorted([*from_outlook, *from_outlook])
    assert sum(e.content.subject == "Here" for e in office.events()) == 1


async def test_a_windows_zones_name_is_understood(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    says = meeting(
        "Weekly",
        ANA,
        span=span(zone="Europe/Berlin"),
        zone_name="W. Europe Standard Time",
        recurrence=Recurrence(rule="FREQ=WEEKLY;COUNT=6"),
    )
    office.outlook.create(bo, says)
    await office.begin()

    assert there(office) == office.starts(bo)
    assert {e.content.span.zone for e in office.events()} == {"Europe/Berlin"}


async def test_events_of_whole_days_keep_their_days_in_any_zone(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.set_zone(bo, "Pacific Standard Time")
    day = TOMORROW.date()
    one = Span.of_days(day, day + timedelta(days=1))
    three = Span.of_days(day + timedelta(days=7), day + timedelta(days=10))
    office.outlook.create(bo, meeting("One day", ANA, span=one))
    event = office.outlook.create(bo, meeting("Three days", ANA, span=three))
    await office.begin()
    assert [e.content.span for e in office.events()] == [one, three]

    office.make(bo, "From here", ANA, span=three)
    await office.look(bo)
    made = next(e for e in office._items(bo) if e.says.subject == "From here")
    assert made.says.span == three
    office.outlook.shift(bo, event, timedelta(days=1))
    await office.look(bo)
    await office.compare(bo)
    moved = next(e for e in office.events() if e.content.subject == "Three days")
    assert moved.content.span.start == three.start + timedelta(days=1)


async def test_a_series_of_whole_days_is_one_event_a_day(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    day = TOMORROW.date()
    whole = Span.of_days(day, day + timedelta(days=2))
    office.outlook.create(bo, meeting("Fair", ANA, span=whole, recurrence=WEEKLY))
    await office.begin()

    told = [e.content.span for e in office.events()]
    assert [s.start.date() for s in told] == [day + n * WEEK for n in range(4)]
    assert all(s.is_all_day and s.end - s.start == timedelta(days=2) for s in told)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY;COUNT=5",
        "FREQ=MONTHLY;BYMONTHDAY=1,15;COUNT=6",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=3;COUNT=4",
        "no rule at all",
    ],
)
async def test_a_rule_that_graph_cannot_express_is_refused_with_a_reason_and_never_mangled(
    office: Office, rule: str
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    series = office.make(bo, "Odd", ANA, recurrence=Recurrence(rule=rule))
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == []
    assert len(office.tenant.invitations) == 0
    kept = office.event.content
    assert kept.recurrence == Recurrence(rule=rule)
    assert not kept.is_cancelled
    (row,) = await office.pairs(bo)
    assert (row.state.value, row.reason) == ("left_out", "inexpressible")

    office.change(series, recurrence=WEEKLY)
    await office.look(bo)
    assert office.starts(bo) == [TOMORROW + n * WEEK for n in range(4)]


LAST = datetime(2026, 3, 31, 9, tzinfo=UTC)


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;COUNT=4", "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4"])
async def test_every_31st_is_refused_since_outlook_would_put_it_on_the_30th(
    office: Office, rule: str
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    one = Recurrence(rule=rule)
    series = office.make(bo, "Every 31st", ANA, span=span(LAST), recurrence=one)
    await office.look(bo)
    assert office.subjects(bo) == []
    assert await office.left_out(bo) == ["inexpressible"]

    office.change(series, recurrence=Recurrence(rule="FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4"))
    await office.look(bo)
    await office.compare(bo)
    days = [(at.month, at.day) for at in office.starts(bo)]
    assert days == [(3, 31), (4, 30), (5, 31), (6, 30)]
    assert office.event.content.recurrence == Recurrence(rule="FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4")


async def test_outlooks_every_31st_is_the_last_day_of_each_month_in_the_crm(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    last = Recurrence(rule="FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4")
    office.outlook.create(bo, meeting("Month's end", ANA, span=span(LAST), recurrence=last))
    with pytest.raises(Refusal):
        skips = Recurrence(rule="FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4")
        office.outlook.create(bo, meeting("None such", ANA, span=span(LAST), recurrence=skips))
    await office.begin()

    days = [(e.content.span.start.month, e.content.span.start.day) for e in office.events()]
    assert days == [(3, 31), (4, 30), (5, 31), (6, 30)]


async def test_a_series_in_step_that_gets_a_rule_graph_cannot_express_stays_as_it_was_there(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    series = office.make(bo, "Weekly", ANA, recurrence=WEEKLY)
    await office.look(bo)
    odd = Recurrence(rule="FREQ=MONTHLY;BYMONTHDAY=1,15;COUNT=6")
    office.change(series, recurrence=odd, subject="Odd")
    await office.look(bo)
    await office.compare(bo)

    assert office.starts(bo) == [TOMORROW + n * WEEK for n in range(4)]
    assert office.event.content.recurrence == odd
    assert not office.event.content.is_cancelled
    assert office.subjects(bo) == ["Odd"]
    shown = await preview(office.parts, bo)
    assert [r.withheld for r in shown.rows] == [Withheld.INEXPRESSIBLE]
    assert [f.name for r in shown.rows for f in r.fields] == ["recurrence"]


async def test_an_endless_series_is_kept_within_the_window_alone(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    endless = Recurrence(rule="FREQ=DAILY")
    office.outlook.create(bo, meeting("Daily", ANA, recurrence=endless))
    await office.begin(future_days=10)
    first = len(office.events())
    assert there(office) == [TOMORROW + timedelta(days=n) for n in range(first)]
    office.clock.advance(24 * 3600)
    await office.compare(bo)

    assert len(office.events()) == first + 1
    assert not any(e.content.is_cancelled for e in office.events())
