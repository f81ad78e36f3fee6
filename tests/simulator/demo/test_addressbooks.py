"""The made-up firm's contacts are the same every time and hold what real address books do."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from simulator.demo import addressbooks
from simulator.demo.appointments import STAFF
from simulator.demo.cast import CLIENTS, Client, Colleague
from simulator.graph import Tenant
from simulator.graph.http.contactorders import ContactActOrder, ContactOrder
from simulator.memory.surroundings import ManualSurroundings
from sync_core.contacts.contact import Card
from sync_core.contacts.guard import is_somebody_else
from sync_core.contacts.identity import Identity, Kind, identify
from sync_core.mail import Address


def _card(order: dict[str, Any]) -> Card:
    return Card(
        given_name=order["given_name"],
        surname=order["surname"],
        display_name=order["display_name"],
        company=order.get("company", ""),
        emails=tuple(Address(party["address"]) for party in order["emails"]),
    )


def _of(owner: Colleague) -> dict[str, Card]:
    orders = [o for o in addressbooks.in_outlook() if o["mailbox"] == owner.address]
    return {str(n): _card(order) for n, order in enumerate(orders)}


def _held(owner: Colleague, client: Client) -> Card:
    return next(c for c in _of(owner).values() if c.display_name == client.name)


def test_every_start_writes_the_same_contacts() -> None:
    assert addressbooks.in_outlook() == addressbooks.in_outlook()
    assert addressbooks.in_crm() == addressbooks.in_crm()


def test_each_colleague_has_clients_a_friend_and_somebody_private() -> None:
    orders = addressbooks.in_outlook()
    for owner in STAFF:
        own = [o for o in orders if o["mailbox"] == owner.address]
        assert sum(o.get("company") is not None for o in own) >= 3
        assert sum("birthday" in o for o in own) == 1
        assert sum(o.get("private") is True for o in own) == 1
    times = Counter(o["display_name"] for o in orders)
    assert {name for name, count in times.items() if count > 1} == {
        client.name for client in addressbooks.WITH_SEVERAL
    }


def test_a_tenant_takes_all_of_them() -> None:
    tenant = Tenant(ManualSurroundings(7, datetime(2026, 11, 21, tzinfo=UTC)))
    ids = {c.address: tenant.add_user(c.name, c.address) for c in STAFF}
    for told in addressbooks.in_outlook():
        order = ContactOrder.model_validate(told)
        tenant.contacts.create(ids[order.mailbox], order.says())
    made = sum(len(box.contacts.items) for box in tenant.mailboxes())
    assert made == len(addressbooks.in_outlook())


def test_the_lists_hold_the_same_person_somebody_alike_and_somebody_else() -> None:
    found: dict[str, Identity[str]] = {
        entry.card.name: identify(entry.card, _of(entry.owner)) for entry in addressbooks.in_crm()
    }
    assert {name: one.kind for name, one in found.items()} == {
        "Marta Lindqvist": Kind.STRONG,
        "Jonas Weber": Kind.STRONG,
        "Julia Stein": Kind.LIKELY,
        "Rosa Klein": Kind.NOBODY,
    }


def test_whom_the_lists_may_hold_the_firm_does_not_know_else_it_would_settle_the_question() -> None:
    assert not addressbooks.JULIA.is_known
    assert addressbooks.JULIA in CLIENTS


def test_a_contact_that_is_written_over_is_somebody_else() -> None:
    for one in addressbooks.recycled():
        act = {"mailbox": one.owner.address, "id": "x", "act": "edit", **one.becomes}
        assert ContactActOrder.model_validate(act).fields()
        assert is_somebody_else(_held(one.owner, one.client), _card(one.becomes))
