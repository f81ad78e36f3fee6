from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from sync_core import limits
from sync_core.reconcile.brakes import (
    SHARE_COUNTS_FROM,
    Answers,
    Brake,
    Thresholds,
    answered,
    brakes_on,
)
from sync_core.reconcile.decide import Move
from sync_core.reconcile.gates import Direction, Gates, pass_gates
from sync_core.reconcile.pairs import PairKey
from sync_core.reconcile.plan import Action, Fingerprint, Plan, Why, Withheld
from sync_core.reconcile.sides import Side
from sync_core.reconcile.weighing import to_hold, weigh

DESTROYS = [Move.DELETE, Move.CANCEL]


def action(number: int = 1, move: Move = Move.UPDATE, **fields: Any) -> Action:
    told: dict[str, Any] = {
        "key": PairKey(f"k{number}"),
        "side": Side.CRM,
        "move": move,
        "why": Why.CHANGED,
        "fingerprint": Fingerprint(f"f{number}"),
    }
    return Action(**{**told, **fields})


def actions(number: int, move: Move = Move.UPDATE, **fields: Any) -> list[Action]:
    return [action(n, move, **fields) for n in range(number)]


def stopped_by(
    those: Sequence[Action],
    known: int = 1_000,
    approved: Sequence[str] = (),
    *,
    is_first_run: bool = False,
    is_side_empty: bool = False,
    approves_first_run: bool = True,
) -> tuple[Brake, ...]:
    thresholds = Thresholds(
        changes_max=100,
        deletes_max=20,
        share_max=0.5,
        outside_people_max=10,
        approves_first_run=approves_first_run,
    )
    return brakes_on(
        Plan(actions=tuple(those), known=known),
        thresholds,
        [Fingerprint(a) for a in approved],
        is_first_run=is_first_run,
        is_side_empty=is_side_empty,
    )


def test_more_changes_than_the_threshold_are_held_and_just_as_many_are_not() -> None:
    assert stopped_by(actions(100)) == ()
    assert stopped_by(actions(101)) == (Brake.TOO_MANY_CHANGES,)


@pytest.mark.parametrize("move", DESTROYS)
def test_more_deletions_than_the_threshold_are_held(move: Move) -> None:
    assert stopped_by(actions(20, move)) == ()
    assert stopped_by(actions(21, move)) == (Brake.TOO_MANY_DELETES,)


def test_more_than_a_share_of_all_events_is_held_from_ten_on() -> None:
    few, some = SHARE_COUNTS_FROM - 1, SHARE_COUNTS_FROM

    assert stopped_by(actions(few), known=few) == ()
    assert stopped_by(actions(some), known=2 * some) == ()
    assert stopped_by(actions(some), known=2 * some - 1) == (Brake.TOO_MANY_CHANGES,)


@pytest.mark.parametrize("move", DESTROYS)
def test_deletions_of_more_than_a_share_of_all_events_are_held_as_deletions(move: Move) -> None:
    few, some = actions(SHARE_COUNTS_FROM - 1, move), actions(SHARE_COUNTS_FROM, move)
    both = (Brake.TOO_MANY_DELETES, Brake.TOO_MANY_CHANGES)

    assert stopped_by(few, known=len(few)) == ()
    assert stopped_by(some, known=2 * len(some)) == ()
    assert stopped_by(some, known=2 * len(some) - 1) == both


@pytest.mark.parametrize("move", DESTROYS)
def test_a_first_run_deletes_no_large_share_though_it_may_change_as_much_as_it_likes(
    move: Move,
) -> None:
    some = SHARE_COUNTS_FROM
    told: dict[str, Any] = {"known": some, "is_first_run": True, "approves_first_run": False}

    assert stopped_by(actions(some), **told) == ()
    assert stopped_by(actions(some, move), **told) == (Brake.TOO_MANY_DELETES,)


def test_new_items_are_no_share_of_those_that_are_there() -> None:
    assert stopped_by(actions(50, move=Move.CREATE), known=20) == ()
    assert stopped_by(actions(101, move=Move.CREATE), known=20) == (Brake.TOO_MANY_CHANGES,)


def test_the_invitation_fuse_counts_people_outside_over_the_whole_plan() -> None:
    assert stopped_by(actions(5, mails_outside=2)) == ()
    assert stopped_by(actions(6, mails_outside=2)) == (Brake.INVITATIONS,)


def test_a_first_run_waits_for_its_preview_unless_the_policy_lets_it_begin() -> None:
    assert stopped_by(actions(500), is_first_run=True) == (Brake.FIRST_RUN,)
    assert stopped_by(actions(500), is_first_run=True, approves_first_run=False) == ()


def test_a_side_that_suddenly_shows_nothing_holds_any_plan() -> None:
    assert stopped_by(actions(1), is_side_empty=True) == (Brake.SIDE_EMPTY,)
    assert stopped_by([], is_side_empty=True) == ()


