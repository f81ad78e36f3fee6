"""decide: what becomes of one pair, from what each side shows and what both last agreed on.

It sees digests only, field by field, so one function serves every kind of item. It is symmetric: swapping
the sides (and the winner) swaps the answer. What may actually be written is for the gates (gates.py).

    both there, no base      equal -> link                     different -> link, the winner's value copied
    both there, a base       changed on one side -> copied     on both, same field -> the winner's
    one there, no base       created on the other side
    one there, a base        unchanged -> the deletion follows  changed -> the edit survives, by rule
    none there               forgotten
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sync_core.reconcile.agreement import Agreement, with_memory
from sync_core.reconcile.pairs import FieldDigests, Pair, PairState
from sync_core.reconcile.sides import Side


class Winner(StrEnum):
    """Whose value stays where both sides changed the same field."""

    OUTLOOK = "microsoft365"
    CRM = "crm"
    NEWEST = "newest"


class OnDelete(StrEnum):
    """What becomes of an item whose twin was deleted."""

    DELETE = "delete"
    KEEP = "keep"
    """It stays, and the two are parted."""
    CANCEL = "cancel"
    """It stays and is marked cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """The rules by which pairs are decided."""

    winner: Winner = Winner.OUTLOOK
    edit_survives: bool = True
    """An edit on one side survives the deletion on the other: the twin is made again."""
    on_delete: Mapping[Side, OnDelete] = field(default_factory=dict)
    """What becomes of this side's item when its twin was deleted; KEEP where nothing is said."""
    one_way: Mapping[str, Side] = field(default_factory=dict)
    """Fields that are copied to this side only."""
    winners: Mapping[str, Winner] = field(default_factory=dict)
    """Fields whose winner is another than `winner`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One side's item as it is now."""

    digests: FieldDigests
    modified_at: datetime | None = None
    """When its system says it was last changed: asked only where the newest is to win."""


class Dated(Protocol):
    """An item that may say when it was last changed."""

    @property
    def modified_at(self) -> datetime | None:
        """An instant (UTC); None where its system does not say."""
        ...


def seen(item: Dated | None, told: FieldDigests | None) -> Shown | None:
    """Return one side's item with the digests of what it shows; None where it is not there, or shows nothing."""
    if item is None or told is None:
        return None
    return Shown(digests=told, modified_at=item.modified_at)


class Move(StrEnum):
    """What is to happen on one side."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing to write."""

    side: Side
    """Where it is written."""
    move: Move
    fields: tuple[str, ...] = ()
    """The fields copied from the other side; all of them for a create."""


