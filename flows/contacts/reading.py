"""Reading what a run needs to know of either side, item by item and many at once.

A side that is not there is proved absent here, by asking for that very item: never because a listing was
silent or a request failed.
"""

from collections.abc import Iterable
from dataclasses import replace

from flows.contacts.found import Gathering
from flows.portions import in_portions
from sync_core import limits
from sync_core.contacts.contact import (
    ContactId,
    ContactKey,
    CrmContactId,
    OutlookContact,
    UnreadableContact,
)
from sync_core.failures import SkipItem
from sync_core.reconcile.pairs import Pair, PairKey
from sync_core.reconcile.sides import Side


async def resolve_begun(found: Gathering) -> None:
    """Find what was begun to be made and whose answer was lost, and let its pair know it.

    In Outlook it is found by its stamp; a copy that its user made since is younger, or is another pair's. Where
    the contact that was gone is back since, it goes on as the pair's, with what its user wrote there for
    himself: what was made in its place is a copy of it.
    """
    for pair in list(found.pairs.values()):
        if Side.OUTLOOK not in pair.made_on:
            continue
        made = await _stamped(found, pair)
        if isinstance(made, SkipItem):
            found.unreadable.add(pair.key)
            continue
        linked = {p.outlook for p in found.pairs.values() if p.key != pair.key}
        contact = next((c for c in made if c.id not in linked and c.id != pair.outlook), None)
        if contact is not None and not await _is_there(found, ContactId(pair.outlook)):
            found.outlook[contact.id] = contact
            found.pairs[pair.key] = replace(pair, outlook=contact.id)
    begun = [p for p in found.pairs.values() if Side.CRM in p.made_on]
    for some in in_portions(begun, limits.CRM_CONTACTS_PER_CALL_MAX):
        keys = {p.key: _key_in_crm(found, p) for p in some}
        entries = await found.run.parts.crm_contacts.entries_by_key(list(keys.values()))
        for pair in some:
            if (entry := entries.get(keys[pair.key])) is not None:
                found.crm[entry.id] = entry
                found.pairs[pair.key] = replace(pair, crm=entry.id)


async def _is_there(found: Gathering, contact: ContactId) -> bool:
    """Return whether the contact that a pair knew stands in the folder, readable or not."""
    await read_outlook(found, [contact])
    return isinstance(found.outlook.get(contact), OutlookContact | UnreadableContact)


def _key_in_crm(found: Gathering, pair: Pair) -> ContactKey:
    """Return the key of a pair's entry: its contact's, also where the pair still stands under its entry's digest."""
    return ContactKey(found.key_of(ContactId(pair.outlook)) if pair.outlook else pair.key)


async def _stamped(found: Gathering, pair: Pair) -> tuple[OutlookContact, ...] | SkipItem:
    """Return the contacts that carry a pair's stamp; one that cannot be read holds up no other."""
    await found.run.hold_lease()
    stamp = found.run.parts.digester.stamp(pair.crm)
    try:
        return await found.run.parts.contacts.find(found.run.record.id, found.folder, stamp)
    except SkipItem as unreadable:
        return unreadable


async def read_outlook(found: Gathering, ids: Iterable[ContactId]) -> None:
    """Read contacts by id; each is answered, as itself, as elsewhere or as gone."""
    asked = sorted({i for i in ids if i and i not in found.outlook})
    for some in in_portions(asked, limits.READ_BATCH_CONTACTS):
        await found.run.hold_lease()
        read = await found.run.parts.contacts.read(found.run.record.id, found.folder, some)
        found.outlook.update(read)
        found.run.counts["read_batches"] += 1


async def read_crm(found: Gathering, ids: Iterable[CrmContactId]) -> None:
    """Read entries by id; one that is not answered does not exist."""
    asked = sorted({i for i in ids if i and i not in found.crm})
    for some in in_portions(asked, limits.CRM_CONTACTS_PER_CALL_MAX):
        answers = await found.run.parts.crm_contacts.entries(some)
        found.crm.update({id_: answers.get(id_) for id_ in some})


async def read_by_key(found: Gathering, keys: Iterable[PairKey]) -> dict[PairKey, CrmContactId]:
    """Return the entries of these keys that no pair has led to: a pair that was forgotten is found again."""
    have = {PairKey(e.key): e.id for e in found.crm.values() if e is not None and e.key}
    asked = sorted({k for k in keys if k not in have})
    for some in in_portions(asked, limits.CRM_CONTACTS_PER_CALL_MAX):
        keys_asked = [ContactKey(k) for k in some]
        for key, entry in (await found.run.parts.crm_contacts.entries_by_key(keys_asked)).items():
            found.crm[entry.id] = entry
            have[PairKey(key)] = entry.id
    return have


async def complete(found: Gathering, concerned: Iterable[PairKey]) -> None:
    """Read what is not known yet of either side of these pairs."""
    pairs = [found.pairs[key] for key in concerned if key in found.pairs]
    await read_outlook(found, (ContactId(p.outlook) for p in pairs))
    await read_crm(found, (CrmContactId(p.crm) for p in pairs))
