"""Calendars outlive the tenant's process: a later one goes on as if it had never ended."""

import pytest

from simulator.graph import Tenant
from simulator.graph.calendar.kept import kept_calendars, restore_calendars
from simulator.graph.calendar.outlook import event_id
from simulator.graph.refusals import Refusal
from simulator.memory.surroundings import ManualSurroundings
from sync_core.calendar.event import Answer
from sync_core.work import MailboxId
from tests.simulator.graph.calendar_acts import CARLA, WEEKLY, at, event, invited, seen, slots
from tests.simulator.graph.conftest import START

BEN = "ben.roth@northwind.test"


def later(seed: int = 8) -> Tenant:
    """Return a tenant of a later process, with the same people."""
    tenant = Tenant(ManualSurroundings(seed, START))
    tenant.add_user("Ana Lima", user_id="00000000-0000-4000-8000-00000000000a")
    tenant.add_user("Ben Roth", user_id="00000000-0000-4000-8000-00000000000b")
    return tenant


def test_a_later_tenant_goes_on_with_series_exceptions_answers_and_outside_meetings() -> None:
    tenant, after = later(7), later()
    ana, ben = (box.id for box in tenant.mailboxes())
    series = tenant.outlook.create(
        ana, event("Weekly", recurrence=WEEKLY, attendees=invited(BEN, "c@client.test"))
    )
    there = slots(tenant, ana, series)
    moved = tenant.outlook.move_occurrence(ana, series, there[1], at(1, 9, month=12))
    tenant.outlook.cancel_occurrence(ana, series, there[2])
    tenant.outlook.mark_private(ana, tenant.outlook.create(ana, event("Own")))
    uid = tenant.outlook.invite_from_outside(CARLA, event("Talk", at(25), attendees=invited(BEN)))
    kept = kept_calendars(tenant)

    assert restore_calendars(after, kept) == sum(
        len(box.calendars.items) for box in tenant.mailboxes()
    )
    assert kept_calendars(after) == kept
    for box in (ana, ben):
        for number in tenant.mailbox(box).calendars.items:
            before = tenant.mailbox(box).calendars.view(number)
            assert after.mailbox(box).calendars.view(number) == before
    assert [o.uid for o in seen(after, ana, series)] == [o.uid for o in seen(tenant, ana, series)]
    assert after.outlook.look(ana, moved).says.span == at(1, 9, month=12)
    after.outlook.edit(ana, series, places=())
    talk = after.outlook.copy(ben, uid)
    assert talk
    after.outlook.respond(ben, talk, Answer.ACCEPTED)
    after.outlook.edit_outside(uid, subject="Long talk")
    assert after.outlook.look(ben, talk).says.subject == "Long talk"


def test_nothing_new_gets_the_id_of_something_kept() -> None:
    tenant, after = later(7), later()
    ana = tenant.mailboxes()[0].id
    series = tenant.outlook.create(ana, event("Weekly", recurrence=WEEKLY))
    box = tenant.mailbox(ana)
    taken = {series, *(event_id(box, view.number) for view in seen(tenant, ana, series))}
    restore_calendars(after, kept_calendars(tenant))
    assert after.outlook.create(ana, event("New")) not in taken


def test_calendars_of_somebody_else_and_no_calendars_at_all_are_refused() -> None:
    stranger = Tenant(ManualSurroundings(9, START))
    stranger.add_user("Carla Stranger")
    with pytest.raises(Refusal):
        restore_calendars(later(), kept_calendars(stranger))
    with pytest.raises(ValueError, match="mailboxes"):
        restore_calendars(later(), b"{}")
    assert not later().mailbox(MailboxId("00000000-0000-4000-8000-00000000000a")).calendars.items
