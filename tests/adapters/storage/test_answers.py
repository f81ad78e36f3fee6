"""Answers to what pairs ask: what they cost, and who steps in between."""

from collections.abc import AsyncIterator

import pytest

from adapters.storage import StorageAccount
from adapters.storage.memory import TableMemory
from adapters.storage.tables import Refused, TableName, Verb, Write
from flows.meter import Cost, Meter
from flows.ports.remembrance import Remembrance
from sync_core.reconcile.answers import Answer
from sync_core.reconcile.pairs import Pair
from tests.adapters.storage.meddling import Meddled, once
from tests.contracts.answers_contract import CONTACTS, asked, said, step
from tests.contracts.memory_rows import ANNA, DIGESTER
from tests.contracts.pair_rows import pair, pair_key
from tests.storage_account import storage_account

pytestmark = pytest.mark.azurite


@pytest.fixture
def meter() -> Meter:
    return Meter()


@pytest.fixture
async def account(azurite: str, meter: Meter) -> AsyncIterator[StorageAccount]:
    async with storage_account(azurite, meter) as account:
        yield account


def spent(meter: Meter) -> int:
    return meter.read()[Cost.STORAGE_TRANSACTIONS.value]


async def test_what_answers_cost(account: StorageAccount, meter: Meter) -> None:
    await step(account.memory, Remembrance(pairs=(asked(1),)))
    before = spent(meter)
    await account.memory.answer_pair(ANNA, CONTACTS, pair_key(1), said(Answer.ACCEPT))
    assert spent(meter) - before == 2
    await account.memory.answers(ANNA, CONTACTS)
    assert spent(meter) - before == 3


@pytest.mark.parametrize("meanwhile", [pair(1), asked(1, "another question")])
async def test_an_answer_to_what_the_engine_settles_just_then_is_refused(
    account: StorageAccount, meanwhile: Pair
) -> None:
    await step(account.memory, Remembrance(pairs=(asked(1),)))
    settle = once(lambda: step(account.memory, Remembrance(pairs=(meanwhile,)), "run-1"))
    memory = TableMemory(Meddled(account, settle), DIGESTER)
    assert not await memory.answer_pair(ANNA, CONTACTS, pair_key(1), said(Answer.ACCEPT))
    assert await account.memory.answers(ANNA, CONTACTS) == {}


async def test_an_answer_to_a_pair_that_is_parted_just_then_is_refused(
    account: StorageAccount,
) -> None:
    await step(account.memory, Remembrance(pairs=(asked(1),)))
    part = once(lambda: step(account.memory, Remembrance(parted=(pair_key(1),)), "run-1"))
    memory = TableMemory(Meddled(account, part), DIGESTER)
    assert not await memory.answer_pair(ANNA, CONTACTS, pair_key(1), said(Answer.ACCEPT))
    assert await account.memory.answers(ANNA, CONTACTS) == {}


async def test_a_pair_written_anew_just_then_with_the_same_question_takes_the_answer(
    account: StorageAccount,
) -> None:
    await step(account.memory, Remembrance(pairs=(asked(1),)))
    again = once(lambda: step(account.memory, Remembrance(pairs=(asked(1),)), "run-1"))
    memory = TableMemory(Meddled(account, again), DIGESTER)
    assert await memory.answer_pair(ANNA, CONTACTS, pair_key(1), said(Answer.ACCEPT))
    assert await account.memory.answers(ANNA, CONTACTS) == {pair_key(1): said(Answer.ACCEPT)}


async def test_an_answer_of_a_later_version_is_read(account: StorageAccount) -> None:
    await step(account.memory, Remembrance(pairs=(asked(1),)))
    await account.memory.answer_pair(ANNA, CONTACTS, pair_key(1), said(Answer.ACCEPT))
    later = Write(Verb.MERGE, ANNA, f"answer.contacts.{pair_key(1)}", {"colour": "red"})
    assert not isinstance(await account.table(TableName.MEMORY).write(later), Refused)
    assert await account.memory.answers(ANNA, CONTACTS) == {pair_key(1): said(Answer.ACCEPT)}
