"""Confirming: what was begun and is there is agreed on, though its answer was lost; a change since is told from it."""

from collections.abc import Mapping
from dataclasses import replace

from sync_core.contacts.twins import ContactTwin
from sync_core.reconcile.pairs import FieldDigests, Writing
from sync_core.reconcile.sides import Side


def confirmed(twin: ContactTwin, shown: Mapping[Side, FieldDigests]) -> ContactTwin:
    """Return a twin whose two sides are there, with nothing begun any more.

    One that was made from the other and never agreed on began as what it was made with. Of all else that was
    begun, what a side shows just so was done, and came from the other.
    """
    pair = twin.pair
    if pair is None or not pair.intents:
        return twin
    done: dict[str, str] = {}
    for intent in pair.intents:
        is_first = intent.writing is Writing.CREATE and not twin.is_linked
        there = shown[intent.side]
        done |= {n: d for n, d in intent.digests.items() if is_first or there.get(n) == d}
    bases = {side: {**pair.base(side), **done} for side in Side}
    settled = replace(pair, outlook_base=bases[Side.OUTLOOK], crm_base=bases[Side.CRM], intents=())
    return replace(twin, pair=settled)
