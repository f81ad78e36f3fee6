"""Pairs and held plans: what their rows look like, what they cost, and who steps in between."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.storage import StorageAccount
from adapters.storage.limits import check_write
from adapters.storage.memory import TableMemory
from adapters.storage.pair_rows import pair_of, pair_values
from adapters.storage.tables import Refused, TableName, Verb, Write
from flows.meter import Cost, Meter
from flows.ports.remembrance import Remembrance
from sync_core import limits
from sync_core.failures import LeaseLost
from sync_core.reconcile.brakes import Answers
from sync_core.reconcile.pairs import Pair, PairKey, PairState
from tests.adapters.storage.meddling import Crash, Meddled, Meddler, crash_at, once
from tests.contracts.memory_rows import ANNA, DIGESTER, NOW, after, failed, refused, taken
from tests.contracts.pair_rows import CALENDAR, fingerprint, fullest, pair, pair_key, plan
from tests.storage_account import storage_account

YES = Answers(approved=frozenset({fingerprint(1)}))


@pytest.fixture
def meter() -> Meter:
    return Meter()


@pytest.fixture
async def account(azurite: str, meter: Meter) -> AsyncIterator[StorageAccount]:
    async with storage_account(azurite, meter) as account:
        yield account


def meddled(account: StorageAccount, meddler: Meddler) -> TableMemory:
    return TableMemory(Meddled(account, meddler), DIGESTER)


def spent(meter: Meter) -> int:
    return meter.read()[Cost.STORAGE_TRANSACTIONS.value]


def test_a_pair_in_step_takes_a_kilobyte_and_a_half_at_most() -> None:
    write = Write(Verb.PUT, ANNA, f"pair.calendar.{pair_key(1)}", pair_values(pair(1)))
    assert check_write(write) <= 1_536


def test_a_pair_of_a_later_version_is_read() -> None:
    values = {**pair_values(fullest(1)), "colour": "red", "weight": 7}
    assert pair_of(pair_key(1), values) == fullest(1)


def test_a_pair_of_which_only_the_state_is_known_is_read() -> None:
    values = pair_values(Pair(key=PairKey("new.0f"), state=PairState.UNLINKED))
    assert values == {"state": "unlinked"}
    assert pair_of("new.0f", values) == Pair(key=PairKey("new.0f"), state=PairState.UNLINKED)


@pytest.mark.azurite
async def test_a_held_plan_of_a_later_version_is_read(account: StorageAccount) -> None:
    await account.memory.hold(await taken(account.memory, stream=CALENDAR), plan(3))
    later = Write(Verb.MERGE, ANNA, "held.calendar", {"colour": "red"})
    assert not isinstance(await account.table(TableName.MEMORY).write(later), Refused)
    assert await account.memory.held(ANNA, CALENDAR) == plan(3)


@pytest.mark.azurite
async def test_what_pairs_and_plans_cost(account: StorageAccount, meter: Meter) -> None:
    memory = account.memory
    lease = await taken(memory, stream=CALENDAR)
    before = spent(meter)
    pairs = tuple(pair(number) for number in range(194))
    lease = await memory.remember(lease, Remembrance(pairs=pairs), NOW)
    assert spent(meter) - before == 2
    await memory.pairs(ANNA, CALENDAR)
    assert spent(meter) - before == 3
    await memory.hold(lease, plan(20_000))
    assert spent(meter) - before == 5
    await memory.held(ANNA, CALENDAR)
    assert spent(meter) - before == 6
    await memory.answer_held(ANNA, CALENDAR, "plan-1", YES, "user-1", NOW)
    assert spent(meter) - before == 8


@pytest.mark.azurite
async def test_a_crash_between_two_writes_never_leaves_a_cursor_ahead_of_its_pairs(
    account: StorageAccount,
) -> None:
    old = tuple(pair(number) for number in range(500, 510))
    lease = await taken(account.memory, "run-first", stream=CALENDAR)
    lease = await account.memory.remember(lease, Remembrance(pairs=old), NOW)
    await account.memory.release(lease, None)
    step = Remembrance(
        pairs=tuple(pair(number) for number in range(200)),
        parted=tuple(one.key for one in old),
        retries=(failed(1, NOW),),
        cursors={"calendar.delta": "d2"},
    )
    written = []
    for writes in range(4):
        now = after(400 * (writes + 1))
        lease = await taken(account.memory, f"run-{writes}", stream=CALENDAR, now=now)
        try:
            await meddled(account, crash_at(writes)).remember(lease, step, now)
        except Crash:
            assert await account.memory.cursors(ANNA, "") == {}
        found = {one.key for one in await account.memory.pairs(ANNA, CALENDAR)}
        written.append(len(found & {one.key for one in step.pairs}))
        if await account.memory.cursors(ANNA, ""):
            assert found == {one.key for one in step.pairs}
    assert written[:3] == [0, 96, 193]  # 97 rows beside the lease; the retry goes first
    lease = await taken(account.memory, "run-last", stream=CALENDAR, now=after(10_000))
    await account.memory.remember(lease, step, after(10_000))
    assert len(await account.memory.pairs(ANNA, CALENDAR)) == 200
    assert await account.memory.cursors(ANNA, "") == {"calendar.delta": "d2"}


@pytest.mark.azurite
async def test_a_takeover_just_before_a_step_writes_and_parts_no_pair(
    account: StorageAccount,
) -> None:
    lease = await taken(account.memory, "run-1", stream=CALENDAR)
    lease = await account.memory.remember(lease, Remembrance(pairs=(pair(1),)), NOW)
    take_over = once(lambda: taken(account.memory, "run-2", stream=CALENDAR, now=after(301)))
    step = Remembrance(pairs=tuple(pair(number) for number in range(2, 150)), parted=(pair_key(1),))
    with pytest.raises(LeaseLost):
        await meddled(account, take_over).remember(lease, step, NOW)
    assert await account.memory.pairs(ANNA, CALENDAR) == (pair(1),)


@pytest.mark.azurite
async def test_many_pairs_that_are_gone_already_do_not_stop_a_step(
    account: StorageAccount, meter: Meter
) -> None:
    lease = await taken(account.memory, stream=CALENDAR)
    lease = await account.memory.remember(lease, Remembrance(pairs=(pair(7), pair(200))), NOW)
    gone = tuple(pair_key(number) for number in range(90))
    step = Remembrance(pairs=(pair(99),), parted=gone, cursors={"calendar.delta": "d1"})
    before = spent(meter)
    await account.memory.remember(lease, step, NOW)
    assert spent(meter) - before == 3
    assert {one.key for one in await account.memory.pairs(ANNA, CALENDAR)} == {
        pair_key(99),
        pair_key(200),
    }


@pytest.mark.azurite
async def test_a_takeover_just_before_a_plan_is_held_holds_nothing(
    account: StorageAccount,
) -> None:
    lease = await taken(account.memory, "run-1", stream=CALENDAR)
    take_over = once(lambda: taken(account.memory, "run-2", stream=CALENDAR, now=after(301)))
    with pytest.raises(LeaseLost):
        await meddled(account, take_over).hold(lease, plan(3))
    assert await account.memory.held(ANNA, CALENDAR) is None


@pytest.mark.azurite
async def test_a_comer_just_before_a_plan_is_held_does_not_stop_it(
    account: StorageAccount,
) -> None:
    lease = await taken(account.memory, "run-1", stream=CALENDAR)
    come_by = once(lambda: refused(account.memory, "run-2", stream=CALENDAR))
    await meddled(account, come_by).hold(lease, plan(3))
    assert await account.memory.held(ANNA, CALENDAR) == plan(3)
    assert (await account.memory.release(lease, None)).is_dirty


@pytest.mark.azurite
async def test_an_answer_just_before_the_plan_is_held_anew_is_not_lost(
    account: StorageAccount,
) -> None:
    memory = account.memory
    await memory.hold(await taken(memory, stream=CALENDAR), plan(3))
    lease = await taken(memory, stream=CALENDAR)  # its fence is new: the answer alone is in the way
    step_in = once(lambda: memory.answer_held(ANNA, CALENDAR, "plan-1", YES, "user-1", after(5)))
    await meddled(account, step_in).hold(lease, plan(2))
    assert await memory.held(ANNA, CALENDAR) == replace(
        plan(2), answers=YES, answered_at=after(5), answered_by="user-1"
    )


@pytest.mark.azurite
async def test_an_answer_to_a_plan_that_is_replaced_meanwhile_is_refused(
    account: StorageAccount,
) -> None:
    memory = account.memory
    lease = await taken(memory, stream=CALENDAR)
    await memory.hold(lease, plan(3))
    step_in = once(lambda: memory.hold(lease, plan(3, "plan-2")))
    slow = meddled(account, step_in)
    assert not await slow.answer_held(ANNA, CALENDAR, "plan-1", YES, "user-1", NOW)
    assert await memory.held(ANNA, CALENDAR) == plan(3, "plan-2")


@pytest.mark.azurite
async def test_an_answer_to_a_plan_that_is_ended_meanwhile_is_refused(
    account: StorageAccount,
) -> None:
    memory = account.memory
    lease = await taken(memory, stream=CALENDAR)
    await memory.hold(lease, plan(3))
    slow = meddled(account, once(lambda: memory.hold(lease, None)))
    assert not await slow.answer_held(ANNA, CALENDAR, "plan-1", YES, "user-1", NOW)
    assert await memory.held(ANNA, CALENDAR) is None


@pytest.mark.azurite
async def test_of_two_answers_at_once_neither_is_lost(account: StorageAccount) -> None:
    memory = account.memory
    await memory.hold(await taken(memory, stream=CALENDAR), plan(3))
    no = Answers(rejected=frozenset({fingerprint(2)}))
    step_in = once(lambda: memory.answer_held(ANNA, CALENDAR, "plan-1", no, "user-2", after(1)))
    slow = meddled(account, step_in)
    assert await slow.answer_held(ANNA, CALENDAR, "plan-1", YES, "user-1", after(2))
    held = await memory.held(ANNA, CALENDAR)
    assert held is not None
    assert held.answers == Answers(approved=YES.approved, rejected=no.rejected)


@pytest.mark.azurite
async def test_an_ending_finds_the_plan_answered_meanwhile_and_ends_it(
    account: StorageAccount,
) -> None:
    memory = account.memory
    await memory.hold(await taken(memory, stream=CALENDAR), plan(3))
    lease = await taken(memory, stream=CALENDAR)  # its fence is new: the answer alone is in the way
    step_in = once(lambda: memory.answer_held(ANNA, CALENDAR, "plan-1", YES, "user-1", after(5)))
    await meddled(account, step_in).hold(lease, None)
    assert await memory.held(ANNA, CALENDAR) is None


async def test_answers_that_no_longer_fit_are_forgotten_and_what_is_held_is_not(
    account: StorageAccount,
) -> None:
    """Those of actions that are not held any more: should they come up again, they are asked once more."""
    earlier = frozenset(fingerprint(-n) for n in range(1, 20_001))
    most = replace(plan(limits.HELD_ACTIONS_MAX), answers=Answers(approved=earlier))
    await account.memory.hold(await taken(account.memory, stream=CALENDAR), most)
    held = await account.memory.held(ANNA, CALENDAR)

    assert held is not None
    assert held.fingerprints == most.fingerprints
    room = limits.HELD_ROW_ACTIONS_MAX - limits.HELD_ACTIONS_MAX
    assert held.answers.approved == frozenset(sorted(earlier)[:room])
