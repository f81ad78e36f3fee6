from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator.calendarfiles import Loaded, Why, load_calendar
from simulator.graph import Tenant
from simulator.memory.surroundings import ManualSurroundings
from sync_core.calendar.event import Shape
from sync_core.work import MailboxId
from tests.shared_data import shared_path
from tests.simulator.calendarfiles.files import calendar_file

NOW = datetime(2026, 2, 21, 9, tzinfo=UTC)
WEEKLY = """
UID:1
SUMMARY:Review
DTSTART;TZID=Europe/Berlin:20260302T090000
DTEND;TZID=Europe/Berlin:20260302T100000
RRULE:FREQ=WEEKLY;COUNT=5
EXDATE:20260316T080000Z
"""
CHANGED = """
UID:1
SUMMARY:Review in the garden
DTSTART;TZID=Europe/Berlin:20260310T090000
DTEND;TZID=Europe/Berlin:20260310T100000
RECURRENCE-ID:20260309T080000Z
"""
SLOT = datetime(2026, 3, 9, 8, tzinfo=UTC)
CANCELLED = datetime(2026, 3, 16, 8, tzinfo=UTC)


@pytest.fixture
def tenant() -> Tenant:
    return Tenant(ManualSurroundings(7, NOW))


@pytest.fixture
def ana(tenant: Tenant) -> MailboxId:
    return tenant.add_user("Ana Lima")


def load(tenant: Tenant, ana: MailboxId, path: Path) -> Loaded:
    return load_calendar(tenant, ana, path)


def test_an_own_series_comes_with_its_changed_and_its_cancelled_occurrences(
    tenant: Tenant, ana: MailboxId, tmp_path: Path
) -> None:
    loaded = load(tenant, ana, calendar_file(tmp_path, WEEKLY, CHANGED))
    ((event, _),) = loaded.events
    view = tenant.outlook.look(ana, event)
    changed = tenant.outlook.look(ana, tenant.outlook.occurrence(ana, event, SLOT))

    assert (view.shape, view.item.is_organiser) == (Shape.SERIES, True)
    assert view.item.deleted == {CANCELLED}
    assert (changed.shape, changed.says.subject) == (Shape.EXCEPTION, "Review in the garden")
    assert changed.says.span.start == datetime(2026, 3, 10, 8, tzinfo=UTC)
    assert loaded.left_out == ()


def test_an_event_of_an_outside_organiser_comes_as_their_invitation(
    tenant: Tenant, ana: MailboxId, tmp_path: Path
) -> None:
    organiser = "ORGANIZER;CN=Cleo:mailto:cleo@client.test\n"
    loaded = load(tenant, ana, calendar_file(tmp_path, f"{WEEKLY}{organiser}", CHANGED))
    ((event, _),) = loaded.events
    view = tenant.outlook.look(ana, event)

    assert not view.item.is_organiser
    assert view.item.organiser is not None
    assert view.item.organiser.address == "cleo@client.test"
    assert set(view.item.exceptions) == {SLOT, CANCELLED}
    called_off = tenant.outlook.look(ana, tenant.outlook.occurrence(ana, event, CANCELLED))
    assert called_off.item.is_cancelled


def test_an_own_event_that_is_called_off_is_left_out_and_an_outside_one_is_cancelled(
    tenant: Tenant, ana: MailboxId, tmp_path: Path
) -> None:
    off = "UID:2\nDTSTART:20260302T090000Z\nSTATUS:CANCELLED\n"
    own = load(tenant, ana, calendar_file(tmp_path, off))
    outside = load(tenant, ana, calendar_file(tmp_path, f"{off}ORGANIZER:mailto:cleo@client.test"))

    assert [left_out.why for left_out in own.left_out] == [Why.CALLED_OFF]
    assert own.events == ()
    ((event, _),) = outside.events
    assert tenant.outlook.look(ana, event).item.is_cancelled


def test_an_occurrence_moved_past_its_neighbour_is_refused_as_outlook_refuses_it(
    tenant: Tenant, ana: MailboxId, tmp_path: Path
) -> None:
    moved = CHANGED.replace("20260310T", "20260324T")
    loaded = load(tenant, ana, calendar_file(tmp_path, WEEKLY, moved))

    assert [left_out.why for left_out in loaded.left_out] == [Why.REFUSED]
    assert loaded.left_out[0].part == "ErrorOccurrenceCrossingBoundary"
    assert len(loaded.events) == 1


def test_every_shared_calendar_is_loaded_without_a_crash() -> None:
    told: Counter[str] = Counter()
    for path in sorted(shared_path("data/calendars").rglob("*.ics")):
        tenant = Tenant(ManualSurroundings(7, NOW))
        loaded = load_calendar(tenant, tenant.add_user("Ana Lima"), path)
        told["events"] += len(loaded.events)
        told.update(
            left_out.why.value
            for left_out in loaded.left_out
            if left_out.why in (Why.REFUSED, Why.CALLED_OFF)
        )

    assert told == {"events": 4528, "called_off": 5}
