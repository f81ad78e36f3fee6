"""The tables of every former version are read by this one, and worked on."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from adapters.storage import StorageAccount
from adapters.storage.tables import Value
from flows.meter import Meter
from flows.ports.leases import Lease
from flows.ports.remembrance import Remembrance
from sync_core.digests import Digester
from sync_core.policy import Policy
from sync_core.reconcile.brakes import Answers
from sync_core.seen import SeenKey
from sync_core.work import RunId, Stream
from tests.upgrading.recorded_data import (
    DIGESTER,
    VERSIONS,
    RecordedRow,
    mailboxes,
    rows,
    write_rows,
)

pytestmark = pytest.mark.azurite
_numbered = count(1)
_LATER = datetime(2026, 12, 1, tzinfo=UTC)
_DAY = datetime(2026, 11, 21, tzinfo=UTC).date()
_LEASE = "!lease"
_PAIRED = (Stream.CALENDAR, Stream.CONTACTS, Stream.SHARING)


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def restored() -> dict[str, str]:
    """Return the prefix of the tables that each version's rows were put into."""
    return {}


@pytest.fixture
async def account(
    azurite: str, version: str, restored: dict[str, str]
) -> AsyncIterator[StorageAccount]:
    """Yield an account in which a former version worked until now; nothing is to be written there."""
    if version not in restored:
        restored[version] = f"u{next(_numbered)}x"
        async with _account(azurite, restored[version]) as made:
            await write_rows(made, rows(version))
    async with _account(azurite, restored[version]) as made:
        yield made


@pytest.fixture
async def own_account(azurite: str, version: str) -> AsyncIterator[StorageAccount]:
    """Yield such an account to be written into."""
    async with _account(azurite, f"u{next(_numbered)}x") as made:
        await write_rows(made, rows(version))
        yield made


@asynccontextmanager
async def _account(azurite: str, prefix: str) -> AsyncIterator[StorageAccount]:
    made = StorageAccount.connect(
        connection_string=azurite, meter=Meter(), digester=DIGESTER, prefix=prefix
    )
    await made.prepare()
    try:
        yield made
    finally:
        await made.close()


def _of(version: str, beginning: str, table: str = "memory") -> list[RecordedRow]:
    found = [r for r in rows(version) if r.table == table and r.key.startswith(beginning)]
    return [row for row in found if not row.key.endswith(_LEASE)]


async def test_every_mailbox_is_known_with_its_subscription_and_how_far_it_came(
    account: StorageAccount, version: str
) -> None:
    written = {r.key: r.values for r in rows(version) if r.partition == "mailbox"}
    found = await account.memory.mailboxes()

    assert [m.id for m in found] == sorted(written)
    for record in found:
        told = written[record.id]
        for name in ("subscription_id", "owner", "history_done", "failed_items", "enabled"):
            assert getattr(record, name) == json.loads(str(told.get(name, "null"))) or (
                name not in told
            )
        assert record.is_active
    assert (await account.memory.firm()).started_at is not None
    assert await account.memory.aliases()


async def test_every_cursor_is_where_it_was(account: StorageAccount, version: str) -> None:
    for mailbox in mailboxes(version):
        written = [r for r in _of(version, "cursor.") if r.partition == mailbox]
        found = await account.memory.cursors(mailbox, "")

        assert len(found) == len(written)
        assert sorted(found.values()) == sorted(str(r.values["text0"]) for r in written)


async def test_every_decision_holds_and_the_days_add_up(
    account: StorageAccount, version: str
) -> None:
    for mailbox in mailboxes(version):
        written = {
            SeenKey(r.key): r.values for r in _of(version, "seen.") if r.partition == mailbox
        }
        found = await account.memory.seen(mailbox, list(written))
        assert {key: s.reason.value for key, s in found.items()} == {
            key: values["reason"] for key, values in written.items()
        }
        tallies = await account.memory.tallies(mailbox, _DAY, _DAY)
        counted = sum(tally.seen for tally in tallies.values())
        assert counted in (len(written), 0)  # the story spoils one mailbox's tally on purpose


