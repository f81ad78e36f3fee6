"""Contacts that people edit while somebody watches: on either side, at the firm, and one written over by somebody else."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from simulator.demo.addressbooks import ROLES, WITH_SEVERAL, Recycled, recycled
from simulator.demo.appointments import STAFF
from simulator.demo.cast import CLIENTS, Client, Colleague
from simulator.demo.following import Followed, until_followed
from simulator.processes.control import ProcessRefused
from simulator.replay.scene import Scene
from sync_core.contacts.contact import ContactId, ContactKey, CrmContact, FirmPerson
from sync_core.contacts.reasons import ContactReason
from sync_core.reconcile.pairs import Pair, PairKey, PairState
from sync_core.work import MailboxId, Stream

REVIEW = "/contacts/review"
"""Where the app's pages ask about contacts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A client's contact that stands on both sides."""

    owner: Colleague
    outlook: Mapping[str, Any]
    """As the tenant shows it."""
    crm: CrmContact

    @property
    def name(self) -> str:
        """Whom it is of."""
        return str(self.outlook["name"])


async def edit_in_outlook(scene: Scene, draw: Random) -> Followed | None:
    """Let somebody change a contact's phone in Outlook, and see the CRM's list follow; None: nobody has one."""
    found = await _any_kept(scene, draw)
    if found is None:
        return None
    number = _other_number(draw, "+44 7700 900", [found.crm.card.mobile_phone])
    begun = time.monotonic()
    act = {"mailbox": found.owner.address, "id": found.outlook["id"], "act": "edit"}
    await scene.firm.tenant.act_on_contacts([{**act, "mobile_phone": number}])

    async def is_there() -> bool:
        entry = await scene.contact_desk.contact(found.crm.id)
        return entry is not None and entry.card.mobile_phone == number

    what = f"{found.owner.name} gave {found.name} the mobile {number} in Outlook"
    return await until_followed(what, "the CRM's list followed", is_there, begun)


async def edit_in_crm(scene: Scene, draw: Random) -> Followed | None:
    """Let somebody change a contact's job title in the CRM, and see Outlook follow; None: nobody has one."""
    found = await _any_kept(scene, draw)
    if found is None:
        return None
    role = draw.choice([r for r in ROLES if r != found.crm.card.job_title])
    begun = time.monotonic()
    fields = {"job_title": role, "version": str(found.crm.version)}
    try:
        await scene.firm.host.submit(f"/contacts/entries/{found.crm.id}/edit", fields)
    except ProcessRefused:
        return None  # somebody else was faster: the page says so and nothing was changed

    async def is_there() -> bool:
        return await _shows(scene, found.owner, found.outlook["id"], "job_title", role)

    what = f'{found.owner.name} gave {found.name} the title "{role}" in the CRM'
    return await until_followed(what, "Outlook followed", is_there, begun)


async def edit_person(scene: Scene, draw: Random) -> Followed | None:
    """Let a person of the firm be changed once, and see each colleague's Outlook follow; None: there is nobody."""
    client = draw.choice(list(WITH_SEVERAL))
    kept = [k for o in WITH_SEVERAL[client] for k in await _kept(scene, o, [client])]
    person = await _person(scene, kept)
    if person is None:
        return None
    number = _other_number(draw, "+44 20 7946 0", person.card.business_phones)
    begun = time.monotonic()
    fields = {"business_phones": number, "version": str(person.version)}
    try:
        await scene.firm.host.submit(f"/people/{person.id}/edit", fields)
    except ProcessRefused:
        return None

    async def is_there() -> bool:
        return all(
            [
                await _shows(scene, k.owner, k.outlook["id"], "business_phones", [number])
                for k in kept
            ]
        )

    owners = " and ".join(k.owner.name for k in kept)
    what = f"the firm's record of {client.name} was given the phone {number}"
    return await until_followed(what, f"{owners} had it in Outlook", is_there, begun)