class Standing(StrEnum):
    """What is to be remembered of the pair once the changes are done."""

    AS_IT_WAS = "as_it_was"
    AGREED = "agreed"
    """Both sides hold the same, or will: the base is set anew."""
    UNLINKED = "unlinked"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A value that gave way: named in the run's record, so that nothing is lost silently."""

    field: str
    side: Side
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was decided of one pair."""

    changes: tuple[Change, ...] = ()
    standing: Standing = Standing.AS_IT_WAS
    lost: tuple[Lost, ...] = ()


def decide(
    outlook: Shown | None, crm: Shown | None, pair: Pair | None, rules: Reconciliation
) -> Outcome:
    """Return what becomes of a pair.

    Args:
        outlook: the Outlook item; None only where its absence is proved, or it never was.
        crm: the CRM record, likewise.
        pair: what is remembered; None where nothing is.
        rules: the firm's.
    """
    if outlook is None and crm is None:
        return Outcome(standing=Standing.FORGOTTEN if pair else Standing.AS_IT_WAS)
    if outlook is not None and crm is not None:
        return _both(outlook, crm, Agreement(with_memory(pair), never_agreed=None), rules)
    if outlook is not None:
        return _one(outlook, Side.OUTLOOK, pair, rules)
    assert crm is not None  # noqa: S101  one of the two is there
    return _one(crm, Side.CRM, pair, rules)


def _both(outlook: Shown, crm: Shown, base: Agreement, rules: Reconciliation) -> Outcome:
    """Decide twins that are both there, field by field."""
    shown = {Side.OUTLOOK: outlook, Side.CRM: crm}
    to_write: dict[Side, list[str]] = {Side.OUTLOOK: [], Side.CRM: []}
    lost: list[Lost] = []
    for name in dict.fromkeys((*outlook.digests, *crm.digests)):
        target, gave_way = _field(name, shown, base, rules)
        if target is not None:
            to_write[target].append(name)
        if target is not None and gave_way:
            lost.append(Lost(field=name, side=target, digest=shown[target].digests.get(name, "")))
    changes = tuple(
        Change(side=side, move=Move.UPDATE, fields=tuple(names))
        for side, names in to_write.items()
        if names
    )
    return Outcome(changes=changes, standing=Standing.AGREED, lost=tuple(lost))


def _field(
    name: str, shown: Mapping[Side, Shown], base: Agreement, rules: Reconciliation
) -> tuple[Side | None, bool]:
    """Return the side on which a field is written (None: on neither), and whether a value gives way."""
    values = {side: one.digests.get(name, "") for side, one in shown.items()}
    if values[Side.OUTLOOK] == values[Side.CRM]:
        return None, False
    changed = base.changed(name, values)
    target = _target(changed, shown, rules.winners.get(name, rules.winner))
    if name in rules.one_way:
        only = rules.one_way[name]
        return (only, changed[only]) if changed[only.other] else (None, False)
    return target, all(changed.values())


def _target(
    changed: Mapping[Side, bool], shown: Mapping[Side, Shown], winner: Winner
) -> Side | None:
    """Return the side that takes the other's value."""
    if not any(changed.values()):
        return None
    if all(changed.values()):
        return winning_side({s: one.modified_at for s, one in shown.items()}, winner).other
    return Side.CRM if changed[Side.OUTLOOK] else Side.OUTLOOK


def winning_side(modified_at: Mapping[Side, datetime | None], rule: Winner) -> Side:
    """Return the side whose value stays; without times to compare, and at a tie, Microsoft 365's."""
    if rule is Winner.CRM:
        return Side.CRM
    crm_at, outlook_at = modified_at[Side.CRM], modified_at[Side.OUTLOOK]
    newer = crm_at is not None and outlook_at is not None and crm_at > outlook_at
    return Side.CRM if rule is Winner.NEWEST and newer else Side.OUTLOOK


def _one(there: Shown, side: Side, pair: Pair | None, rules: Reconciliation) -> Outcome:
    """Decide an item whose twin is not there."""
    if pair is None or _was_never_made(pair, side):
        return _made(there, side)
    if pair.state is PairState.UNLINKED:
        return Outcome()
    base = Agreement(with_memory(pair), never_agreed="")
    edited = tuple(n for n, d in there.digests.items() if base.has_changed(side, n, d))
    if edited and rules.edit_survives:
        return _made(there, side)
    what = rules.on_delete.get(side, OnDelete.KEEP)
    if what is OnDelete.KEEP:
        return Outcome(standing=Standing.UNLINKED)
    if what is OnDelete.CANCEL:
        return Outcome(changes=(Change(side=side, move=Move.CANCEL),), standing=Standing.UNLINKED)
    return Outcome(
        changes=(Change(side=side, move=Move.DELETE),),
        standing=Standing.FORGOTTEN,
        lost=tuple(Lost(field=name, side=side, digest=there.digests[name]) for name in edited),
    )


def _was_never_made(pair: Pair, side: Side) -> bool:
    """Return whether the twin has not been there yet: only begun, left out before, or failed at first.

    What we made ourselves was copied from the twin, which therefore was there and is gone.
    """
    if pair.state is PairState.UNLINKED:
        return False
    made_on = pair.made_on
    return side not in made_on and (side.other in made_on or not pair.base(side.other))


def _made(there: Shown, side: Side) -> Outcome:
    """Return the creation of the twin."""
    change = Change(side=side.other, move=Move.CREATE, fields=tuple(there.digests))
    return Outcome(changes=(change,), standing=Standing.AGREED)
