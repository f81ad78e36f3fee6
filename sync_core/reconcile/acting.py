"""Acting: a decided change as an action of the plan, told apart by what it would write."""

from sync_core.digests import Digester
from sync_core.reconcile.decide import Change, Move, Outcome
from sync_core.reconcile.pairs import FieldDigests, PairKey
from sync_core.reconcile.plan import Action, Fingerprint, Why
from sync_core.reconcile.sides import Side


def has_lost(outcome: Outcome, change: Change) -> bool:
    """Return whether a value gives way to a change."""
    return any(x.side is change.side and x.field in change.fields for x in outcome.lost)


def action_of(
    key: PairKey,
    change: Change,
    outcome: Outcome,
    why: Why,
    values: FieldDigests,
    digester: Digester,
    *,
    mails_outside: int = 0,
) -> Action:
    """Return a change as it stands in the plan.

    Args:
        key: of the pair.
        change: what is written.
        outcome: what was decided of the pair: names the values that give way.
        why: shown to a person.
        values: digests of what would be written.
        digester: makes the fingerprint.
        mails_outside: how many people outside the firm the write would mail.
    """
    told = ",".join(f"{name}={values.get(name, '')}" for name in sorted(change.fields))
    return Action(
        key=key,
        side=change.side,
        move=change.move,
        why=why,
        fields=change.fields,
        fingerprint=_fingerprint(digester, f"{key} {change.side} {change.move} {told}"),
        mails_outside=mails_outside,
        lost=tuple(x for x in outcome.lost if x.side is change.side and x.field in change.fields),
    )


def link_on(side: Side, key: PairKey, told: str, digester: Digester) -> Action:
    """Return the writing down, on one side, of whom its item was found to be: no field changes.

    Args:
        side: where it is written down.
        key: of the pair.
        told: what is written down, for the fingerprint.
        digester: makes the fingerprint.
    """
    return Action(
        key=key,
        side=side,
        move=Move.UPDATE,
        why=Why.MATCHED,
        fingerprint=_fingerprint(digester, f"{key} {told}"),
    )


def _fingerprint(digester: Digester, told: str) -> Fingerprint:
    return Fingerprint(digester.value("action", told))
