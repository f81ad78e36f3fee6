"""decide over its whole input space of one field: every item, base, intent, state and rule."""

from collections import Counter
from dataclasses import replace

import pytest

from sync_core.reconcile.decide import Lost, Move, OnDelete, Standing
from sync_core.reconcile.pairs import Intent, Pair, PairKey, PairState, Writing
from sync_core.reconcile.sides import Side
from tests.sync_core.reconcile.space import (
    VALUES,
    Case,
    F,
    carried_out,
    cases_of_both,
    cases_of_one,
    cases_of_one_field,
    in_order,
    intended,
    mirror_of,
    mirrored,
    written,
)

pytestmark = pytest.mark.slow

DESTROYS = (Move.DELETE, Move.CANCEL)


def is_unlinked(case: Case) -> bool:
    return case.pair is not None and case.pair.state is PairState.UNLINKED


def was_there(case: Case, side: Side) -> bool:
    """Return whether a side's item is known to have been there: agreed on, or copied from by a creation of ours."""
    pair = case.pair
    if pair is None:
        return False
    copied = any(i.side is side.other and i.writing is Writing.CREATE for i in pair.intents)
    return copied or bool(pair.base(side))


def test_the_whole_space_is_walked_and_every_outcome_reached() -> None:
    cases = 0
    reached: Counter[tuple[str, ...]] = Counter()
    for case in cases_of_one_field():
        outcome = case.decided()
        moves = tuple(f"{c.move} {c.side}" for c in outcome.changes)
        reached[(outcome.standing, "lost" if outcome.lost else "", *moves)] += 1
        cases += 1

    assert cases == 9 * 301 * 12 + 7 * 301 * 18
    kept = {("as_it_was", ""), ("agreed", ""), ("unlinked", ""), ("forgotten", "")}
    each = {
        known
        for side in Side
        for known in (
            ("agreed", "", f"create {side}"),
            ("agreed", "", f"update {side}"),
            ("agreed", "lost", f"update {side}"),
            ("unlinked", "", f"cancel {side}"),
            ("forgotten", "", f"delete {side}"),
            ("forgotten", "lost", f"delete {side}"),
        )
    }
    assert set(reached) == kept | each


def test_a_pair_that_is_left_out_or_failed_is_decided_like_a_linked_one() -> None:
    for case in cases_of_one_field():
        if case.pair is not None and case.pair.state is PairState.LINKED:
            for state in (PairState.LEFT_OUT, PairState.FAILED):
                other = replace(case, pair=replace(case.pair, state=state))
                assert other.decided() == case.decided(), other


def test_swapping_the_sides_swaps_the_outcome() -> None:
    for case in cases_of_one_field():
        assert in_order(mirrored(case).decided()) == mirror_of(case.decided()), case


def test_an_outcome_carried_out_leaves_nothing_more_to_do() -> None:
    for case in cases_of_one_field():
        after, first = carried_out(case)
        again = after.decided()

        assert again.changes == (), (case, first, again)
        assert again.lost == (), (case, first, again)
        assert again.standing in (Standing.AS_IT_WAS, first.standing), (case, first, again)


def test_equal_values_are_never_written() -> None:
    for case in cases_of_both():
        if case.items[Side.OUTLOOK] == case.items[Side.CRM]:
            assert case.decided().changes == (), case


def test_a_value_gives_way_only_to_the_winner_and_is_named() -> None:
    for case in cases_of_both():
        outcome = case.decided()
        for change in outcome.changes:
            there = case.items[change.side]
            assert there is not None
            lost = Lost(field=F, side=change.side, digest=there[F])
            is_copied_by_rule = case.rules.one_way.get(F, case.winner.other) is change.side
            if case.is_edited(change.side, F):
                assert lost in outcome.lost, case
                assert is_copied_by_rule, case
            else:
                assert outcome.lost == (), case


def test_a_field_changed_on_one_side_alone_is_copied_whoever_wins() -> None:
    for case in cases_of_both():
        changed = [side for side in Side if case.is_edited(side, F)]
        is_equal = case.items[Side.OUTLOOK] == case.items[Side.CRM]
        if len(changed) != 1 or is_equal or case.rules.one_way:
            continue
        if case.may_be_ours(changed[0].other, F) or not case.is_edited(changed[0].other, F):
            assert [c.side for c in case.decided().changes] == [changed[0].other], case


def test_twins_are_equal_afterwards_unless_a_rule_or_a_sides_own_way_keeps_them_apart() -> None:
    for case in cases_of_both():
        after, _ = carried_out(case)
        if after.items[Side.OUTLOOK] == after.items[Side.CRM]:
            continue
        assert after.items == case.items, case
        assert _is_as_agreed(case) or case.rules.one_way, case


