"""Surroundings repeat; the memory needs no event loop and tells everything it holds."""

from datetime import datetime

import pytest

from flows.ports.policy_store import PolicyVersion
from flows.ports.remembrance import Remembrance
from flows.ports.run_records import RunRecord
from simulator.memory import InMemoryMemory, InMemoryPolicyStore, ManualSurroundings
from sync_core.work import RunId
from tests.contracts.memory_rows import (
    ANNA,
    DIGESTER,
    LIVE,
    NOW,
    after,
    failed,
    item,
    key,
    seen,
    taken,
)


def test_the_same_seed_gives_the_same_ids_and_chances() -> None:
    one, two, other = (ManualSurroundings(seed, NOW) for seed in (5, 5, 6))
    assert [one.new_id() for _ in range(3)] == [two.new_id() for _ in range(3)]
    assert [one.chance() for _ in range(3)] == [two.chance() for _ in range(3)]
    assert one.new_id() != other.new_id()


def test_asking_for_chance_does_not_change_the_ids() -> None:
    one, two = ManualSurroundings(5, NOW), ManualSurroundings(5, NOW)
    one.chance()
    assert one.new_id() == two.new_id()


def test_the_clock_stands_still_until_it_is_advanced_and_never_goes_back() -> None:
    surroundings = ManualSurroundings(5, NOW)
    assert surroundings.now() == surroundings.now() == NOW
    assert surroundings.advance(0.5) == surroundings.now() == after(0.5)
    with pytest.raises(ValueError, match="seconds"):
        surroundings.advance(-1)
    with pytest.raises(ValueError, match="start"):
        ManualSurroundings(5, datetime(2026, 1, 1))  # noqa: DTZ001 # what is refused


def test_the_memory_is_driven_without_an_event_loop() -> None:
    coroutine = InMemoryMemory(digester=DIGESTER).acquire(ANNA, LIVE, RunId("r"), NOW)
    with pytest.raises(StopIteration) as done:
        coroutine.send(None)
    assert done.value.value.run == "r"


async def test_the_dump_tells_everything_that_is_held() -> None:
    memory, policies = InMemoryMemory(digester=DIGESTER), InMemoryPolicyStore()
    await memory.change_firm(rematch_cursor="canary-firm")
    await memory.change_mailbox(ANNA, subscription_id="canary-mailbox")
    lease = await taken(memory, "canary-lease")
    step = Remembrance(
        seen=(seen(1),), retries=(failed(2, NOW),), cursors={"canary-name": "canary-text"}
    )
    await memory.remember(lease, step, NOW)
    await memory.save_aliases(frozenset({b"canary-alias"}))
    await memory.record_run(
        RunRecord(
            run=RunId("canary-run"),
            task="t",
            mailbox=ANNA,
            started_at=NOW,
            ended_at=NOW,
            outcome="done",
        )
    )
    await policies.append(PolicyVersion(number=1, document={"a": "canary-policy"}))
    told = "\n".join((*memory.dump(), *policies.dump()))
    planted = ("firm", "mailbox", "lease", "name", "text", "run", "policy")
    for canary in (*(f"canary-{name}" for name in planted), key(1), item(2), key(2)):
        assert canary in told, canary
    assert b"canary-alias".hex() in told
