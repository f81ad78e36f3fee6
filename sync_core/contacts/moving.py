"""Rows that move: an entry waits under a key of its own, and once both sides agree its row is its contact's.

The new row is written before the former one is forgotten, so a run that ends in between leaves both behind.
"""

from collections.abc import Iterable

from sync_core.contacts.twins import NEW
from sync_core.reconcile.pairs import Pair, PairKey, PairState


def left_behind(pairs: Iterable[Pair]) -> frozenset[PairKey]:
    """Return the keys of rows under which entries waited that are in step with a contact under its own by now.

    Taken for rows of their own, what they had begun would be begun again, and one contact would be two.
    """
    some = tuple(pairs)
    agreed = {p.crm for p in some if not p.key.startswith(NEW) and _is_agreed(p)}
    return frozenset(p.key for p in some if p.key.startswith(NEW) and p.crm in agreed)


def _is_agreed(pair: Pair) -> bool:
    is_based = bool(pair.outlook_base and pair.crm_base) and not pair.made_on
    return pair.state is PairState.LINKED and is_based and bool(pair.outlook and pair.crm)
