"""Apart: what an entry, or its person of the firm, tells of its own stays where a field flows one way only.

Nothing of it may reach the other side, so that a value copied over it would be gone: addresses and numbers that
flow down are put beside the user's own, and a field that the two never agreed on is joined as at a first meeting.
"""

from collections.abc import Mapping
from dataclasses import replace

from sync_core.contacts.fields import ContactField
from sync_core.contacts.joining import joined
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.kept import LIST_FIELDS
from sync_core.contacts.meeting import waiting
from sync_core.contacts.showing import card_shown
from sync_core.reconcile.decide import Change, Outcome, winning_side
from sync_core.reconcile.pairs import NEVER_AGREED, FieldDigests, Pair
from sync_core.reconcile.sides import Side

_LISTS = frozenset({*LIST_FIELDS, ContactField.EMAILS})


def beside_own(
    judged: ContactJudged, outcome: Outcome, by: ContactJudge
) -> tuple[ContactJudged, Outcome]:
    """Return what was decided of an entry and its person, so that what one tells of its own stays.

    Where a list shows what was agreed, the firm's value replaces it whole: what the firm corrected is gone.
    """
    pair = judged.twin.pair
    is_known = judged.twin.is_linked and len(judged.shown) == len(Side)
    if by.rules.is_outlook or pair is None or not is_known:
        return judged, outcome
    new = {name: side for name, side in by.rules.one_way.items() if _is_new(pair, name)}
    judged = replace(judged, apart=new)
    for change in outcome.changes:
        judged, outcome = _beside(judged, outcome, change, by)
    return judged, outcome


def _beside(
    judged: ContactJudged, outcome: Outcome, change: Change, by: ContactJudge
) -> tuple[ContactJudged, Outcome]:
    """Return an outcome with one change that takes nothing away; without the fields to which it adds nothing."""
    side = change.side
    own = frozenset(n for n in change.fields if _tells_own(judged, n, side, by))
    there, told = judged.sources[side.other], judged.sources[side]
    source = joined(told, there, frozenset(map(ContactField, own & _LISTS)))
    values = card_shown(source, judged.twin, by)
    stays = (own - _LISTS) | {n for n in own if values[n] == judged.shown[side].get(n, "")}
    left = replace(change, fields=tuple(n for n in change.fields if n not in stays))
    changes = tuple(left if one is change else one for one in outcome.changes)
    lost = tuple(x for x in outcome.lost if x.side is not side or x.field not in own)
    outcome = replace(outcome, changes=tuple(c for c in changes if c.fields), lost=lost)
    sources, apart = {**judged.sources, side: source}, {**judged.apart, **dict.fromkeys(own, side)}
    return replace(judged, sources=sources, apart=apart), outcome


def _tells_own(judged: ContactJudged, name: str, side: Side, by: ContactJudge) -> bool:
    """Return whether a side tells something of its own in a field that flows to it alone."""
    pair = judged.twin.pair
    if pair is None or by.rules.one_way.get(name) is not side:
        return False
    now, is_new = judged.shown[side].get(name, ""), _is_new(pair, name)
    if name not in _LISTS:
        return bool(now) and is_new and _wins(judged, side, by)
    if side is Side.OUTLOOK:
        return not now == pair.outlook_base.get(name) == pair.crm_base.get(name)
    return is_new or pair.outlook_base.get(name) == NEVER_AGREED


def _wins(judged: ContactJudged, side: Side, by: ContactJudge) -> bool:
    items = {Side.OUTLOOK: judged.twin.outlook, Side.CRM: judged.twin.crm}
    times = {s: item.modified_at if item is not None else None for s, item in items.items()}
    return winning_side(times, by.rules.reconciliation.winner) is side


def _is_new(pair: Pair, name: str) -> bool:
    """Return whether nothing was ever remembered of a field, as of one that was kept back so far."""
    return not any(name in pair.base(side) for side in Side)


def still_apart(
    pair: Pair, shown: Mapping[Side, FieldDigests], judged: ContactJudged, crm_version: int
) -> Pair:
    """Return the row of an entry and its person: what one tells of its own stays, beside what the other told.

    That was never agreed on: it is copied once it may, as where the entry is shared later.
    """
    bases = {side: dict(pair.base(side)) for side in Side}
    for name in judged.apart.keys() - waiting(judged):
        side = judged.apart[name]
        told = shown[side.other].get(name, "")
        if shown[side].get(name, "") != told:
            bases[side.other][name] = told
            bases[side][name] = NEVER_AGREED
    known = bases[Side.CRM]
    is_whole = all(known.get(name, "") == value for name, value in shown[Side.CRM].items())
    now = pair.with_base(Side.OUTLOOK, bases[Side.OUTLOOK]).with_base(Side.CRM, known)
    return replace(now, crm_version=crm_version if is_whole else 0)
