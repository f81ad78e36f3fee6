"""Meeting: what is remembered of two that were just found to be one where they still tell something else."""

from collections.abc import Mapping
from dataclasses import replace

from sync_core.contacts.fields import digests
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.reconcile.pairs import NEVER_AGREED, FieldDigests, Pair
from sync_core.reconcile.sides import Side


def met_in_list(
    pair: Pair,
    shown: Mapping[Side, FieldDigests],
    written: frozenset[str],
    judged: ContactJudged,
) -> Pair:
    """Return the row of a contact and its entry: what they tell differently and nothing is to change stays so.

    A field that flows the other way only is such a one; without a base of its own it would count as changed.
    """
    names = set(shown[Side.OUTLOOK]) - written - waiting(judged)
    bases = {s: {**pair.base(s), **{n: shown[s].get(n, "") for n in names}} for s in Side}
    return replace(pair, outlook_base=bases[Side.OUTLOOK], crm_base=bases[Side.CRM])


def met_in_firm(
    pair: Pair, shown: Mapping[Side, FieldDigests], judged: ContactJudged, by: ContactJudge
) -> Pair:
    """Return the row of an entry and its person: what one of them may not be given stays there, unchanged.

    With nothing remembered of it, it would count as changed since, and be copied over what it gave way to. What
    the other tells was not agreed on, so that it is copied once it may, as where the entry is shared later.
    """
    whole = digests(judged.sources[Side.CRM], by.digester)
    bases = {side: dict(pair.base(side)) for side in Side}
    for side, told in shown.items():
        settled = waiting(judged) | {n for a in judged.to_do if a.side is side for n in a.fields}
        stays = {n: v for n, v in told.items() if v != whole[n] and n not in settled}
        bases[side] |= stays
        bases[side.other] |= dict.fromkeys(stays, NEVER_AGREED)
    return replace(pair, outlook_base=bases[Side.OUTLOOK], crm_base=bases[Side.CRM])


def waiting(judged: ContactJudged) -> set[str]:
    """Return the fields that were to be written, and wait or were rejected."""
    return {name for a in judged.actions if a.withheld is not None for name in a.fields}
