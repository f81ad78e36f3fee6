"""What each operation costs in storage transactions: product figures, counted where requests leave."""

from collections.abc import AsyncIterator, Awaitable
from typing import TypeVar

import pytest

from adapters.storage import StorageAccount
from flows.meter import Cost, Meter
from flows.ports.remembrance import Remembrance
from sync_core.decisions import Reason
from sync_core.mail import CrmUserId
from sync_core.reconcile.pairs import PairKey
from sync_core.work import Stream
from tests.contracts.memory_rows import ANNA, NOW, key, refused, seen, taken
from tests.contracts.queue_contract import wake
from tests.storage_account import storage_account

pytestmark = pytest.mark.azurite

T = TypeVar("T")


@pytest.fixture
def meter() -> Meter:
    return Meter()


@pytest.fixture
async def account(azurite: str, meter: Meter) -> AsyncIterator[StorageAccount]:
    async with storage_account(azurite, meter) as account:
        yield account


async def cost(meter: Meter, work: Awaitable[T]) -> tuple[int, T]:
    before = meter.read()[Cost.STORAGE_TRANSACTIONS.value]
    result = await work
    return meter.read()[Cost.STORAGE_TRANSACTIONS.value] - before, result


async def test_a_wake_up_with_one_new_message_costs_ten(
    account: StorageAccount, meter: Meter
) -> None:
    memory = account.memory
    await memory.change_mailbox(ANNA, enabled=True)
    assert (await cost(meter, memory.mailbox(ANNA)))[0] == 1
    costs, lease = await cost(meter, taken(memory))
    assert costs == 2
    assert (await cost(meter, memory.seen(ANNA, [key(1)])))[0] == 1
    costs, lease = await cost(meter, memory.remember(lease, Remembrance(seen=(seen(1),)), NOW))
    assert costs == 2
    assert (await cost(meter, memory.change_mailbox(ANNA, live_read_at=NOW)))[0] == 2
    assert (await cost(meter, memory.release(lease, NOW)))[0] == 1


async def test_the_cursors_of_a_stream_come_and_go_with_its_lease(
    account: StorageAccount, meter: Meter
) -> None:
    lease, moved = await taken(account.memory), {"mail.live.page": "p1", "mail.live.began": "b"}
    assert (await cost(meter, account.memory.release(lease, NOW, moved)))[0] == 1
    costs, lease = await cost(meter, taken(account.memory))
    assert (costs, lease.cursors) == (2, moved)


async def test_a_question_about_some_pairs_or_some_users_mailboxes_costs_one(
    account: StorageAccount, meter: Meter
) -> None:
    about = account.memory.pairs_about(ANNA, Stream.CALENDAR, ["a", "b"], [PairKey("k")])
    assert (await cost(meter, about))[0] == 1
    owners = {CrmUserId(f"user-{number}") for number in range(10)}
    assert (await cost(meter, account.memory.mailboxes_of(owners)))[0] == 1


async def test_a_back_fill_page_of_400_costs_seven(account: StorageAccount, meter: Meter) -> None:
    rows = tuple(seen(number) for number in range(400))
    lease = await taken(account.memory)
    assert (await cost(meter, account.memory.seen(ANNA, [row.key for row in rows])))[0] == 1
    step = Remembrance(seen=rows, cursors={"mail.history": "p2"})
    costs, _ = await cost(meter, account.memory.remember(lease, step, NOW))
    assert costs == 6
    costs, found = await cost(meter, account.memory.seen(ANNA, [row.key for row in rows]))
    assert (costs, len(found)) == (1, 400)


async def test_items_far_apart_are_read_one_by_one_and_not_what_lies_between(
    account: StorageAccount, meter: Meter
) -> None:
    lease = await taken(account.memory)
    rows = tuple(seen(number) for number in range(300))
    await account.memory.remember(lease, Remembrance(seen=rows), NOW)
    costs, found = await cost(meter, account.memory.seen(ANNA, [key(n) for n in (0, 299, 150)]))
    assert (costs, len(found)) == (3, 3)
    asked = [key(n) for n in (0, 40, 80, 120, 160, 200, 240, 299)]
    costs, found = await cost(meter, account.memory.seen(ANNA, asked))
    assert len(found) == 8
    assert costs <= 8


async def test_decisions_that_were_there_already_cost_two_more(
    account: StorageAccount, meter: Meter
) -> None:
    lease = await taken(account.memory)
    first = Remembrance(seen=tuple(seen(n, Reason.DRAFT) for n in range(80)))
    lease = await account.memory.remember(lease, first, NOW)
    second = Remembrance(seen=tuple(seen(n) for n in range(80)))
    costs, _ = await cost(meter, account.memory.remember(lease, second, NOW))
    assert costs == 4


async def test_coming_by_costs_two_and_coming_by_again_one(
    account: StorageAccount, meter: Meter
) -> None:
    await taken(account.memory)
    assert (await cost(meter, refused(account.memory, "run-2")))[0] == 2
    assert (await cost(meter, refused(account.memory, "run-3")))[0] == 1


async def test_unchanged_aliases_cost_one_and_a_work_item_costs_one(
    account: StorageAccount, meter: Meter
) -> None:
    digests = frozenset({b"0123456789ab"})
    await account.memory.save_aliases(digests)
    assert (await cost(meter, account.memory.save_aliases(digests)))[0] == 1
    assert (await cost(meter, account.memory.aliases()))[0] == 2
    assert (await cost(meter, account.queue.send(wake())))[0] == 1
