"""Gathering: every contact that something happened to, with both its sides as they are now."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flows.contacts.found import Gathering, InOutlook
from flows.contacts.likeness import liken
from flows.contacts.listing import CrmListed, OutlookListed, list_folder
from flows.contacts.reading import complete, read_by_key, read_crm, read_outlook, resolve_begun
from flows.ports.contacts import Elsewhere
from flows.ports.tenant import Gone
from flows.running import Run
from sync_core import limits
from sync_core.contacts.contact import (
    ContactFolderId,
    ContactId,
    ContactKey,
    CrmContact,
    CrmContactId,
    OutlookContact,
    UnreadableContact,
)
from sync_core.contacts.policy import FirstRun
from sync_core.contacts.reasons import ContactReason
from sync_core.contacts.rules import ContactRules
from sync_core.contacts.twins import (
    ContactTwin,
    is_new_in_crm,
    is_open,
    is_to_be_made,
    stands_alone,
)
from sync_core.reconcile.answers import Answered
from sync_core.reconcile.pairs import Pair, PairKey


async def gather(
    run: Run,
    rules: ContactRules,
    folder: ContactFolderId,
    outlook: OutlookListed,
    crm: CrmListed,
    pairs: Iterable[Pair],
    answers: Mapping[PairKey, Answered],
) -> dict[PairKey, ContactTwin]:
    """Return the contacts concerned, each complete, with whom else it may be."""
    found = Gathering(
        run=run, rules=rules, folder=folder, pairs={p.key: p for p in pairs}, answers=answers
    )
    found.outlook.update(outlook.contacts)
    found.crm.update(crm.entries)
    await resolve_begun(found)
    await read_outlook(found, outlook.changed)
    await read_crm(found, {*crm.changed, *crm.deleted})
    concerned = _concerned(found, outlook, crm)
    await complete(found, concerned)
    _twins_of_pairs(found, concerned)
    await _new_in_outlook(found)
    _new_in_crm(found)
    await _those_alone(found)
    await liken(found)
    return found.twins


def _concerned(found: Gathering, outlook: OutlookListed, crm: CrmListed) -> set[PairKey]:
    """Return the pairs that a listing, a retry, an answer, or a write left unfinished calls for."""
    now = found.run.started_at
    touched = {*outlook.changed, *outlook.removed}
    concerned = set(found.answers) & set(found.pairs)
    for pair in found.pairs.values():
        told = pair.outlook in touched or pair.crm in crm.deleted or _is_told(found, crm, pair)
        if told or pair.is_due(now) or outlook.is_whole:
            concerned.add(pair.key)
    return concerned


def _is_told(found: Gathering, crm: CrmListed, pair: Pair) -> bool:
    """Return whether the CRM's feed tells something new of a pair; our own writes come back in it too."""
    id_ = CrmContactId(pair.crm)
    if id_ not in crm.changed:
        return False
    entry = found.crm.get(id_)
    return entry is None or not pair.holds(entry.version)


def _twins_of_pairs(found: Gathering, keys: Iterable[PairKey]) -> None:
    for key in sorted(keys):
        pair = found.pairs[key]
        twin = _twin(key, found.outlook.get(ContactId(pair.outlook)))
        found.twins[key] = replace(
            twin,
            pair=pair,
            crm=_entry_of(found, pair),
            is_broken=twin.is_broken or key in found.unreadable,
            is_copy=pair.reason == ContactReason.DOUBLE.value,
            answer=found.answers.get(key),
        )


def _entry_of(found: Gathering, pair: Pair) -> CrmContact | None:
    """Return a pair's entry: not one that its contact only may be, unless it was given the contact's key already."""
    entry = found.crm.get(CrmContactId(pair.crm))
    key = ContactKey(found.key_of(ContactId(pair.outlook)))
    is_its = entry is not None and entry.key == key
    return entry if is_its or not is_open(pair) else None


def _twin(key: PairKey, there: InOutlook | None) -> ContactTwin:
    """Return a twin with its Outlook side."""
    return ContactTwin(
        key=key,
        outlook=there if isinstance(there, OutlookContact) else None,
        is_broken=isinstance(there, UnreadableContact),
        is_elsewhere=isinstance(there, Elsewhere),
    )


async def _new_in_outlook(found: Gathering) -> None:
    """Add the contacts that no pair knows."""
    known = {p.outlook for p in found.pairs.values()}
    new = {
        found.key_of(id_): there
        for id_, there in found.outlook.items()
        if id_ not in known and isinstance(there, OutlookContact | UnreadableContact)
    }
    entries = await read_by_key(found, new)
    made_for = _stamps(found)
    taken = {p.crm for p in found.pairs.values()}
    for key, there in sorted(new.items()):
        twin = _twin(key, there)
        entry = found.crm.get(entries[key]) if key in entries else None
        if entry is not None and entry.id not in taken:
            twin = replace(twin, crm=entry)
        stamp = twin.outlook.stamp if twin.outlook is not None else ""
        is_copy = made_for.get(stamp, key) != key and twin.crm is None
        found.twins[key] = replace(twin, is_copy=is_copy)


def _stamps(found: Gathering) -> dict[str, str]:
    """Return the stamps of contacts that were made here -> the key of the one that is kept in step.

    An entry tells by its key which contact it is, where memory does not know any more.
    """
    stamp = found.run.parts.digester.stamp
    told = {stamp(e.id): str(e.key) for e in _there(found) if not is_new_in_crm(e)}
    linked = (p for p in found.pairs.values() if p.crm and p.outlook and not is_open(p))
    return told | {stamp(p.crm): found.key_of(ContactId(p.outlook)) for p in linked}


def _new_in_crm(found: Gathering) -> None:
    """Add the entries of the user's list that no pair knows and that stand in no twin yet."""
    known = {p.crm for p in found.pairs.values() if not _is_let_go(found, p)}
    known |= {t.crm.id for t in found.twins.values() if t.crm is not None}
    for entry in sorted(_there(found), key=lambda e: e.id):
        if entry.id in known or entry.owner != found.rules.owner:
            continue
        key = found.new_key_of(entry.id)
        if is_new_in_crm(entry) or PairKey(entry.key or "") not in found.twins:
            found.twins[key] = ContactTwin(key=key, crm=entry, answer=found.answers.get(key))


async def _those_alone(found: Gathering) -> None:
    """Add the contacts without an entry, where an entry is to be made in Outlook that one of them may be.

    Such as one that a person is asked about, or that may not come into the CRM: nobody is doubled beside it.
    """
    is_asked_for = any(is_to_be_made(twin) for twin in found.twins.values())
    if not is_asked_for or found.rules.policy.first_run is FirstRun.UNION:
        return
    alone = [p for p in found.pairs.values() if p.key not in found.twins and stands_alone(p)]
    if len(alone) > limits.CONTACTS_READ_ALONE_MAX:
        there = await list_folder(found.run, found.folder)
        ids = {ContactId(p.outlook) for p in alone} - found.outlook.keys()
        found.outlook.update({id_: there[id_] for id_ in ids & there.keys()})
    await complete(found, [p.key for p in alone])
    _twins_of_pairs(found, [p.key for p in alone])


def _is_let_go(found: Gathering, pair: Pair) -> bool:
    """Return whether an entry is free again: the contact that it may have been is gone."""
    return is_open(pair) and found.outlook.get(ContactId(pair.outlook)) is Gone.GONE


def _there(found: Gathering) -> list[CrmContact]:
    return [e for e in found.crm.values() if e is not None]
