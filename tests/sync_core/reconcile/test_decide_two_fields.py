"""decide over two fields: each is decided by itself, and edits of different fields are merged."""

from collections.abc import Iterator
from itertools import product

from sync_core.reconcile.decide import Move, OnDelete, Outcome, Reconciliation, Standing, Winner
from sync_core.reconcile.pairs import FieldDigests, Intent, Pair, PairKey, PairState, Writing
from sync_core.reconcile.sides import Side
from tests.sync_core.reconcile.space import (
    VALUES,
    Case,
    F,
    G,
    carried_out,
    in_order,
    mirror_of,
    mirrored,
)

_BOTH: tuple[FieldDigests, ...] = tuple({F: f, G: g} for f, g in product(VALUES, VALUES[1:]))
"""The second field takes two values: enough to differ, since each field is decided by itself."""


def _intents() -> Iterator[tuple[Intent, ...]]:
    """Yield no write begun; one of one field or both on either side; and one of each field across."""
    yield ()
    values: list[FieldDigests] = [{F: v} for v in VALUES]
    for side, digests in product(Side, [*values, *_BOTH]):
        yield (Intent(side=side, writing=Writing.UPDATE, digests=digests),)
    for f, g in product(VALUES, VALUES[1:]):
        to_outlook = Intent(side=Side.OUTLOOK, writing=Writing.UPDATE, digests={F: f})
        yield (to_outlook, Intent(side=Side.CRM, writing=Writing.UPDATE, digests={G: g}))


def _pairs() -> Iterator[Pair | None]:
    yield None
    for base, intents in product(_BOTH, _intents()):
        yield Pair(
            key=PairKey("k"),
            state=PairState.LINKED,
            outlook_base=base,
            crm_base=base,
            intents=intents,
        )


def _cases_of_both() -> Iterator[Case]:
    rules = [
        Reconciliation(winner=winner, one_way=way)
        for winner in (Winner.OUTLOOK, Winner.CRM)
        for way in ({}, {F: Side.CRM})
    ]
    for outlook, crm, pair, by in product(_BOTH, _BOTH, _pairs(), rules):
        yield Case({Side.OUTLOOK: outlook, Side.CRM: crm}, pair, by)


def _of_field(case: Case, name: str) -> Case:
    """Return the same case as if there were one field only."""
    pair = case.pair
    if pair is not None:
        pair = Pair(
            key=pair.key,
            state=pair.state,
            outlook_base={name: pair.outlook_base[name]},
            crm_base={name: pair.crm_base[name]},
            intents=tuple(
                Intent(side=i.side, writing=i.writing, digests={name: i.digests[name]})
                for i in pair.intents
                if name in i.digests
            ),
        )
    items = {side: {name: (item or {})[name]} for side, item in case.items.items()}
    return Case(items, pair, case.rules, case.newer)


def _fields_to(outcome: Outcome, side: Side) -> set[str]:
    return {name for c in outcome.changes if c.side is side for name in c.fields}


def test_each_field_is_decided_as_if_it_were_alone() -> None:
    for case in _cases_of_both():
        together = case.decided()
        parts = [_of_field(case, name).decided() for name in (F, G)]
        for side in Side:
            apart = set().union(*(_fields_to(part, side) for part in parts))
            assert _fields_to(together, side) == apart, case
        assert set(together.lost) == {lost for part in parts for lost in part.lost}, case


def test_at_most_one_write_a_side_and_nothing_more_to_do_afterwards() -> None:
    for case in _cases_of_both():
        after, outcome = carried_out(case)
        assert len({c.side for c in outcome.changes}) == len(outcome.changes), case
        assert after.decided().changes == (), case


def test_swapping_the_sides_swaps_the_outcome_of_two_fields() -> None:
    for case in _cases_of_both():
        assert in_order(mirrored(case).decided()) == mirror_of(case.decided()), case


def test_edits_of_different_fields_are_merged_whoever_wins() -> None:
    base = {F: "a", G: "a"}
    pair = Pair(key=PairKey("k"), state=PairState.LINKED, outlook_base=base, crm_base=base)
    for winner in Winner:
        items: dict[Side, FieldDigests | None] = {
            Side.OUTLOOK: {F: "b", G: "a"},
            Side.CRM: {F: "a", G: "b"},
        }
        after, outcome = carried_out(Case(items, pair, Reconciliation(winner=winner)))

        assert after.items == {Side.OUTLOOK: {F: "b", G: "b"}, Side.CRM: {F: "b", G: "b"}}
        assert outcome.lost == ()


def test_one_edited_field_of_two_survives_the_deletion_whole() -> None:
    rules = Reconciliation(on_delete=dict.fromkeys(Side, OnDelete.DELETE))
    for base, now in product(_BOTH, _BOTH):
        pair = Pair(key=PairKey("k"), state=PairState.LINKED, outlook_base=base, crm_base=base)
        outcome = Case({Side.OUTLOOK: now, Side.CRM: None}, pair, rules).decided()
        (change,) = outcome.changes

        if now == base:
            assert (change.side, change.move) == (Side.OUTLOOK, Move.DELETE)
            assert outcome.standing is Standing.FORGOTTEN
        else:
            assert (change.side, change.move, change.fields) == (Side.CRM, Move.CREATE, (F, G))
