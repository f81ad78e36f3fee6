"""What every Memory does with the pairs of a stream and with a plan that waits for a person."""

from dataclasses import replace

import pytest

from flows.ports.memory import Memory
from flows.ports.remembrance import Remembrance
from sync_core import limits
from sync_core.failures import LeaseLost
from sync_core.reconcile.brakes import Answers
from sync_core.reconcile.pairs import Pair, PairKey, PairState
from tests.contracts.memory_rows import ANNA, BOB, LIVE, NOW, after, refused, seen, taken
from tests.contracts.pair_rows import CALENDAR, fingerprint, fullest, pair, pair_key, plan


def by_key(*pairs: Pair) -> tuple[Pair, ...]:
    """Return pairs in the order in which a memory tells them."""
    return tuple(sorted(pairs, key=lambda one: one.key))


async def kept(memory: Memory, *pairs: Pair, run: str = "run-0") -> None:
    """Write pairs of Anna's calendar under a lease of their own."""
    lease = await taken(memory, run, stream=CALENDAR)
    lease = await memory.remember(lease, Remembrance(pairs=pairs), NOW)
    await memory.release(lease, None)


async def holding(memory: Memory, count: int, plan_id: str = "plan-1") -> None:
    """Hold a plan for Anna's calendar under a lease of its own."""
    lease = await taken(memory, f"run-{plan_id}", stream=CALENDAR)
    await memory.hold(lease, plan(count, plan_id))
    await memory.release(lease, None)


class PairContract:
    """An item and its twin."""

    async def test_a_mailbox_that_was_never_read_has_no_pairs(self, memory: Memory) -> None:
        assert await memory.pairs(ANNA, CALENDAR) == ()

    async def test_every_field_of_a_pair_comes_back_as_it_was(self, memory: Memory) -> None:
        bare = Pair(key=PairKey("new.00ff"), state=PairState.LEFT_OUT)
        one_sided = replace(pair(2), crm_base={})
        other_sided = replace(pair(3), outlook_base={})
        told = (pair(1), one_sided, other_sided, fullest(4), bare)
        await kept(memory, *told)
        assert await memory.pairs(ANNA, CALENDAR) == by_key(*told)

    async def test_a_question_about_some_items_is_answered_with_their_pairs_and_the_unfinished(
        self, memory: Memory
    ) -> None:
        odd = replace(pair(4), outlook="AAMk/AGE+ä'=", crm="")
        slot = replace(pair(5), series=pair(3).outlook)
        begun = replace(pair(6), intents=fullest(6).intents[1:2])
        waits = Pair(key=PairKey("new.00ff"), state=PairState.LEFT_OUT, crm="event/9 'x'")
        some = (pair(1), pair(2), pair(3), odd, slot, begun, waits, pair(7), fullest(8))
        await kept(memory, *some)

        async def about(*ids: str, keys: tuple[PairKey, ...] = ()) -> tuple[Pair, ...]:
            found = await memory.pairs_about(ANNA, CALENDAR, ids, keys)
            return tuple(p for p in found if p not in (begun, fullest(8)))

        assert len(await memory.pairs_about(ANNA, CALENDAR, (), ())) == 2
        assert await about(pair(1).outlook, pair(2).crm) == by_key(pair(1), pair(2))
        assert await about(pair(3).outlook) == by_key(pair(3), slot)
        assert await about(odd.outlook, waits.crm) == by_key(odd, waits)
        assert await about("unknown", keys=(pair_key(7), pair_key(99))) == (pair(7),)
        assert await about(keys=(waits.key,)) == (waits,)

    async def test_a_question_about_too_many_items_is_refused(self, memory: Memory) -> None:
        with pytest.raises(ValueError, match="4 ids and 0 keys"):
            await memory.pairs_about(ANNA, CALENDAR, ("a", "b", "c", "d"), ())

    async def test_a_pair_replaces_the_one_of_its_key_whole(self, memory: Memory) -> None:
        await kept(memory, fullest(1), pair(2))
        unlinked = Pair(key=pair_key(1), state=PairState.UNLINKED)
        await kept(memory, unlinked)
        assert await memory.pairs(ANNA, CALENDAR) == by_key(unlinked, pair(2))

    async def test_of_two_pairs_of_one_key_in_a_step_the_later_stays(self, memory: Memory) -> None:
        await kept(memory, fullest(1), pair(1))
        assert await memory.pairs(ANNA, CALENDAR) == (pair(1),)

    async def test_a_parted_pair_is_forgotten_and_the_others_stay(self, memory: Memory) -> None:
        await kept(memory, pair(1), pair(2))
        lease = await taken(memory, "run-1", stream=CALENDAR)
        gone = (pair_key(1), pair_key(9))  # the second was never there
        await memory.remember(lease, Remembrance(parted=gone, cursors={"calendar": "d1"}), NOW)
        assert await memory.pairs(ANNA, CALENDAR) == (pair(2),)
        assert await memory.cursors(ANNA, "calendar") == {"calendar": "d1"}

    async def test_a_pair_written_and_parted_in_one_step_stays(self, memory: Memory) -> None:
        lease = await taken(memory, stream=CALENDAR)
        await memory.remember(lease, Remembrance(pairs=(pair(1),), parted=(pair_key(1),)), NOW)
        assert await memory.pairs(ANNA, CALENDAR) == (pair(1),)

    async def test_a_key_changes_by_parting_the_old_and_writing_the_new(
        self, memory: Memory
    ) -> None:
        waiting = replace(pair(1), key=PairKey("new.00ff"))
        await kept(memory, waiting)
        lease = await taken(memory, "run-1", stream=CALENDAR)
        step = Remembrance(pairs=(pair(1),), parted=(waiting.key,))
        await memory.remember(lease, step, NOW)
        assert await memory.pairs(ANNA, CALENDAR) == (pair(1),)

    async def test_a_thousand_pairs_come_back_by_key(self, memory: Memory) -> None:
        pairs = [pair(number) for number in range(1_003)]
        await kept(memory, *pairs)
        assert await memory.pairs(ANNA, CALENDAR) == by_key(*pairs)

    async def test_pairs_belong_to_the_stream_of_the_lease_and_to_its_mailbox(
        self, memory: Memory
    ) -> None:
        await kept(memory, pair(1))
        other = await taken(memory, "run-1", BOB, CALENDAR)
        await memory.remember(other, Remembrance(pairs=(pair(2),)), NOW)
        live = await taken(memory, "run-2")
        await memory.remember(live, Remembrance(parted=(pair_key(1),)), NOW)
        assert await memory.pairs(ANNA, CALENDAR) == (pair(1),)
        assert await memory.pairs(BOB, CALENDAR) == (pair(2),)
        assert await memory.pairs(ANNA, LIVE) == ()

    async def test_a_step_of_every_kind_is_written_whole(self, memory: Memory) -> None:
        await kept(memory, pair(300))
        lease = await taken(memory, "run-1", stream=CALENDAR)
        step = Remembrance(
            seen=tuple(seen(number) for number in range(60)),
            pairs=tuple(pair(number) for number in range(120)),
            parted=(pair_key(300),),
            cursors={"calendar": "d2"},
        )
        await memory.remember(lease, step, NOW)
        assert len(await memory.seen(ANNA, [row.key for row in step.seen])) == 60
        assert await memory.pairs(ANNA, CALENDAR) == by_key(*step.pairs)
        assert await memory.cursors(ANNA, "") == {"calendar": "d2"}

    async def test_a_run_that_lost_its_lease_writes_and_parts_no_pair(self, memory: Memory) -> None:
        await kept(memory, pair(1))
        lost = await taken(memory, "run-1", stream=CALENDAR)
        await taken(memory, "run-2", stream=CALENDAR, now=after(301))
        step = Remembrance(pairs=(fullest(2),), parted=(pair_key(1),), cursors={"calendar": "d"})
        with pytest.raises(LeaseLost):
            await memory.remember(lost, step, after(302))
        assert await memory.pairs(ANNA, CALENDAR) == (pair(1),)
        assert await memory.cursors(ANNA, "") == {}


