"""Whatever an organiser does, in whatever order, the copies end up saying what the meeting says."""

from datetime import datetime
from random import Random
from typing import Any

import pytest

from simulator.graph import Tenant
from simulator.graph.calendar.appointment import COPIED
from simulator.graph.calendar.events import EventView
from simulator.graph.refusals import Refusal
from simulator.memory.surroundings import ManualSurroundings
from sync_core.calendar.event import Answer, EventId, Recurrence
from sync_core.work import MailboxId
from tests.simulator.graph.calendar_acts import DAILY, at, event, invited, seen, slots

BEN = "ben.roth@northwind.test"
OTHER = "c@client.test"


def act(tenant: Tenant, ana: MailboxId, ben: MailboxId, name: EventId, chance: Random) -> None:
    """Do one thing to a series, to one of its occurrences, or to its copy, by chance."""
    there, outlook = slots(tenant, ana, name), tenant.outlook
    choice = chance.randrange(3)
    if choice == 0:
        outlook.edit(ana, name, **change_of_series(chance))
    elif choice == 1 and there:
        act_on_occurrence(tenant, ana, name, there, chance)
    else:
        copy = outlook.copy(ben, outlook.look(ana, name).uid)
        if copy:
            outlook.respond(ben, copy, chance.choice([Answer.ACCEPTED, Answer.DECLINED]))


def change_of_series(chance: Random) -> dict[str, Any]:
    changes: list[dict[str, Any]] = [
        {"subject": f"Subject {chance.random()}"},
        {"attendees": invited(*chance.choice([(BEN,), (OTHER,), (BEN, OTHER)]))},
        {"span": at(1, chance.randint(8, 18))},
        {"recurrence": Recurrence(rule=f"FREQ=DAILY;COUNT={chance.randint(5, 12)}")},
    ]
    return chance.choice(changes)


def act_on_occurrence(
    tenant: Tenant, ana: MailboxId, name: EventId, there: list[datetime], chance: Random
) -> None:
    slot, outlook, choice = chance.choice(there), tenant.outlook, chance.randrange(4)
    if choice == 0:
        outlook.edit_occurrence(ana, name, slot, body=f"Body {chance.random()}")
    elif choice == 1:
        outlook.edit_occurrence(ana, name, slot, attendees=invited(OTHER))
    elif choice == 2:
        outlook.move_occurrence(ana, name, slot, at(slot.day, chance.randint(8, 18)))
    elif len(there) > 2:
        outlook.cancel_occurrence(ana, name, slot)


def told(view: EventView) -> tuple[object, ...]:
    return tuple(getattr(view.says, name) for name in COPIED if name != "recurrence")


@pytest.mark.parametrize("seed", range(25))
def test_copies_converge(tenant: Tenant, surroundings: ManualSurroundings, seed: int) -> None:
    chance = Random(seed)  # noqa: S311  chance that can be repeated
    ana, ben = tenant.add_user("Ana Lima"), tenant.add_user("Ben Roth")
    tenant.change_rules(meeting_delay_seconds=chance.choice([0, 30]))
    said = event(span=at(1), attendees=invited(BEN, OTHER), recurrence=DAILY)
    name = tenant.outlook.create(ana, said)
    for _ in range(40):
        try:
            act(tenant, ana, ben, name, chance)
        except Refusal as refusal:
            assert refusal.code == "ErrorOccurrenceCrossingBoundary", seed
        surroundings.advance(chance.choice([0, 20, 40]))
        tenant.outlook.spreading.deliver_due()
    tenant.outlook.edit(ana, name, subject="At last", attendees=invited(BEN, OTHER))
    surroundings.advance(60)
    tenant.outlook.spreading.deliver_due()
    copy = tenant.outlook.copy(ben, tenant.outlook.look(ana, name).uid)
    assert copy, seed
    inviting = [o for o in seen(tenant, ana, name) if BEN in {a.address for a in o.says.attendees}]
    own = {o.uid: told(o) for o in inviting}
    theirs = {o.uid: told(o) for o in seen(tenant, ben, copy) if not o.item.is_cancelled}
    assert theirs == own, seed
    assert own, seed
