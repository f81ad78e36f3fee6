"""Settling: what is remembered of a pair once it was judged and its actions done, whatever kind it is of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync_core import limits
from sync_core.reconcile.decide import Move
from sync_core.reconcile.pairs import (
    NEVER_AGREED,
    FieldDigests,
    Intent,
    Pair,
    PairKey,
    PairState,
    Writing,
)
from sync_core.reconcile.plan import Action, Withheld
from sync_core.reconcile.sides import Side

WRITING_OF = {
    Move.CREATE: Writing.CREATE,
    Move.UPDATE: Writing.UPDATE,
    Move.DELETE: Writing.DELETE,
    Move.CANCEL: Writing.UPDATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What is to be written to memory of one twin."""

    pair: Pair | None = None
    """The row to keep; None: nothing, or only what is forgotten."""
    forgotten: PairKey | None = None


def changes_memory(settled: Settled, before: Pair | None) -> bool:
    """Return whether anything has to be written."""
    if settled.forgotten is not None:
        return before is not None or settled.pair is not None
    return settled.pair is not None and settled.pair != before


def begun(row: Pair, intents: tuple[Intent, ...]) -> Pair:
    """Return a row with what is begun now, each in the place of the same writing begun before."""
    known = {(i.side, i.writing) for i in intents}
    before = tuple(i for i in row.intents if (i.side, i.writing) not in known)
    return replace(row, intents=(*before, *intents))


def rests(pair: Pair, now: datetime) -> bool:
    """Return whether a write of a pair was refused and is not due to be tried again."""
    is_due = pair.due_at is not None and pair.due_at <= now
    return pair.state is PairState.FAILED and not is_due


def failed(row: Pair, reason: str, now: datetime) -> Settled:
    """Return the row of a pair one of whose writes was refused: tried again, less and less often."""
    attempts = row.attempts + 1
    wait = min(limits.RETRY_FIRST_SECONDS * 2 ** (attempts - 1), limits.RETRY_SECONDS_MAX)
    gives_up = attempts >= limits.RETRY_ATTEMPTS_MAX
    return Settled(
        pair=replace(
            row,
            state=PairState.FAILED,
            reason=reason,
            attempts=attempts,
            due_at=None if gives_up else now + timedelta(seconds=wait),
        )
    )


def agreed(
    row: Pair,
    shown: Mapping[Side, FieldDigests],
    written: Collection[str],
    actions: Collection[Action],
    crm_version: int,
) -> Pair:
    """Return the row of twins in step.

    A field that was written, or that both sides show alike, is agreed. One that differs because its
    change was withheld keeps what was agreed before, so that the change is found again once allowed. Where
    nothing was agreed before, it is kept whose value was to be copied: the other's counts as unchanged. A
    rejected change is agreed on as it is shown: both sides stay as they are. What was written on one side, as
    where two are joined, and may not be written on the other yet is not agreed.
    """
    outlook, crm = shown[Side.OUTLOOK], shown[Side.CRM]
    bases = {side: dict(row.base(side)) for side in Side}
    withheld = [a for a in actions if a.withheld is not None]
    waits = {name for a in withheld for name in a.fields}
    for name in outlook:
        if (name in written and name not in waits) or outlook[name] == crm.get(name, ""):
            bases[Side.OUTLOOK][name] = outlook[name]
            bases[Side.CRM][name] = crm.get(name, "")
    for action in withheld:
        there = shown[action.side]
        for name in (n for n in action.fields if n in there and not _is_known(n, bases)):
            bases[action.side][name] = there[name]
            bases[action.side.other][name] = NEVER_AGREED
    rejected = {name for a in actions if a.withheld is Withheld.REJECTED for name in a.fields}
    for side, base in bases.items():
        base.update({name: shown[side][name] for name in rejected if name in shown[side]})
    pair = row.agreed(bases[Side.OUTLOOK], bases[Side.CRM])
    is_whole = all(bases[Side.CRM].get(name, "") == value for name, value in crm.items())
    return replace(pair, crm_version=crm_version if is_whole else 0)


def _is_known(name: str, bases: Mapping[Side, FieldDigests]) -> bool:
    """Return whether anything was remembered of a field."""
    return any(name in base for base in bases.values())
