"""The made-up firm's calendars are the same every time and hold what real ones do."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simulator.demo.appointments import STAFF, Diary
from simulator.demo.cast import CLIENTS
from simulator.graph import Tenant
from simulator.graph.http.eventorders import EventOrder, organiser_of
from simulator.memory.surroundings import ManualSurroundings
from sync_core.calendar.event import Shape

SATURDAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
KNOWN = {address for client in CLIENTS for address in client.addresses}


def _addresses(order: dict[str, Any]) -> set[str]:
    return {one["address"] for one in order.get("attendees", ())}


def test_the_same_day_gives_the_same_calendars() -> None:
    assert Diary(SATURDAY).in_outlook() == Diary(SATURDAY).in_outlook()
    assert Diary(SATURDAY).in_crm() == Diary(SATURDAY).in_crm()


def test_there_is_own_time_a_private_event_a_series_colleagues_and_an_invitation_from_outside() -> (
    None
):
    orders = Diary(SATURDAY).in_outlook()
    assert sum(not _addresses(o) and not o.get("private") for o in orders) == len(STAFF)
    assert [o["subject"] for o in orders if o.get("private")] == ["Dentist"]
    assert sum("recurrence" in o for o in orders) == 2
    assert sum("organiser" in o for o in orders) == 1
    staff = {c.address for c in STAFF}
    assert any(_addresses(o) & staff and _addresses(o) & KNOWN for o in orders)
    assert any(_addresses(o) and _addresses(o) <= staff for o in orders)
    starts = [datetime.fromisoformat(o["start"]) for o in orders]
    assert min(starts) < SATURDAY < max(starts) < SATURDAY + timedelta(days=21)
    assert {one.rule != "" for one in Diary(SATURDAY).in_crm()} == {True, False}


@pytest.mark.parametrize("days", range(7))
def test_a_tenant_takes_all_of_them_on_any_day_of_the_week(days: int) -> None:
    tenant = Tenant(ManualSurroundings(7, SATURDAY))
    ids = {c.address: tenant.add_user(c.name, c.address) for c in STAFF}
    for told in Diary(SATURDAY + timedelta(days=days)).in_outlook():
        order = EventOrder.model_validate(told)
        organiser = organiser_of(order)
        if organiser is not None:
            tenant.outlook.invite_from_outside(organiser, order.says(), order.uid)
        else:
            tenant.outlook.create(ids[order.mailbox], order.says())
    shapes = Counter(
        box.calendars.view(number).shape
        for box in tenant.mailboxes()
        for number in box.calendars.items
    )
    assert shapes == {Shape.SINGLE: 40, Shape.SERIES: 7}
