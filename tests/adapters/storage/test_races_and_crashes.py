"""Somebody steps in between a read and a write, or the process ends between two writes."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.storage import StorageAccount
from adapters.storage.memory import TableMemory
from flows.ports.leases import Busy, Lease
from flows.ports.policy_store import PolicyVersion
from flows.ports.remembrance import Remembrance
from sync_core.decisions import Reason
from sync_core.failures import LeaseLost, VersionConflict
from sync_core.work import RunId
from tests.adapters.storage.meddling import Crash, Meddled, Meddler, crash_at, once
from tests.contracts.memory_rows import (
    ANNA,
    DIGESTER,
    LIVE,
    NOW,
    SWEEP,
    after,
    failed,
    key,
    refused,
    seen,
    taken,
)
from tests.storage_account import storage_account

pytestmark = pytest.mark.azurite


@pytest.fixture
async def account(azurite: str) -> AsyncIterator[StorageAccount]:
    async with storage_account(azurite) as account:
        yield account


def meddled(account: StorageAccount, meddler: Meddler) -> TableMemory:
    return TableMemory(Meddled(account, meddler), DIGESTER)


async def counts(account: StorageAccount) -> dict[Reason, int]:
    tallies = await account.memory.tallies(ANNA, NOW.date(), NOW.date())
    return dict(tallies[NOW.date()].by_reason) if tallies else {}


async def test_of_many_runs_at_once_exactly_one_gets_the_lease(account: StorageAccount) -> None:
    runs = [account.memory.acquire(ANNA, LIVE, RunId(f"run-{n}"), NOW) for n in range(8)]
    answers = await asyncio.gather(*runs)
    (lease,) = [answer for answer in answers if isinstance(answer, Lease)]
    assert sum(isinstance(answer, Busy) for answer in answers) == 7
    assert (await account.memory.release(lease, None)).is_dirty


async def test_a_comer_whose_holder_lets_go_meanwhile_gets_the_lease(
    account: StorageAccount,
) -> None:
    lease = await taken(account.memory, "run-1")
    released = []

    async def let_go() -> None:
        released.append(await account.memory.release(lease, None))

    got = await meddled(account, once(let_go)).acquire(ANNA, LIVE, RunId("run-2"), after(1))
    assert isinstance(got, Lease)
    assert not released[0].is_dirty


async def test_a_comer_just_before_the_release_is_not_lost(account: StorageAccount) -> None:
    lease = await taken(account.memory, "run-1")
    come_by = once(lambda: refused(account.memory, "run-2"))
    assert (await meddled(account, come_by).release(lease, None)).is_dirty


async def test_a_comer_just_before_a_step_does_not_stop_it(account: StorageAccount) -> None:
    lease = await taken(account.memory, "run-1")
    come_by = once(lambda: refused(account.memory, "run-2"))
    lease = await meddled(account, come_by).remember(lease, Remembrance(seen=(seen(1),)), NOW)
    assert await counts(account) == {Reason.MATCHED: 1}
    assert (await account.memory.release(lease, None)).is_dirty


async def test_a_takeover_just_before_a_step_stops_it_whole(account: StorageAccount) -> None:
    lease = await taken(account.memory, "run-1")
    take_over = once(lambda: taken(account.memory, "run-2", now=after(301)))
    step = Remembrance(seen=tuple(seen(n) for n in range(150)), cursors={"c": "1"})
    with pytest.raises(LeaseLost):
        await meddled(account, take_over).remember(lease, step, NOW)
    assert await counts(account) == {}
    assert await account.memory.seen(ANNA, [key(n) for n in range(150)]) == {}


async def test_two_streams_that_count_at_once_both_count(account: StorageAccount) -> None:
    live = await taken(account.memory, "run-1")
    sweep = await taken(account.memory, "run-2", stream=SWEEP)
    others = Remembrance(seen=(seen(1), seen(2, Reason.INTERNAL)))
    step_in = once(lambda: account.memory.remember(sweep, others, NOW))
    ours = Remembrance(seen=(seen(2), seen(3)), cursors={"c": "1"})
    await meddled(account, step_in).remember(live, ours, NOW)
    assert await counts(account) == {Reason.MATCHED: 2, Reason.INTERNAL: 1}


async def test_many_streams_at_once_count_each_item_once(account: StorageAccount) -> None:
    streams = [await taken(account.memory, f"run-{s}", stream=s) for s in (LIVE, SWEEP)]
    rows = tuple(seen(number) for number in range(60))
    halves = (rows[:40], rows[20:])
    await asyncio.gather(
        *(
            account.memory.remember(lease, Remembrance(seen=half), NOW)
            for lease, half in zip(streams, halves, strict=True)
        )
    )
    assert await counts(account) == {Reason.MATCHED: 60}


async def test_a_decision_replaced_by_another_stream_meanwhile_counts_once(
    account: StorageAccount,
) -> None:
    live = await taken(account.memory, "run-1")
    live = await account.memory.remember(live, Remembrance(seen=(seen(1, Reason.DRAFT),)), NOW)
    sweep = await taken(account.memory, "run-2", stream=SWEEP)
    calls = 0

    async def step_in_before_the_second_write() -> None:
        # The first write finds the draft there; the second replaces it, and comes too late.
        nonlocal calls
        calls += 1
        if calls == 2:
            await account.memory.remember(sweep, Remembrance(seen=(seen(1),)), NOW)

    memory = meddled(account, step_in_before_the_second_write)
    await memory.remember(live, Remembrance(seen=(seen(1, Reason.INTERNAL),)), NOW)
    assert calls > 2
    assert await counts(account) == {Reason.MATCHED: 1}


async def test_a_crash_between_two_writes_never_leaves_a_cursor_ahead_of_its_rows(
    account: StorageAccount,
) -> None:
    step = Remembrance(
        seen=tuple(seen(number) for number in range(210)),
        retries=tuple(failed(number, NOW) for number in range(5)),
        cursors={"mail.history": "p2"},
    )
    written = []
    for writes in range(4):
        now = after(400 * writes)
        lease = await taken(account.memory, f"run-{writes}", now=now)
        try:
            await meddled(account, crash_at(writes)).remember(lease, step, now)
        except Crash:
            assert await account.memory.cursors(ANNA, "") == {}
        found = await account.memory.seen(ANNA, [row.key for row in step.seen])
        assert await counts(account) == ({Reason.MATCHED: len(found)} if found else {})
        written.append(len(found))
    lease = await taken(account.memory, "run-last", now=after(10_000))
    await account.memory.remember(lease, step, after(10_000))
    assert written[:2] == [
        0,
        92,
    ]  # 97 rows beside lease, tally and count; the five retries go first
    assert await counts(account) == {Reason.MATCHED: 210}
    assert await account.memory.cursors(ANNA, "") == {"mail.history": "p2"}
    assert len(await account.memory.retries(ANNA, None, 10)) == 5


def digests(first: int, count: int) -> frozenset[bytes]:
    return frozenset(number.to_bytes(12) for number in range(first, first + count))


async def test_a_crash_while_aliases_are_saved_leaves_the_old_or_the_new_set(
    account: StorageAccount,
) -> None:
    old, new = digests(0, 11_000), digests(500, 11_000)
    outcomes = set()
    for writes in range(8):
        await account.memory.save_aliases(old)
        try:
            await meddled(account, crash_at(writes)).save_aliases(new)
        except Crash:
            outcomes.add("crashed")
        found = await account.memory.aliases()
        assert found in (old, new)
        outcomes.add("new" if found == new else "old")
        await account.memory.save_aliases(new)
        assert await account.memory.aliases() == new
    assert outcomes == {"crashed", "old", "new"}


async def test_two_writers_of_aliases_leave_the_set_of_the_later(account: StorageAccount) -> None:
    other = once(lambda: account.memory.save_aliases(digests(0, 6_000)))
    await meddled(account, other).save_aliases(digests(9, 6_000))
    assert await account.memory.aliases() == digests(9, 6_000)


async def test_a_reader_of_aliases_never_sees_a_set_that_is_being_removed(
    account: StorageAccount,
) -> None:
    old, new = digests(0, 6_000), digests(9, 6_000)
    await account.memory.save_aliases(old)
    step_in = once(lambda: account.memory.save_aliases(new))
    assert await meddled(account, step_in).aliases() == new


async def test_of_two_that_fix_the_history_start_the_first_wins(account: StorageAccount) -> None:
    first = once(lambda: account.memory.fix_history_start(after(-50), after(-40)))
    firm = await meddled(account, first).fix_history_start(NOW, NOW)
    assert (firm.history_start, firm.started_at) == (after(-50), after(-40))


async def test_of_two_that_append_the_same_version_one_conflicts(account: StorageAccount) -> None:
    version = PolicyVersion(number=1, document={"a": 1})
    done = await asyncio.gather(
        *(account.policies.append(version) for _ in range(2)), return_exceptions=True
    )
    assert [type(one) for one in done if one] == [VersionConflict]
    assert len(await account.policies.versions(10)) == 1