class HeldPlanContract:
    """A plan that waits for a person."""

    async def test_nothing_is_held_at_first(self, memory: Memory) -> None:
        assert await memory.held(ANNA, CALENDAR) is None
        lease = await taken(memory, stream=CALENDAR)
        await memory.hold(lease, None)
        assert await memory.held(ANNA, CALENDAR) is None

    async def test_a_plan_of_seventy_thousand_actions_and_its_answers_come_back(
        self, memory: Memory
    ) -> None:
        count = limits.HELD_ACTIONS_MAX
        most = plan(count)
        await holding(memory, count)
        assert await memory.held(ANNA, CALENDAR) == most
        answers = Answers(
            approved=frozenset(most.fingerprints[:40_000]),
            rejected=frozenset(most.fingerprints[40_000:]),
        )
        assert await memory.answer_held(ANNA, CALENDAR, "plan-1", answers, "user-1", after(9))
        assert await memory.held(ANNA, CALENDAR) == replace(
            most, answers=answers, answered_at=after(9), answered_by="user-1"
        )

    async def test_an_answered_plan_is_held_with_its_answers(self, memory: Memory) -> None:
        answers = Answers(approved=frozenset({fingerprint(1), fingerprint(77)}))
        told = replace(plan(3), answers=answers, answered_at=NOW, answered_by="user-1", brakes=())
        await memory.hold(await taken(memory, stream=CALENDAR), told)
        assert await memory.held(ANNA, CALENDAR) == told

    async def test_a_plan_replaces_the_former_one_and_none_ends_it(self, memory: Memory) -> None:
        await holding(memory, 3)
        await memory.answer_held(
            ANNA,
            CALENDAR,
            "plan-1",
            Answers(approved=frozenset({fingerprint(1)})),
            "user-1",
            NOW,
        )
        lease = await taken(memory, "run-1", stream=CALENDAR)
        await memory.hold(lease, plan(40, "plan-2"))
        assert await memory.held(ANNA, CALENDAR) == plan(40, "plan-2")
        await memory.hold(lease, None)
        assert await memory.held(ANNA, CALENDAR) is None

    async def test_a_plan_held_anew_keeps_the_answer_its_run_has_not_seen(
        self, memory: Memory
    ) -> None:
        await holding(memory, 3)
        yes = Answers(approved=frozenset({fingerprint(1)}))
        await memory.answer_held(ANNA, CALENDAR, "plan-1", yes, "user-1", after(5))
        await holding(memory, 2)
        assert await memory.held(ANNA, CALENDAR) == replace(
            plan(2), answers=yes, answered_at=after(5), answered_by="user-1"
        )

    async def test_an_answer_to_another_plan_changes_nothing(self, memory: Memory) -> None:
        answers = Answers(approved=frozenset({fingerprint(1)}))
        assert not await memory.answer_held(ANNA, CALENDAR, "plan-1", answers, "user-1", NOW)
        await holding(memory, 3, "plan-2")
        assert not await memory.answer_held(ANNA, CALENDAR, "plan-1", answers, "user-1", NOW)
        assert not await memory.answer_held(BOB, CALENDAR, "plan-2", answers, "user-1", NOW)
        assert not await memory.answer_held(ANNA, LIVE, "plan-2", answers, "user-1", NOW)
        assert await memory.held(ANNA, CALENDAR) == plan(3, "plan-2")

    async def test_answers_add_up_and_of_one_action_the_later_holds(self, memory: Memory) -> None:
        await holding(memory, 4)
        a, b, c, d = (fingerprint(number) for number in range(4))
        first = Answers(approved=frozenset({a, b}), rejected=frozenset({c}))
        second = Answers(approved=frozenset({c, d}), rejected=frozenset({b}))
        await memory.answer_held(ANNA, CALENDAR, "plan-1", first, "user-1", after(1))
        await memory.answer_held(ANNA, CALENDAR, "plan-1", second, "user-2", after(2))
        assert await memory.held(ANNA, CALENDAR) == replace(
            plan(4),
            answers=Answers(approved=frozenset({a, c, d}), rejected=frozenset({b})),
            answered_at=after(2),
            answered_by="user-2",
        )

    async def test_a_run_that_lost_its_lease_holds_and_ends_nothing(self, memory: Memory) -> None:
        await holding(memory, 3)
        lost = await taken(memory, "run-1", stream=CALENDAR)
        await taken(memory, "run-2", stream=CALENDAR, now=after(301))
        for told in (plan(9, "plan-2"), None):
            with pytest.raises(LeaseLost):
                await memory.hold(lost, told)
        assert await memory.held(ANNA, CALENDAR) == plan(3)

    async def test_nothing_is_ended_under_a_lost_lease_where_nothing_is_held(
        self, memory: Memory
    ) -> None:
        lost = await taken(memory, "run-1", stream=CALENDAR)
        await taken(memory, "run-2", stream=CALENDAR, now=after(301))
        with pytest.raises(LeaseLost):
            await memory.hold(lost, None)

    async def test_a_run_goes_on_under_its_lease_after_holding(self, memory: Memory) -> None:
        lease = await taken(memory, "run-1", stream=CALENDAR)
        await memory.hold(lease, plan(3))
        await refused(memory, "run-2", after(1), CALENDAR)
        lease = await memory.remember(lease, Remembrance(pairs=(pair(1),)), after(2))
        assert await memory.pairs(ANNA, CALENDAR) == (pair(1),)
        assert (await memory.release(lease, None)).is_dirty

    async def test_holding_a_plan_keeps_the_lease_no_longer(self, memory: Memory) -> None:
        lease = await taken(memory, "run-1", stream=CALENDAR)
        await memory.hold(lease, plan(3))
        assert (await taken(memory, "run-2", stream=CALENDAR, now=after(301))).run == "run-2"

    async def test_a_forgotten_mailbox_leaves_no_pair_and_no_plan(self, memory: Memory) -> None:
        await kept(memory, *(pair(number) for number in range(120)))
        await holding(memory, 3)
        other = await taken(memory, "run-1", BOB, CALENDAR)
        other = await memory.remember(other, Remembrance(pairs=(pair(1),)), NOW)
        await memory.hold(other, plan(2))
        await memory.forget_mailbox(ANNA)
        assert await memory.pairs(ANNA, CALENDAR) == ()
        assert await memory.held(ANNA, CALENDAR) is None
        assert await memory.pairs(BOB, CALENDAR) == (pair(1),)
        assert await memory.held(BOB, CALENDAR) == plan(2)


class PairsContract(PairContract, HeldPlanContract):
    """The whole of it."""