async def test_every_failed_item_is_tried_again_under_the_same_key(
    account: StorageAccount, version: str
) -> None:
    written = _of(version, "retry.")
    found = [r for m in mailboxes(version) for r in await account.memory.retries(m, _LATER, 100)]

    assert len(found) == len(written) > 0
    for retry in found:  # the digest of an id is what it was: nothing is captured twice
        assert retry.seen.endswith(f".{DIGESTER.item(retry.message)}")
        assert not retry.seen.endswith(f".{Digester(bytes(32)).item(retry.message)}")


async def test_every_run_and_policy_version_is_shown(account: StorageAccount, version: str) -> None:
    written = [r for r in rows(version) if r.table == "runs"]
    found = await account.memory.runs(_DAY, 1_000)
    current = await account.policies.current()

    assert {r.run for r in found} == {json.loads(str(r.values["run"])) for r in written}
    assert {r.trace for r in found} == {""}
    assert current.number == 1
    assert Policy.parse(dict(current.document)).mailboxes.choose == "all"


async def test_every_pair_and_held_plan_waits_as_it_did(
    account: StorageAccount, version: str
) -> None:
    memory = account.memory
    pairs = held = 0
    for mailbox in mailboxes(version):
        for stream in _PAIRED:
            told = await memory.pairs(mailbox, stream)
            pairs += len(told)
            assert all(p.outlook or p.crm or p.reason for p in told)
            plan = await memory.held(mailbox, stream)
            if plan is None:
                continue
            held += 1
            assert len(plan.fingerprints) == plan.creates + plan.updates + plan.deletes
            yes = Answers(approved=frozenset(plan.fingerprints))
            assert await memory.answer_held(mailbox, stream, plan.id, yes, "somebody", _LATER)
            after = await memory.held(mailbox, stream)
            assert after is not None
            assert (after.answers, after.fingerprints) == (yes, plan.fingerprints)

    assert pairs == len(_of(version, "pair."))
    assert held == len(_of(version, "held.")) == (0 if version == "mail" else 1)


async def test_work_goes_on_where_the_former_version_left_it(
    own_account: StorageAccount, version: str
) -> None:
    memory = own_account.memory
    for mailbox in mailboxes(version):
        lease = await memory.acquire(mailbox, Stream.MAIL_SWEEP, RunId("new"), _LATER)
        assert isinstance(lease, Lease)
        swept = await memory.cursors(mailbox, "mail.sweep.")
        assert lease.cursors == swept
        step = Remembrance(cursors={"mail.sweep.new": "further"})
        lease = await memory.remember(lease, step, _LATER + timedelta(seconds=1))
        await memory.release(lease, _LATER)

        after = await memory.cursors(mailbox, "mail.sweep.")
        assert after == {**swept, "mail.sweep.new": "further"}


async def test_what_a_newer_version_adds_is_passed_over(
    own_account: StorageAccount, version: str
) -> None:
    """As after a rollback: new properties in every row but tallies, and new kinds of rows."""
    before = await _everything(own_account, version)
    added: dict[str, Value] = {"of_tomorrow": "x"}
    newer = [replace(r, values=r.values | added) for r in rows(version) if "tally." not in r.key]
    newer += [RecordedRow("memory", m, "tomorrow.1", added) for m in mailboxes(version)]
    await write_rows(own_account, newer)
    after = await _everything(own_account, version)

    assert len(before) == len(after) > 20
    assert after == before


async def _everything(account: StorageAccount, version: str) -> list[object]:
    memory, told = account.memory, list[object]()
    told += [await memory.mailboxes(), await memory.firm(), await memory.aliases()]
    told += [await memory.runs(_DAY, 1_000), await account.policies.versions(10)]
    for mailbox in mailboxes(version):
        keys = [SeenKey(r.key) for r in _of(version, "seen.") if r.partition == mailbox]
        told += [await memory.seen(mailbox, keys), await memory.cursors(mailbox, "")]
        told += [await memory.retries(mailbox, None, 100)]
        for stream in _PAIRED:
            told += [await memory.pairs(mailbox, stream), await memory.held(mailbox, stream)]
    return told
