"""The whole small input space of decide, a mirror for it, and a world of two items to carry outcomes out in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain, product

from sync_core.reconcile.decide import (
    Change,
    Lost,
    Move,
    OnDelete,
    Outcome,
    Reconciliation,
    Shown,
    Standing,
    Winner,
    decide,
)
from sync_core.reconcile.pairs import FieldDigests, Intent, Pair, PairKey, PairState, Writing
from sync_core.reconcile.sides import Side

VALUES = ("", "a", "b")
"""Three are enough for a base and two edits that differ; one of them is blank."""
F, G = "f", "g"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
_WRITINGS = {Move.CREATE: Writing.CREATE, Move.UPDATE: Writing.UPDATE}


@dataclass(frozen=True, slots=True)
class Case:
    """One input of decide."""

    items: Mapping[Side, FieldDigests | None]
    pair: Pair | None
    rules: Reconciliation
    newer: Side = Side.OUTLOOK
    """Which item its system says was changed last."""

    def shown(self, side: Side) -> Shown | None:
        """Return one side's item."""
        digests = self.items[side]
        at = NOON + timedelta(minutes=side is self.newer)
        return None if digests is None else Shown(digests=digests, modified_at=at)

    def decided(self) -> Outcome:
        """Return what decide makes of it."""
        return decide(self.shown(Side.OUTLOOK), self.shown(Side.CRM), self.pair, self.rules)

    @property
    def winner(self) -> Side:
        """The side whose value stays where both changed."""
        by_rule = {Winner.OUTLOOK: Side.OUTLOOK, Winner.CRM: Side.CRM, Winner.NEWEST: self.newer}
        return by_rule[self.rules.winner]

    def may_be_ours(self, side: Side, name: str) -> bool:
        """Return whether what a side shows in a field was put there by a write we began."""
        value = (self.items[side] or {}).get(name, "")
        intents = self.pair.intents if self.pair else ()
        return any(i.side is side and i.digests.get(name) == value for i in intents)

    def is_edited(self, side: Side, name: str) -> bool:
        """Return whether a side shows in a field what neither was agreed nor is our own doing."""
        if self.pair is None:
            return True
        agreed = self.pair.base(side)
        value = (self.items[side] or {}).get(name, "")
        if agreed and agreed[name] == value:
            return False
        return not (self.may_be_ours(side, name) or self.was_copied(side, name))

    def was_copied(self, side: Side, name: str) -> bool:
        """Return whether the twin, which is there, was made by us from what a side still shows in a field."""
        if self.pair is None or self.items[side.other] is None:
            return False
        value, other = ((self.items[s] or {}).get(name, "") for s in (side, side.other))
        if self.pair.base(side.other).get(name) == other:
            return False
        made = (i for i in self.pair.intents if i.writing is Writing.CREATE)
        return any(i.side is side.other and i.digests.get(name) == value for i in made)


def items_of_one_field() -> Iterator[FieldDigests | None]:
    """Yield an absent item, and one of each value."""
    yield None
    for value in VALUES:
        yield {F: value}


def intents_of_one_field() -> Iterator[tuple[Intent, ...]]:
    """Yield no write begun, and each kind of write begun on either side."""
    yield ()
    for side in Side:
        yield (Intent(side=side, writing=Writing.DELETE),)
        for writing, value in product((Writing.CREATE, Writing.UPDATE), VALUES):
            yield (Intent(side=side, writing=writing, digests={F: value}),)


def pairs_of_one_field() -> Iterator[Pair | None]:
    """Yield nothing remembered, and every base (a side may store a value its own way), state and intent.

    A pair that is left out or failed is decided like a linked one, which a test of its own shows.
    """
    states = (PairState.LINKED, PairState.UNLINKED)
    yield None
    bases: list[tuple[FieldDigests, FieldDigests]] = [({}, {})]
    bases += [({F: o}, {F: c}) for o, c in product(VALUES, VALUES)]
    for state, (outlook, crm), intents in product(states, bases, intents_of_one_field()):
        yield Pair(
            key=PairKey("k"), state=state, outlook_base=outlook, crm_base=crm, intents=intents
        )


def rules_for_both() -> Iterator[tuple[Reconciliation, Side]]:
    """Yield the rules that matter where both items are there, and which of these is newer."""
    ways: tuple[Mapping[str, Side], ...] = ({}, {F: Side.OUTLOOK}, {F: Side.CRM})
    winners = (
        *product((Winner.OUTLOOK, Winner.CRM), (Side.CRM,)),
        *product((Winner.NEWEST,), Side),
    )
    for (winner, newer), way in product(winners, ways):
        yield Reconciliation(winner=winner, one_way=way), newer