def test_a_field_that_flows_one_way_is_never_written_on_the_other_side() -> None:
    for case in cases_of_both():
        for name, only in case.rules.one_way.items():
            for change in case.decided().changes:
                assert change.side is only or name not in change.fields, case


def test_both_there_is_never_a_creation_or_a_deletion() -> None:
    for case in cases_of_both():
        assert {c.move for c in case.decided().changes} <= {Move.UPDATE}, case


def test_nothing_is_destroyed_unless_its_twin_was_there_and_is_gone() -> None:
    for case in cases_of_one_field():
        for change in case.decided().changes:
            if change.move in DESTROYS:
                assert case.items[change.side.other] is None, case
                assert case.items[change.side] is not None, case
                assert was_there(case, change.side.other), case
                assert not is_unlinked(case), case
                assert case.rules.on_delete[change.side] is not OnDelete.KEEP, case


def test_what_was_parted_is_neither_made_nor_destroyed() -> None:
    for case in cases_of_one_field():
        if is_unlinked(case):
            moves = {c.move for c in case.decided().changes}
            assert moves <= {Move.UPDATE}, case


def test_an_edit_survives_a_deletion_where_the_policy_says_so() -> None:
    for case in cases_of_one():
        for side in Side:
            if case.items[side] is None or not was_there(case, side.other) or is_unlinked(case):
                continue
            if case.is_edited(side, F) and case.rules.edit_survives:
                made = [(c.side, c.move, c.fields) for c in case.decided().changes]
                assert made == [(side.other, Move.CREATE, (F,))], case


def test_an_edit_that_a_deletion_takes_away_is_named() -> None:
    for case in cases_of_one():
        outcome = case.decided()
        for change in outcome.changes:
            if change.move is Move.DELETE:
                digests = case.items[change.side] or {}
                lost = (Lost(field=F, side=change.side, digest=digests[F]),)
                assert outcome.lost == (lost if case.is_edited(change.side, F) else ()), case


def test_our_own_write_is_no_users_edit() -> None:
    for case in cases_of_one():
        for side in Side:
            if case.items[side] is None or not case.may_be_ours(side, F) or is_unlinked(case):
                continue
            if was_there(case, side.other) and not _is_making(case, side.other):
                assert all(c.move in DESTROYS for c in case.decided().changes), case


def _is_making(case: Case, side: Side) -> bool:
    intents = case.pair.intents if case.pair else ()
    made = {i.side for i in intents if i.writing is Writing.CREATE}
    return side in made and side.other not in made


def test_a_crash_before_or_after_a_write_makes_no_difference() -> None:
    for case in _without_intents():
        outcome = case.decided()
        expected, _ = carried_out(case)
        for done in ((), outcome.changes):
            crashed = written(intended(case, outcome), done)
            after, second = carried_out(crashed)
            assert after.items == expected.items, (case, outcome, done, second)


def test_an_edit_after_a_lost_answer_is_copied_and_nothing_is_lost() -> None:
    """Save where it brings back just what was agreed, each side in its own way: that is no edit."""
    for case in _without_intents():
        outcome = case.decided()
        for change in outcome.changes:
            if change.move in DESTROYS or is_unlinked(case):
                continue
            crashed = written(intended(case, outcome), (change,))
            source = change.side.other
            for value in VALUES:
                edited = replace(crashed, items={**crashed.items, source: {F: value}})
                if _is_as_agreed(edited):
                    continue
                after, second = carried_out(edited)
                assert after.items == {source: {F: value}, change.side: {F: value}}, (case, value)
                assert second.lost == (), (case, value)


def test_what_was_deleted_after_its_copys_answer_was_lost_is_not_made_again() -> None:
    for case in _without_intents():
        outcome = case.decided()
        for change in outcome.changes:
            if change.move is Move.CREATE:
                crashed = written(intended(case, outcome), (change,))
                gone = replace(crashed, items={**crashed.items, change.side.other: None})
                assert all(c.move in DESTROYS for c in gone.decided().changes), gone


def test_a_creation_begun_and_not_found_is_done_again() -> None:
    begun = Intent(side=Side.CRM, writing=Writing.CREATE, digests={F: "a"})
    pair = Pair(key=PairKey("k"), state=PairState.LINKED, intents=(begun,))
    for case in cases_of_one():
        if case.items[Side.OUTLOOK] is not None:
            made = replace(case, pair=pair).decided().changes
            assert [(c.side, c.move) for c in made] == [(Side.CRM, Move.CREATE)]


def _is_as_agreed(case: Case) -> bool:
    """Return whether each side shows just what it did when both last agreed."""
    pair = case.pair
    return pair is not None and all(pair.base(side) == case.items[side] for side in Side)


def _without_intents() -> list[Case]:
    return [c for c in cases_of_one_field() if c.pair is None or not c.pair.intents]