def test_what_a_person_approved_counts_no_more_but_what_changed_since_does() -> None:
    those = actions(101)
    approved = [a.fingerprint for a in those]

    assert stopped_by(those, approved=approved) == ()
    assert stopped_by(those, approved=[*approved[1:], "of other values"]) == ()
    assert stopped_by(actions(202), approved=approved) == (Brake.TOO_MANY_CHANGES,)


def test_what_is_withheld_anyway_counts_for_no_brake() -> None:
    assert stopped_by(actions(500, mails_outside=1, withheld=Withheld.PREVENTED)) == ()


def test_every_brake_says_what_happened_and_what_is_asked() -> None:
    for brake in Brake:
        assert brake.text.endswith(".")


def test_a_rejected_action_is_not_done_and_an_item_changed_since_is() -> None:
    plan = answered(
        Plan(actions=tuple(actions(3))), Answers(rejected=frozenset({Fingerprint("f1")}))
    )

    assert [a.fingerprint for a in plan.to_do] == ["f0", "f2"]
    assert [a.withheld for a in plan.actions] == [None, Withheld.REJECTED, None]


def test_of_an_action_answered_twice_the_later_answer_holds() -> None:
    one, two = Fingerprint("f1"), Fingerprint("f2")
    first = Answers(approved=frozenset({one}), rejected=frozenset({two}))
    later = Answers(approved=frozenset({two}), rejected=frozenset({one}))

    assert first.amended_by(later) == later
    assert first.amended_by(Answers()) == first


# Gates


def test_prevented_operations_override_everything_else() -> None:
    """They are named even where something else would have withheld the action too."""
    gates = Gates(prevented=frozenset({(Side.CRM, Move.UPDATE)}), direction=Direction.TO_OUTLOOK)
    (passed,) = pass_gates([action(withheld=Withheld.RICH_BODY)], gates)

    assert passed.withheld is Withheld.PREVENTED


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("move", [Move.CREATE, Move.UPDATE, Move.DELETE])
def test_each_operation_is_prevented_on_each_side_by_itself(side: Side, move: Move) -> None:
    gates = Gates(prevented=frozenset({(side, move)}))
    every = [action(side=s, move=m) for s in Side for m in (Move.CREATE, Move.UPDATE, Move.DELETE)]
    stopped = [(a.side, a.move) for a in pass_gates(every, gates) if a.withheld]

    assert stopped == [(side, move)]


def test_to_cancel_is_to_delete_in_outlook_and_to_update_in_the_crm() -> None:
    for side, move in ((Side.OUTLOOK, Move.DELETE), (Side.CRM, Move.UPDATE)):
        (passed,) = pass_gates(
            [action(move=Move.CANCEL, side=side)], Gates(prevented=frozenset({(side, move)}))
        )
        assert passed.withheld is Withheld.PREVENTED


@pytest.mark.parametrize(
    ("direction", "written"),
    [
        (Direction.TWO_WAY, {Side.OUTLOOK, Side.CRM}),
        (Direction.TO_CRM, {Side.CRM}),
        (Direction.TO_OUTLOOK, {Side.OUTLOOK}),
    ],
)
def test_a_direction_lets_writes_through_to_its_side_alone(
    direction: Direction, written: set[Side]
) -> None:
    passed = pass_gates([action(side=side) for side in Side], Gates(direction=direction))

    assert {a.side for a in passed if a.withheld is None} == written
    assert {a.withheld for a in passed} <= {None, Withheld.DIRECTION}


def test_a_side_whose_direction_is_not_due_is_not_written_now() -> None:
    passed = pass_gates(
        [action(side=side) for side in Side], Gates(closed=frozenset({Side.OUTLOOK}))
    )

    assert {a.side: a.withheld for a in passed} == {
        Side.OUTLOOK: Withheld.NOT_DUE,
        Side.CRM: None,
    }


def test_what_did_not_fit_into_a_held_plan_waits_for_the_next_one() -> None:
    """Of a first run too: what was never shown is not approved with what was."""
    count = limits.HELD_ACTIONS_MAX + 2
    those = [action(n, Move.CREATE, fingerprint=Fingerprint(f"{n:016x}")) for n in range(count)]
    whole = Plan(actions=tuple(those), known=0)
    thresholds = Thresholds(
        changes_max=100,
        deletes_max=20,
        share_max=0.5,
        outside_people_max=10,
        approves_first_run=True,
    )
    now = datetime(2026, 3, 4, tzinfo=UTC)
    first = weigh(whole, None, thresholds, is_first_run=True, is_side_empty=False)
    held = to_hold(first, whole, None, "plan-1", now)
    assert len(held.fingerprints) == limits.HELD_ACTIONS_MAX
    told = held.with_answer(Answers(approved=frozenset(held.fingerprints)), "user-1", now)
    second = weigh(whole, told, thresholds, is_first_run=True, is_side_empty=False)

    assert Brake.FIRST_RUN in second.brakes
    assert len(second.plan.to_do) == limits.HELD_ACTIONS_MAX
    assert to_hold(second, whole, told, "plan-2", now).fingerprints == (
        Fingerprint(f"{count - 2:016x}"),
        Fingerprint(f"{count - 1:016x}"),
    )