async def write_over(scene: Scene) -> Followed | None:
    """Let somebody write another person over a client's contact, and see the identity guard hold it.

    The answer is left to whoever watches. None while one waits already, or nothing is left to be written over.
    """
    found = await _to_write_over(scene)
    if found is None:
        return None
    one, kept = found
    begun = time.monotonic()
    act = {"mailbox": one.owner.address, "id": kept.outlook["id"], "act": "edit"}
    await scene.firm.tenant.act_on_contacts([{**act, **one.becomes}])

    async def is_held() -> bool:
        pairs = await scene.parts.memory.pairs(MailboxId(one.owner.id), Stream.CONTACTS)
        entry = await scene.contact_desk.contact(kept.crm.id)
        is_same = entry is not None and entry.card.name == kept.crm.card.name
        key = PairKey(_key(scene, kept.outlook))
        return is_same and any(_is_guarded(p) and p.key == key for p in pairs)

    what = f"{one.owner.name} wrote {one.becomes['display_name']} over {kept.name} in Outlook"
    where = f"the identity guard held it and asks on {scene.firm.host.url}{REVIEW}"
    return await until_followed(what, where, is_held, begun)


async def _to_write_over(scene: Scene) -> tuple[Recycled, _Kept] | None:
    for one in recycled():
        pairs = await scene.parts.memory.pairs(MailboxId(one.owner.id), Stream.CONTACTS)
        if any(map(_is_guarded, pairs)):
            return None
    for one in recycled():
        there = {c["name"] for c in await scene.firm.tenant.contacts(one.owner.address)}
        kept = await _kept(scene, one.owner, [one.client])
        if kept and one.becomes["display_name"] not in there:
            return one, kept[0]
    return None


def _is_guarded(pair: Pair) -> bool:
    return pair.state is PairState.ASKED and pair.reason == ContactReason.DIFFERENT_PERSON


async def _any_kept(scene: Scene, draw: Random) -> _Kept | None:
    """Return a client's contact in step on both sides, of a person drawn."""
    for owner in draw.sample(STAFF, len(STAFF)):
        found = await _kept(scene, owner, CLIENTS)
        if found:
            return draw.choice(found)
    return None


async def _kept(scene: Scene, owner: Colleague, clients: Sequence[Client]) -> list[_Kept]:
    """Return the contacts of these clients that one person has on both sides, all in step."""
    names = {client.name for client in clients}
    contacts = [c for c in await scene.firm.tenant.contacts(owner.address) if c["name"] in names]
    pairs = await scene.parts.memory.pairs(MailboxId(owner.id), Stream.CONTACTS)
    linked = {ContactKey(p.key) for p in pairs if p.state is PairState.LINKED}
    by_key = {_key(scene, c): c for c in contacts}
    entries = await scene.parts.crm_contacts.entries_by_key([k for k in by_key if k in linked])
    return [_Kept(owner=owner, outlook=by_key[key], crm=entry) for key, entry in entries.items()]


def _key(scene: Scene, contact: Mapping[str, Any]) -> ContactKey:
    return scene.parts.digester.contact_key(ContactId(contact["id"]))


async def _person(scene: Scene, kept: Sequence[_Kept]) -> FirmPerson | None:
    """Return the one person of the firm whom several contacts stand for."""
    ids = {k.crm.person for k in kept}
    only = ids.pop() if len(ids) == 1 and len(kept) > 1 else None
    where = await scene.contact_desk.firm_person(only) if only is not None else None
    return where.person if where is not None else None


async def _shows(scene: Scene, owner: Colleague, contact: str, name: str, value: object) -> bool:
    """Return whether a contact in Outlook has a value."""
    there = await scene.firm.tenant.contacts(owner.address)
    return any(c["id"] == contact and c[name] == value for c in there)


def _other_number(draw: Random, begins: str, taken: Sequence[str]) -> str:
    return draw.choice([n for n in (f"{begins}{i:03d}" for i in range(1000)) if n not in taken])
