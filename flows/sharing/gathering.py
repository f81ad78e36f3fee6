"""Gathering: the entries of a list that something happened to, each with its person of the firm."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from flows.contacts.listing import CrmListed
from flows.portions import in_portions
from flows.ports.crm_contacts import Candidates, Probe
from flows.running import Run
from flows.sharing.standing import (
    Standing,
    as_firm_side,
    as_list_side,
    may_be_added,
    person_named,
    rises,
    rules_for,
)
from sync_core import limits
from sync_core.contacts.contact import ContactId, CrmContact, CrmContactId, FirmPerson, Sharing
from sync_core.contacts.identity import Kind, emails_of, identify, name_keys, phone_keys
from sync_core.contacts.policy import ContactsPolicy
from sync_core.contacts.twins import ContactTwin
from sync_core.mail import CrmUserId, PersonId
from sync_core.reconcile.answers import Answered
from sync_core.reconcile.pairs import Pair, PairKey


async def gather(
    run: Run,
    listed: CrmListed,
    pairs: Sequence[Pair],
    answers: Mapping[PairKey, Answered],
) -> tuple[Standing, ...]:
    """Return the entries concerned that the firm shares, or may share, with whom each stands for."""
    policy = run.rules.policy.contacts
    entries = [e for e in (await _entries(run, listed, pairs, answers)) if not _is_private(e)]
    known = {p.key: p for p in pairs}
    stands_for = {e.id: person_named(e, known.get(key_of(run, e))) for e in entries}
    people = await _people(run, stands_for.values())
    alone = [e for e in entries if stands_for[e.id] not in people]
    told = await _candidates(run, alone)
    found = []
    for entry in entries:
        key = key_of(run, entry)
        base = ContactTwin(
            key=key,
            pair=known.get(key),
            outlook=as_list_side(entry),
            answer=answers.get(key),
        )
        named = stands_for[entry.id]
        person = people.get(named) if named is not None else None
        twin = (
            replace(base, crm=as_firm_side(person))
            if person is not None
            else _likened(base, entry, told[entry.id], policy)
        )
        if twin is not None:
            is_known = twin.crm is not None or twin.likely is not None
            rules = rules_for(entry, policy, run.record.id, is_known=is_known)
            found.append(Standing(entry=entry, twin=twin, rules=rules))
    return tuple(found)


def key_of(run: Run, entry: CrmContact) -> PairKey:
    """Return the key of an entry's pair with its person."""
    return PairKey(run.parts.digester.contact_key(ContactId(entry.id)))


async def _entries(
    run: Run, listed: CrmListed, pairs: Sequence[Pair], answers: Mapping[PairKey, Answered]
) -> list[CrmContact]:
    """Return the entries that were listed, and those that an answer or a retry calls for."""
    now = run.started_at
    due = {
        p.outlook
        for p in pairs
        if p.key in answers or p.intents or (p.due_at is not None and p.due_at <= now)
    }
    found = dict(listed.entries)
    asked = sorted({*listed.changed, *map(CrmContactId, due)} - set(found))
    for some in in_portions(asked, limits.CRM_CONTACTS_PER_CALL_MAX):
        found.update(await run.parts.crm_contacts.entries(some))
    return sorted(found.values(), key=lambda e: e.id)


def _is_private(entry: CrmContact) -> bool:
    return entry.sharing is Sharing.PRIVATE or entry.card.is_private


async def _people(run: Run, named: Iterable[PersonId | None]) -> dict[PersonId, FirmPerson]:
    asked = sorted({one for one in named if one is not None})
    people: dict[PersonId, FirmPerson] = {}
    for some in in_portions(asked, limits.CRM_CONTACTS_PER_CALL_MAX):
        people.update(await run.parts.crm_contacts.people(some))
    return people


async def _candidates(run: Run, entries: Sequence[CrmContact]) -> dict[str, Candidates]:
    """Return whom each entry may stand for, many asked for at once."""
    owner = run.record.owner or CrmUserId("")
    told: dict[str, Candidates] = {}
    for some in in_portions(entries, limits.PROBES_PER_LOOKUP_MAX):
        await run.hold_lease()
        probes = [
            Probe(emails=emails_of(e.card), names=name_keys(e.card), phones=phone_keys(e.card))
            for e in some
        ]
        answers = await run.parts.crm_contacts.candidates(owner, probes)
        told.update({e.id: one for e, one in zip(some, answers, strict=True)})
    return told


def _likened(
    twin: ContactTwin, entry: CrmContact, told: Candidates, policy: ContactsPolicy
) -> ContactTwin | None:
    """Return an entry with the person it is, or may be; None where the firm has nothing to do with it.

    Whom an entry certainly is, the firm's changes come down to, whether or not anything rises. A person is
    asked only about what the user shares.
    """
    others = (e.card for e in told.entries if e.id != entry.id)
    shared = {a for card in others for a in card.emails if a in entry.card.emails}
    like = identify(entry.card, {p.id: p.card for p in told.people}, shared)
    person = next((p for p in told.people if p.id == like.candidate), None)
    if like.kind is Kind.STRONG and person is not None:
        return replace(twin, crm=as_firm_side(person), score=like.score, signs=like.why)
    is_known = like.kind is not Kind.NOBODY
    if not rises(entry, policy, is_known=is_known):
        return None
    if like.kind is Kind.LIKELY and person is not None:
        return replace(twin, likely=as_firm_side(person), score=like.score, signs=like.why)
    if like.kind is Kind.AMBIGUOUS:
        among = tuple(as_firm_side(p) for p in told.people if p.id in like.among)
        return replace(twin, is_ambiguous=True, among=among, signs=like.why)
    is_new = may_be_added(entry, policy)
    return replace(twin, is_erased=bool(told.erased)) if is_new else None
