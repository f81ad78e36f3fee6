"""The contacts' part of the story: people edit them in Outlook, in their lists and at the firm, all stay in step."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flows.ports.desk import NewPerson
from simulator.replay.scene import Scene
from sync_core.calendar.event import Origin
from sync_core.contacts.contact import Card, CrmContact, Sharing
from sync_core.contacts.reasons import ContactReason
from sync_core.mail import Address, CrmUserId, PersonId
from sync_core.reconcile.pairs import PairState
from sync_core.work import Stream
from tests.running.canaries import Canaries
from tests.running.cards import Cards, Noted
from tests.running.diary import Until
from tests.running.letters import REFUSED_WORD

CONTACTS = {
    "enabled": True,
    "private": "skip",
    "sharing": {"promote": "known"},
    "brakes": {"preview_first": False},
}
"""The policy: first runs wait for nobody, and private contacts reach not even their user's list."""


@dataclass
class BookTold:
    """What people did, and what both sides show at the end."""

    kept: list[Noted] = field(default_factory=list, repr=False)
    left_out: list[Noted] = field(default_factory=list, repr=False)
    edited: list[str] = field(default_factory=list)
    """Job titles given in Outlook, the last while cursors were lost."""
    entered: str = ""
    """Name of the entry made in the CRM's list."""
    title: str = ""
    """Job title it was given there."""
    same: str = ""
    """Name of the contact that the CRM's list held too."""
    alike: tuple[str, str] = ("", "")
    """Addresses of two that may be the same person: in Outlook, in the CRM's list."""
    former: str = ""
    """Name of the contact that was written over."""
    became: str = ""
    shared: str = ""
    """Name of the firm's person whom two users have among their contacts."""
    firm_title: str = ""
    """Job title that the firm gave that person."""
    crashed: str = ""
    """Name of the entry that was made in Outlook when the process ended."""
    outlook: dict[str, list[dict[str, Any]]] = field(default_factory=dict, repr=False)
    """The contacts of each mailbox."""
    lists: dict[str, list[CrmContact]] = field(default_factory=dict, repr=False)
    """The list of each user."""
    subscribed: list[str | None] = field(default_factory=list, repr=False)


