"""Filling the made-up firm: its directory, its past mail, its calendars and contacts, its CRM's people, its policy."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from flows.ports.calendar_desk import NewEvent, NewGuest
from flows.ports.desk import NewPerson
from simulator.demo import addressbooks
from simulator.demo.appointments import ROOM, ZONE, CrmAppointment, Diary
from simulator.demo.cast import CLIENTS, COLLEAGUES, DOMAIN, FORMER_DOMAIN, NEVER_LOGGED, Client
from simulator.demo.letters import Letter, LetterWriter
from simulator.processes.control import TenantControl
from simulator.processes.mailorders import mail_order
from simulator.replay.scene import Scene
from sync_core.addresses import NoAddress, normalise
from sync_core.calendar.event import Origin, Span
from sync_core.contacts.contact import Sharing
from sync_core.mail import Address, CrmUserId
from sync_core.policy import Policy

HISTORY_DAYS = 183
_ORDERS_PER_POST = 500
_KINDS = ("email", "alternate", "contact_point")


async def fill_tenant(
    tenant: TenantControl, began: datetime, arrived: Sequence[dict[str, Any]]
) -> int:
    """Give the tenant its people and all mail up to now; return how many messages there are."""
    users = [
        {
            "id": c.id,
            "name": c.name,
            "address": c.address,
            "aliases": c.aliases,
            "kind": "shared" if c.is_shared else "user",
        }
        for c in COLLEAGUES
    ]
    await tenant.add_users(users)
    letters = LetterWriter(seed=0).history(began, HISTORY_DAYS)
    orders = iter([*(o for letter in letters for o in orders_of(letter, None)), *arrived])
    delivered = 0
    while part := list(islice(orders, _ORDERS_PER_POST)):
        delivered += len(await tenant.deliver(part))
    return delivered


def orders_of(letter: Letter, received: datetime | None) -> list[dict[str, Any]]:
    """Return the orders that deliver a letter's copies; None receives each when it was sent."""
    return [mail_order(c, c.mailbox, received or c.sent_at) for c in letter.copies]


async def fill_crm(scene: Scene) -> None:
    """Give the CRM its staff, the people it knows and its room."""
    staff = [(c.name, _address(c.address)) for c in COLLEAGUES if not c.is_shared]
    await scene.desk.add_staff(staff)
    await scene.desk.add_people([_person(client) for client in CLIENTS if client.is_known])
    await scene.calendar_desk.add_room(ROOM)


async def fill_calendars(
    tenant: TenantControl, scene: Scene, began: datetime, kept: bytes | None
) -> int:
    """Give the firm its calendars, or those it had when it was last stopped; return the Outlook events."""
    if kept is not None:
        return await tenant.restore_calendars(kept)
    diary = Diary(began)
    made = await tenant.make_events(diary.in_outlook())
    by_address = {str(s.address): s.id for s in (await scene.desk.staff()).values()}
    await scene.calendar_desk.add_events(
        [_new_event(one, by_address[one.owner.address]) for one in diary.in_crm()]
    )
    return len(made)


async def fill_contacts(tenant: TenantControl, scene: Scene, kept: bytes | None) -> int:
    """Give the firm's people their contacts, or those they had when it was last stopped; return how many."""
    if kept is not None:
        return await tenant.restore_contacts(kept)
    made = await tenant.make_contacts(addressbooks.in_outlook())
    by_address = {str(s.address): s.id for s in (await scene.desk.staff()).values()}
    for entry in addressbooks.in_crm():
        owner = by_address[entry.owner.address]
        await scene.contact_desk.add_contact(owner, entry.card, Sharing.LIST, Origin.PAGE)
    return len(made)


def _new_event(one: CrmAppointment, owner: CrmUserId) -> NewEvent:
    return NewEvent(
        owner=owner,
        subject=one.subject,
        span=Span(start=one.start, end=one.end, zone=ZONE),
        places=(one.place,),
        guests=(NewGuest(address=one.client.addresses[0], name=one.client.name),),
        rule=one.rule,
    )


async def policy(scene: Scene) -> Policy:
    """Return the made-up firm's policy."""
    staff = await scene.desk.staff()
    owner = next(s.id for s in staff.values() if s.address == COLLEAGUES[0].address)
    listed = [
        {"mailbox": c.id, "nominated_user": owner} if c.is_shared else {"mailbox": c.id}
        for c in COLLEAGUES
    ]
    shared = [{"mailbox": c.id, "enabled": False} for c in COLLEAGUES if c.is_shared]
    document = {
        "mailboxes": {"choose": "listed", "listed": listed},
        "mail": {
            "internal_domains": [{"domain": DOMAIN, "subdomains": True}, FORMER_DOMAIN],
            "never_log": [
                {"entry": NEVER_LOGGED[0], "reason": "A colleague's doctor"},
                {"entry": NEVER_LOGGED[1], "reason": "Confidential by agreement"},
            ],
            "content": "preview",
            "history": {"months": 6},
        },
        "calendar": {"enabled": True, "mailboxes": shared},
        "contacts": {
            "enabled": True,
            "sharing": {"promote": "known"},
            # Calendars show already how a first run waits for its preview.
            "brakes": {"preview_first": False},
            "mailboxes": shared,
        },
        "schedule": {"sweep_minutes": 5},
    }
    return Policy.parse(document)


def _person(client: Client) -> NewPerson:
    kinds = zip(_KINDS, client.addresses, strict=False)
    return NewPerson(
        name=client.name,
        kind="contact",
        client=client.company,
        segment=client.segment,
        is_key=client.is_key,
        addresses=[(kind, _address(text)) for kind, text in kinds],
    )


def _address(text: str) -> Address:
    address = normalise(text)
    if isinstance(address, NoAddress):
        raise ValueError(f"{text} is no address")  # noqa: TRY004 - an enum says why it is none
    return address