def rules_for_one() -> Iterator[Reconciliation]:
    """Yield the rules that matter where one item is there."""
    for edit_survives, outlook, crm in product((True, False), OnDelete, OnDelete):
        yield Reconciliation(
            edit_survives=edit_survives, on_delete={Side.OUTLOOK: outlook, Side.CRM: crm}
        )


@cache
def cases_of_both() -> tuple[Case, ...]:
    """Return every case of one field in which both items are there."""
    there = [item for item in items_of_one_field() if item is not None]
    return tuple(
        Case({Side.OUTLOOK: outlook, Side.CRM: crm}, pair, rules, newer)
        for outlook, crm, pair in product(there, there, pairs_of_one_field())
        for rules, newer in rules_for_both()
    )


@cache
def cases_of_one() -> tuple[Case, ...]:
    """Return every case of one field in which one item, or none, is there."""
    return tuple(
        Case({Side.OUTLOOK: outlook, Side.CRM: crm}, pair, rules)
        for outlook, crm in product(items_of_one_field(), items_of_one_field())
        if outlook is None or crm is None
        for pair, rules in product(pairs_of_one_field(), rules_for_one())
    )


def cases_of_one_field() -> Iterator[Case]:
    """Yield them all."""
    return chain(cases_of_both(), cases_of_one())


def mirrored(case: Case) -> Case:
    """Return the case with its sides swapped, in what is shown, remembered and ruled."""
    pair, rules = case.pair, case.rules
    if pair is not None:
        intents = tuple(replace(i, side=i.side.other) for i in pair.intents)
        pair = replace(
            pair, outlook_base=pair.crm_base, crm_base=pair.outlook_base, intents=intents
        )
    winners = {Winner.OUTLOOK: Winner.CRM, Winner.CRM: Winner.OUTLOOK}
    swapped = replace(
        rules,
        winner=winners.get(rules.winner, rules.winner),
        on_delete={side.other: what for side, what in rules.on_delete.items()},
        one_way={name: side.other for name, side in rules.one_way.items()},
    )
    items = {side: case.items[side.other] for side in Side}
    return Case(items, pair, swapped, case.newer.other)


def mirror_of(outcome: Outcome) -> Outcome:
    """Return an outcome with its sides swapped, in one fixed order."""
    return in_order(
        Outcome(
            changes=tuple(replace(c, side=c.side.other) for c in outcome.changes),
            standing=outcome.standing,
            lost=tuple(replace(x, side=x.side.other) for x in outcome.lost),
        )
    )


def in_order(outcome: Outcome) -> Outcome:
    """Return an outcome with its changes and losses in one fixed order."""

    def by_change(change: Change) -> tuple[str, str]:
        return change.side, change.move

    def by_lost(lost: Lost) -> tuple[str, str]:
        return lost.field, lost.side

    return replace(
        outcome,
        changes=tuple(sorted(outcome.changes, key=by_change)),
        lost=tuple(sorted(outcome.lost, key=by_lost)),
    )


def intended(case: Case, outcome: Outcome) -> Case:
    """Return the case as it is remembered before anything of the outcome is written."""
    if not outcome.changes:
        return case
    pair = case.pair or Pair(key=PairKey("k"), state=PairState.LINKED)
    intents = tuple(
        Intent(
            side=c.side,
            writing=_WRITINGS.get(c.move, Writing.DELETE),
            digests={n: (case.items[c.side.other] or {})[n] for n in c.fields},
        )
        for c in outcome.changes
    )
    return replace(case, pair=replace(pair, intents=intents))


def written(case: Case, changes: tuple[Change, ...]) -> Case:
    """Return the case with some changes carried out; nothing is remembered of it."""
    items = dict(case.items)
    for change in changes:
        source = case.items[change.side.other] or {}
        if change.move is Move.DELETE:
            items[change.side] = None
        elif change.move is not Move.CANCEL:
            there = items[change.side] or {}
            items[change.side] = {**there, **{name: source[name] for name in change.fields}}
    return replace(case, items=items)


def remembered(case: Case, standing: Standing) -> Case:
    """Return the case with what is remembered once the changes are done."""
    pair = case.pair or Pair(key=PairKey("k"), state=PairState.LINKED)
    if standing is Standing.FORGOTTEN:
        return replace(case, pair=None)
    if standing is Standing.UNLINKED:
        return replace(case, pair=replace(pair, state=PairState.UNLINKED, intents=()))
    if standing is Standing.AGREED:
        outlook, crm = (case.items[side] for side in (Side.OUTLOOK, Side.CRM))
        return replace(case, pair=pair.agreed(outlook or {}, crm or {}))
    return case


def carried_out(case: Case) -> tuple[Case, Outcome]:
    """Return the case after its outcome was written and remembered, and the outcome."""
    outcome = case.decided()
    done = written(intended(case, outcome), outcome.changes)
    return remembered(done, outcome.standing), outcome
