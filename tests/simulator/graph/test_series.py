"""Series and their occurrences: identities, exceptions, cuts, shifts, and the clock's changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from simulator.graph import Tenant
from simulator.graph.refusals import Refusal
from sync_core.calendar.event import Recurrence, Shape, Span
from sync_core.work import MailboxId
from tests.simulator.graph.calendar_acts import BERLIN, DAILY, WEEKLY, at, event, seen, slots


def test_each_occurrence_has_an_identity_that_stays_when_it_is_moved(
    tenant: Tenant, ana: MailboxId
) -> None:
    series = tenant.outlook.create(ana, event(span=at(23), recurrence=WEEKLY))
    before = {o.original_start: (o.uid, o.number) for o in seen(tenant, ana, series)}
    assert len({uid for uid, _ in before.values()}) == len(before)
    moved = slots(tenant, ana, series)[1]
    tenant.outlook.move_occurrence(ana, series, moved, at(2, 15, month=12))
    after = {o.original_start: (o.uid, o.number) for o in seen(tenant, ana, series)}
    assert after == before
    assert tenant.outlook.look(ana, series).uid not in {uid for uid, _ in after.values()}


def test_occurrences_keep_their_hour_when_the_clocks_change(tenant: Tenant, ana: MailboxId) -> None:
    series = tenant.outlook.create(ana, event(span=at(23, 9), recurrence=WEEKLY))
    starts = [o.says.span.start for o in seen(tenant, ana, series)]
    local = {start.astimezone(ZoneInfo(BERLIN)).hour for start in starts}
    assert (local, {start.hour for start in starts}) == ({9}, {7, 8})


def test_a_changed_occurrence_keeps_what_it_changed_and_follows_its_series_in_all_else(
    tenant: Tenant, ana: MailboxId
) -> None:
    series = tenant.outlook.create(ana, event(recurrence=DAILY))
    one = tenant.outlook.edit_occurrence(
        ana, series, slots(tenant, ana, series)[0], subject="Kick-off"
    )
    tenant.outlook.edit(ana, series, subject="Weekly", body="Agenda")
    says = tenant.outlook.look(ana, one).says
    assert (says.subject, says.body) == ("Kick-off", "Agenda")
    assert tenant.outlook.look(ana, one).shape is Shape.EXCEPTION


@pytest.mark.parametrize("day", [23, 25, 26])
def test_an_occurrence_does_not_move_to_or_past_its_neighbour_s_day(
    tenant: Tenant, ana: MailboxId, day: int
) -> None:
    series = tenant.outlook.create(ana, event(span=at(23), recurrence=DAILY))
    second = slots(tenant, ana, series)[1]
    with pytest.raises(Refusal, match="ErrorOccurrenceCrossingBoundary"):
        tenant.outlook.move_occurrence(ana, series, second, at(day, 12))
    tenant.outlook.move_occurrence(ana, series, second, at(24, 23, hours=0.5))


def test_this_and_following_ends_the_series_and_begins_another(
    tenant: Tenant, ana: MailboxId
) -> None:
    series = tenant.outlook.create(ana, event(recurrence=DAILY))
    fourth = slots(tenant, ana, series)[3]
    following = tenant.outlook.edit_following(ana, series, fourth, subject="Another")
    former, later = seen(tenant, ana, series), seen(tenant, ana, following)
    assert (len(former), len(later)) == (3, 7)
    assert later[0].says.span.start == fourth
    assert {o.says.subject for o in later} == {"Another"}
    assert not {o.uid for o in former} & {o.uid for o in later}


def test_an_earlier_end_keeps_the_changed_occurrences_before_it(
    tenant: Tenant, ana: MailboxId
) -> None:
    series = tenant.outlook.create(ana, event(recurrence=DAILY))
    first, second, *_ = slots(tenant, ana, series)
    one = tenant.outlook.edit_occurrence(ana, series, first, subject="Kick-off")
    tenant.outlook.cancel_occurrence(ana, series, second)
    tenant.outlook.edit_following(ana, series, slots(tenant, ana, series)[4])
    assert tenant.outlook.look(ana, one).says.subject == "Kick-off"
    assert second not in slots(tenant, ana, series)


def test_a_shifted_series_forgets_its_exceptions(tenant: Tenant, ana: MailboxId) -> None:
    series = tenant.outlook.create(ana, event(recurrence=DAILY))
    first, second, *_ = slots(tenant, ana, series)
    tenant.outlook.edit_occurrence(ana, series, first, subject="Kick-off")
    tenant.outlook.cancel_occurrence(ana, series, second)
    tenant.outlook.shift(ana, series, timedelta(hours=2))
    found = seen(tenant, ana, series)
    assert {o.says.subject for o in found} == {"Review"}
    assert [o.says.span.start for o in found][:2] == [
        first + timedelta(hours=2),
        second + timedelta(hours=2),
    ]


def test_a_single_event_becomes_a_series_and_a_single_one_again(
    tenant: Tenant, ana: MailboxId
) -> None:
    name = tenant.outlook.create(ana, event())
    tenant.outlook.make_series(ana, name, DAILY)
    assert (tenant.outlook.look(ana, name).shape, len(seen(tenant, ana, name))) == (
        Shape.SERIES,
        10,
    )
    tenant.outlook.make_single(ana, name)
    assert tenant.outlook.look(ana, name).shape is Shape.SINGLE


def test_an_all_day_series_names_days(tenant: Tenant, ana: MailboxId) -> None:
    first = datetime(2026, 11, 23, tzinfo=UTC)
    span = Span.of_days(first.date(), (first + timedelta(days=2)).date())
    weekly = Recurrence(rule="FREQ=WEEKLY;COUNT=3;BYDAY=MO")
    series = tenant.outlook.create(ana, event(span=span, recurrence=weekly))
    spans = [o.says.span for o in seen(tenant, ana, series)]
    assert [s.start for s in spans] == [first + timedelta(days=7 * n) for n in range(3)]
    assert {s.end - s.start for s in spans} == {timedelta(days=2)}


def test_an_occurrence_s_version_follows_its_series(tenant: Tenant, ana: MailboxId) -> None:
    series = tenant.outlook.create(ana, event(recurrence=DAILY))
    one = tenant.outlook.occurrence(ana, series, slots(tenant, ana, series)[0])
    versions = [tenant.outlook.look(ana, one).etag]
    tenant.outlook.edit(ana, series, subject="New")
    versions.append(tenant.outlook.look(ana, one).etag)
    tenant.outlook.edit(ana, one, subject="Newer")
    versions.append(tenant.outlook.look(ana, one).etag)
    tenant.outlook.edit(ana, series, body="Text")
    versions.append(tenant.outlook.look(ana, one).etag)
    assert len(set(versions)) == 4


def test_an_event_that_ends_before_it_begins_is_refused(tenant: Tenant, ana: MailboxId) -> None:
    with pytest.raises(Refusal, match="ErrorPropertyValidationFailure"):
        tenant.outlook.create(ana, event(span=at(24, hours=-1)))
