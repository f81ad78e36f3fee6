"""Likeness: whether a contact that nobody knows here is one that stands in the user's list already."""

from collections import defaultdict
from dataclasses import replace

from flows.contacts.found import Gathering
from flows.portions import in_portions
from flows.ports.crm_contacts import Candidates, Probe
from sync_core import limits
from sync_core.contacts.contact import CrmContact, CrmContactId
from sync_core.contacts.identity import Kind, emails_of, identify, name_keys, phone_keys
from sync_core.contacts.policy import FirstRun
from sync_core.contacts.twins import ContactTwin, as_found, is_new_in_crm, unsettled
from sync_core.reconcile.pairs import PairKey, PairState


async def liken(found: Gathering) -> None:
    """Tell each contact that is new here whom it may be, and each entry that it may be somebody's.

    One entry is one contact's at most: where two look the same, a person chooses.
    """
    alone = [t for t in found.twins.values() if _stands_alone(t)]
    bereft = [t for t in found.twins.values() if _lost_its_entry(t)]
    if not (alone or bereft) or found.rules.owner is None:
        return
    told = await _candidates(found, [*alone, *bereft])
    for twin in bereft:
        found.twins[twin.key] = replace(twin, is_erased=bool(told[twin.key].erased))
    claims: dict[CrmContactId, list[PairKey]] = defaultdict(list)
    for twin in alone:
        found.twins[twin.key] = _likened(found, twin, told[twin.key])
        certain = found.twins[twin.key]
        if certain.crm is not None:
            claims[certain.crm.id].append(twin.key)
    _settle_claims(found, claims)
    for twin in list(found.twins.values()):
        if twin.absorbs is not None:
            found.twins.pop(twin.absorbs, None)


def _stands_alone(twin: ContactTwin) -> bool:
    """Return whether a contact has no entry yet, and may get one."""
    is_there = twin.outlook is not None and not (twin.is_copy or twin.outlook.is_list)
    is_parted = twin.pair is not None and twin.pair.state is PairState.UNLINKED
    return is_there and twin.crm is None and not twin.is_linked and not is_parted


def _lost_its_entry(twin: ContactTwin) -> bool:
    """Return whether a contact's entry is gone: perhaps because its person was erased."""
    return twin.is_linked and twin.outlook is not None and twin.crm is None


async def _candidates(found: Gathering, twins: list[ContactTwin]) -> dict[PairKey, Candidates]:
    told: dict[PairKey, Candidates] = {}
    assert found.rules.owner is not None  # noqa: S101  asked for a user's list only
    for some in in_portions(twins, limits.PROBES_PER_LOOKUP_MAX):
        await found.run.hold_lease()
        probes = [_probe(t) for t in some]
        answers = await found.run.parts.crm_contacts.candidates(found.rules.owner, probes)
        told.update({t.key: one for t, one in zip(some, answers, strict=True)})
    return told


def _probe(twin: ContactTwin) -> Probe:
    assert twin.outlook is not None  # noqa: S101  it stands alone in Outlook
    card = twin.outlook.card
    return Probe(emails=emails_of(card), names=name_keys(card), phones=phone_keys(card))


def _likened(found: Gathering, twin: ContactTwin, told: Candidates) -> ContactTwin:
    twin = replace(twin, is_erased=bool(told.erased))
    if found.rules.policy.first_run is FirstRun.UNION or twin.outlook is None:
        return twin
    free = [e for e in told.entries if _is_free(found, e)]
    of_others = {a for e in told.entries if not _is_free(found, e) for a in e.card.emails}
    shared = found.shared_addresses | of_others
    like = identify(twin.outlook.card, {e.id: e.card for e in free}, shared)
    entry = next((e for e in free if e.id == like.candidate), None)
    if entry is not None and twin.pair is not None:
        twin = replace(twin, pair=as_found(twin.pair, entry.id))
    if like.kind is Kind.STRONG and entry is not None:
        return replace(twin, crm=entry, absorbs=found.new_key_of(entry.id))
    if like.kind is Kind.LIKELY and entry is not None and not twin.is_erased:  # it enters nowhere
        absorbs = found.new_key_of(entry.id)
        return replace(twin, likely=entry, score=like.score, signs=like.why, absorbs=absorbs)
    among = tuple(e for e in free if e.id in like.among)
    return replace(twin, is_ambiguous=like.kind is Kind.AMBIGUOUS, among=among, signs=like.why)


def _is_free(found: Gathering, entry: CrmContact) -> bool:
    """Return whether an entry stands for no contact yet."""
    return entry.id not in found.linked_entries and is_new_in_crm(entry)


def _settle_claims(found: Gathering, claims: dict[CrmContactId, list[PairKey]]) -> None:
    """Let an entry be one contact's; what several claim, or is settled, is nobody else's."""
    for keys in claims.values():
        for key in keys if len(keys) > 1 else ():
            found.twins[key] = unsettled(found.twins[key])
    settled = {id_ for id_, keys in claims.items() if len(keys) == 1}
    for twin in list(found.twins.values()):
        if twin.likely is not None and twin.likely.id in settled:
            found.twins[twin.key] = replace(twin, likely=None, absorbs=None, score=0)
