"""The account: connected late, cheap to import, and nothing stored but what was handed in."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from azure.core.exceptions import HttpResponseError, ServiceRequestError

from adapters.storage import StorageAccount
from adapters.storage.failing import failure_of, failures_of_storage
from adapters.storage.tables import TableName, Value
from adapters.storage.transaction import PartRefused, decoded
from flows.meter import Meter
from flows.ports.remembrance import Remembrance
from flows.ports.run_records import RunRecord
from sync_core import limits
from sync_core.failures import Throttled, Unavailable
from sync_core.work import RunId
from tests.contracts.memory_rows import ANNA, DIGESTER, NOW, after, failed, item, key, seen, taken
from tests.contracts.queue_contract import wake
from tests.storage_account import storage_account

_ROOT = Path(__file__).resolve().parents[3]


def test_importing_the_adapter_loads_no_sdk() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, adapters.storage; print([m for m in sys.modules if m.startswith('azure')])",
        ],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"


def test_an_account_without_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="connection_string"):
        StorageAccount.connect(meter=Meter(), digester=DIGESTER, queue_uri="https://q.test")


@pytest.mark.parametrize("prefix", ["A", "a-b", "1a", "a" * 22])
def test_a_prefix_that_makes_no_name_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        StorageAccount.connect(
            connection_string="x", meter=Meter(), digester=DIGESTER, prefix=prefix
        )


async def test_an_account_nobody_answers_for_is_unavailable(unused_tcp_port: int) -> None:
    address = f"http://127.0.0.1:{unused_tcp_port}/a"
    account = StorageAccount.connect(
        connection_string="DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;"
        f"QueueEndpoint={address};TableEndpoint={address};",
        meter=Meter(),
        digester=DIGESTER,
    )
    try:
        with pytest.raises(Unavailable):
            await account.memory.firm()
        with pytest.raises(Unavailable):
            await account.queue.send(wake())
    finally:
        await account.close()


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (503, "ServerBusy", Throttled),
        (429, "", Throttled),
        (500, "OperationTimedOut", Throttled),
        (500, "InternalError", Unavailable),
        (503, "", Unavailable),
        (403, "AuthorizationFailure", Unavailable),
        (404, "TableNotFound", Unavailable),
        (400, "InvalidInput", ValueError),
        (413, "RequestBodyTooLarge", ValueError),
    ],
)
def test_answers_are_sorted_by_what_to_do_next(
    status: int, code: str, kind: type[Exception]
) -> None:
    failure = failure_of(status, code, 7.0)
    assert type(failure) is kind
    if isinstance(failure, Throttled):
        assert failure.seconds == 7.0


def test_what_the_sdk_raises_comes_out_without_its_text() -> None:
    with pytest.raises(Unavailable) as raised, failures_of_storage():
        raise ServiceRequestError("cannot connect to https://firm.test/key=secret")
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None
    with pytest.raises(Unavailable) as raised, failures_of_storage():
        raise HttpResponseError("no answer for https://firm.test/key=secret")
    assert "secret" not in str(raised.value)


def test_a_refused_transaction_says_which_write_it_was() -> None:
    answer = (
        b"--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 %s\r\nDataServiceVersion: 3.0;\r\n\r\n"
        b'{"odata.error":{"code":"%s","message":{"lang":"en-US","value":"%s"}}}\r\n--b--'
    )
    told = decoded(
        answer % (b"409 Conflict", b"EntityAlreadyExists", b"42:It exists.\\nRequestId:1")
    )
    assert told == PartRefused(409, "EntityAlreadyExists", 42)
    told = decoded(answer % (b"503 Busy", b"ServerBusy", b"Later."))
    assert told == PartRefused(503, "ServerBusy", None)
    assert decoded(b"HTTP/1.1 500 Oops\r\n\r\n<html>") == PartRefused(500, "", None)


@pytest.mark.azurite
class TestAgainstAzurite:
    @pytest.fixture
    async def account(self, azurite: str) -> AsyncIterator[StorageAccount]:
        async with storage_account(azurite) as account:
            yield account

    async def test_preparing_twice_changes_nothing(self, account: StorageAccount) -> None:
        await account.memory.change_firm(rematch_cursor="p7")
        await account.prepare()
        assert (await account.memory.firm()).rematch_cursor == "p7"

    async def test_a_closed_account_opens_again_when_used(self, account: StorageAccount) -> None:
        await account.close()
        assert await account.memory.mailboxes() == ()

    def test_each_event_loop_has_connections_of_its_own(self, azurite: str) -> None:
        account = StorageAccount.connect(
            connection_string=azurite, meter=Meter(), digester=DIGESTER, prefix="loops"
        )

        async def used() -> None:
            await account.prepare()
            await account.memory.change_firm(rematch_cursor="p7")
            assert (await account.memory.firm()).rematch_cursor == "p7"
            await account.close()

        asyncio.run(used())
        asyncio.run(used())

    async def test_an_unprepared_account_is_unavailable(self, azurite: str) -> None:
        account = StorageAccount.connect(
            connection_string=azurite, meter=Meter(), digester=DIGESTER, prefix="nowhere"
        )
        try:
            with pytest.raises(Unavailable, match="404"):
                await account.memory.firm()
            with pytest.raises(Unavailable, match="404"):
                await account.queue.send(wake())
            with pytest.raises(Unavailable, match="404"):
                await account.memory.acquire(ANNA, wake().stream, RunId("r"), NOW)
        finally:
            await account.close()

    async def test_a_mailboxes_partition_holds_what_was_handed_in_and_nothing_else(
        self, account: StorageAccount
    ) -> None:
        lease = await taken(account.memory)
        step = Remembrance(
            seen=(seen(1),), retries=(failed(2, NOW),), cursors={"mail.history": "p2"}
        )
        await account.memory.remember(lease, step, NOW)
        due = "2026-03-04T12:00:00.000000+00:00"
        expected: Mapping[str, Mapping[str, Value]] = {
            "cursor.mail.history": {"text0": "p2"},
            "cursor.mail.live!lease": {
                "run": "run-1",
                "expires_at": (NOW + timedelta(seconds=limits.LEASE_SECONDS)).isoformat(),
            },
            f"retry.{key(2)}": {
                "message": item(2),
                "reason": "unreadable",
                "attempts": 1,
                "due_at": due,
            },
            key(1): {"reason": "matched", "at": due, "activity": "ab" * 20},
            "tally.2026-03-04": {"matched": 1},
        }
        rows = account.table(TableName.MEMORY).rows(ANNA, "!", "~")
        assert {row.key: row.values async for row in rows} == expected

    async def test_the_other_tables_hold_what_was_handed_in_and_nothing_else(
        self, account: StorageAccount
    ) -> None:
        await account.memory.change_mailbox(ANNA, enabled=True, parked=None)
        run = RunRecord(
            run=RunId("ab" * 16),
            task="mail.wake",
            mailbox=ANNA,
            started_at=NOW,
            ended_at=after(1),
            outcome="done",
            counts={"captured": 1},
        )
        await account.memory.record_run(run)
        records = account.table(TableName.MAILBOXES).rows("mailbox", "!", "~")
        assert {row.key: row.values async for row in records} == {
            ANNA: {"enabled": "true", "parked": "null"}
        }
        kept = [row async for row in account.table(TableName.RUNS).rows("2026-03-04", "0", "~")]
        assert [row.values for row in kept] == [
            {
                "run": f'"{run.run}"',
                "task": '"mail.wake"',
                "mailbox": f'"{ANNA}"',
                "started_at": '"2026-03-04T12:00:00Z"',
                "ended_at": '"2026-03-04T12:00:01Z"',
                "outcome": '"done"',
                "detail": '""',
                "counts": '{"captured": 1}',
                "trace": '""',
            }
        ]