class AddressBook:
    """Lives the contacts of a scene's mailboxes."""

    def __init__(
        self, scene: Scene, canaries: Canaries, crm: Path, owners: dict[str, str], until: Until
    ) -> None:
        self.told = BookTold()
        self._scene, self._crm, self._owners, self._until = scene, crm, owners, until
        self._words = canaries
        self._cards = {name: Cards(canaries, address) for name, address in owners.items()}
        self._ids: dict[str, str] = {}
        """Of some contacts in Outlook, by name."""
        self._person = PersonId("")

    async def begin(self) -> None:
        """Fill contacts and lists before the engine first looks."""
        some = list(self._cards["anna"].of_every_kind())
        ids = await self._made([one.order for one in some])
        damaged = [
            {"mailbox": one.order["mailbox"], "id": id_, "act": "damage"}
            for id_, one in zip(ids, some, strict=True)
            if one.is_damaged
        ]
        await self._scene.firm.tenant.act_on_contacts(damaged)
        self.told.kept += [one for one in some if one.is_kept]
        self.told.left_out += [one for one in some if not one.is_kept]
        await self._know_some()
        await self._share_one()
        _refuse_some(self._crm)

    async def has_begun(self) -> bool:
        """Return whether every mailbox's first run is over, and who is at the firm too was found."""
        records = await self._scene.records()
        started = sum(r.contacts_started_at is not None for r in records)
        return started == len(self._owners) and await self._is_shared()

    async def is_followed(self) -> bool:
        """Return whether the feed of the CRM's lists is read from here on."""
        return bool((await self._scene.parts.memory.firm()).crm_lists_cursor)

    async def change_both_sides(self) -> None:
        """Edit in Outlook, in a list and at the firm; let one contact become somebody else."""
        await self._edit()
        desk = self._scene.contact_desk
        entry = await self._entry("bo", self.told.entered)
        self.told.title = self._words.word("title")
        card = replace(entry.card, job_title=self.told.title)
        await desk.edit_contact(entry.id, entry.version, card, frozenset({"job_title"}))
        where = await desk.firm_person(self._person)
        assert where is not None
        self.told.firm_title = self._words.word("title")
        card = replace(where.person.card, job_title=self.told.firm_title)
        await desk.edit_person(self._person, where.person.version, card, frozenset({"job_title"}))
        becomes = self._cards["anna"].somebody_else()
        self.told.former, self.told.became = self.told.kept[1].name, becomes["display_name"]
        await self._act("anna", self.told.former, **becomes)
        await self._scene.firm.host.trigger("crmfeed")

    async def both_sides_show_it(self) -> bool:
        """Return whether each side shows what was done on the other, and what is asked is asked."""
        return (
            (await self._entry("anna", self.told.kept[0].name)).card.job_title
            == self.told.edited[-1]
            and self.told.title in await self._titles("bo", self.told.entered)
            and self.told.firm_title in await self._titles("anna", self.told.shared)
            and self.told.firm_title in await self._titles("bo", self.told.shared)
            and ContactReason.DIFFERENT_PERSON.value in await self._asked()
        )

    async def lose_cursors(self) -> None:
        """Change something in Outlook while the tenant knows no cursor any more."""
        tenant = self._scene.firm.tenant
        await tenant.set_rules(None, {"cursor_loss_chance": 1.0})
        await self._edit()
        await self._until(self.both_sides_show_it)
        await tenant.set_rules(None, {})

    async def prepare_crash(self) -> None:
        """Make an entry in the CRM whose mailbox is to make it in Outlook while the process ends."""
        card = self._cards["crashing"].in_the_crm()
        self.told.crashed = card.name
        await self._enter("crashing", card)

    async def crash_is_due(self) -> bool:
        """Return whether the contact is in Outlook, and the CRM does not know it yet."""
        return self.told.crashed in [c["name"] for c in await self._outlook("crashing")]

    async def end(self) -> None:
        """Note what both sides show."""
        for name in self._owners:
            self.told.outlook[name] = await self._outlook(name)
            self.told.lists[name] = await self._list(name)
        records = await self._scene.records()
        self.told.subscribed = [r.contacts_subscription_id for r in records]

    async def _know_some(self) -> None:
        """Let a list hold one that Outlook holds too, one that may be the same, and one of its own."""
        cards = self._cards["bo"]
        same, alike = cards.kept(), cards.kept()
        await self._made([same.order, alike.order])
        self.told.kept.append(same)
        self.told.same = same.name
        first = Address(same.order["emails"][0]["address"])
        await self._enter("bo", cards.in_the_crm(**_named(same), emails=(first,)))
        other = cards.in_the_crm(**_named(alike), company=alike.order["company"])
        await self._enter("bo", other)
        self.told.alike = (alike.order["emails"][0]["address"], other.emails[0])
        new = cards.in_the_crm()
        self.told.entered = new.name
        await self._enter("bo", new)

    async def _share_one(self) -> None:
        """Let two users have a person of the firm among their contacts."""
        card = self._cards["anna"].kept()
        orders = [{**card.order, "mailbox": self._owners[name]} for name in ("anna", "bo")]
        await self._made(orders)
        self.told.shared = card.name
        address = Address(card.order["emails"][0]["address"])
        person = NewPerson(name=card.name, addresses=(("email", address),))
        (self._person,) = await self._scene.desk.add_people([person])

    async def _is_shared(self) -> bool:
        """Return whether both users' entries stand for the firm's person."""
        where = await self._scene.contact_desk.firm_person(self._person)
        return where is not None and len(where.lists) > 1

    async def _edit(self) -> None:
        title = self._words.word("title")
        await self._act("anna", self.told.kept[0].name, job_title=title)
        self.told.edited.append(title)

    async def _made(self, orders: list[dict[str, Any]]) -> list[str]:
        ids = await self._scene.firm.tenant.make_contacts(orders)
        for order, id_ in zip(orders, ids, strict=True):
            self._ids[order["display_name"]] = id_
        return ids

    async def _act(self, name: str, contact: str, **fields: Any) -> None:
        act = {"mailbox": self._owners[name], "id": self._ids[contact], "act": "edit"}
        await self._scene.firm.tenant.act_on_contacts([{**act, **fields}])

    async def _enter(self, name: str, card: Card) -> None:
        owner = await self._user(name)
        await self._scene.contact_desk.add_contact(owner, card, Sharing.LIST, Origin.PAGE)

    async def _entry(self, name: str, contact: str) -> CrmContact:
        return next(e for e in await self._list(name) if e.card.name == contact)

    async def _list(self, name: str) -> list[CrmContact]:
        owner = await self._user(name)
        return list(await self._scene.parts.crm_contacts.entries_of(owner, None, 1_000))

    async def _outlook(self, name: str) -> list[dict[str, Any]]:
        return await self._scene.firm.tenant.contacts(self._owners[name])

    async def _titles(self, name: str, contact: str) -> list[str]:
        return [c["job_title"] for c in await self._outlook(name) if c["name"] == contact]

    async def _asked(self) -> list[str]:
        """Return what is asked about anna's contacts."""
        owner = await self._user("anna")
        (anna,) = [r.id for r in await self._scene.records() if r.owner == owner]
        pairs = await self._scene.parts.memory.pairs(anna, Stream.CONTACTS)
        return [p.reason for p in pairs if p.state is PairState.ASKED]

    async def _user(self, name: str) -> CrmUserId:
        staff = await self._scene.desk.staff()
        return next(user for user, member in staff.items() if member.name == name)


def _named(noted: Noted) -> dict[str, str]:
    names = ("given_name", "surname", "display_name")
    return {name: noted.order[name] for name in names}


def _refuse_some(crm: Path) -> None:
    """Let the CRM's database refuse some entries: the driver's error then holds the row's values."""
    with closing(sqlite3.connect(crm)) as database:
        database.execute(
            "CREATE TRIGGER refusing_entries BEFORE INSERT ON contact_entry "
            f"WHEN NEW.company LIKE '%{REFUSED_WORD}%' "
            "BEGIN SELECT RAISE(ABORT, 'refused by the firm'); END"
        )
        database.commit()
