"""Every runbook is walked on a running firm: its fault planted, its commands run as they stand in the page."""

import asyncio
import json
import sqlite3
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from aiohttp import ClientSession, web
from azure.storage.queue.aio import QueueClient

from admin.__main__ import URL_VARIABLE
from flows.ports.desk import EmailFilter, NewPerson
from flows.ports.run_records import RunRecord
from simulator.processes.firm import REPOSITORY, FirmPlan, PretendFirm
from simulator.processes.ports import free_ports
from simulator.replay.quiet import until_history
from simulator.replay.scene import Scene, scene_of
from sync_core.failures import Throttled
from sync_core.mail import Address
from sync_core.policy import Policy
from sync_core.work import MailboxId, RunId, Task, TraceId, WorkItem
from tests.running.walking import Ran, Runbook, run, runbooks_of

pytestmark = [pytest.mark.azurite, pytest.mark.slow]
_PAGE = REPOSITORY / "docs" / "runbooks.md"
_PATIENCE_SECONDS = 120
_LOOK_SECONDS = 0.2
_NEVER = "0 0 0 1 1 *"
_TIMERS = ("SWEEP", "SUBSCRIPTIONS", "DIRECTORY", "REMATCH", "CRM_FEED", "PRUNE", "HEALTH")
_BOSS = "boss@firm.test"
_POLICY = {
    "mailboxes": {"choose": "all"},
    "mail": {"internal_domains": ["firm.test"], "history": {"months": 1}},
    "calendar": {"enabled": True},
}
_TRACE = TraceId("7ac3" * 8)


class Gateway:
    """What stands before the app: lets everything through, or refuses Microsoft Graph."""

    def __init__(self, port: int, app: str) -> None:
        self.url, self.refuses = f"http://127.0.0.1:{port}", 0
        self._port, self._app = port, app

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listen until the end."""
        served = web.Application()
        served.router.add_route("*", "/{path:.*}", self._pass)
        runner = web.AppRunner(served, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self._port).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        if self.refuses:
            return web.Response(status=self.refuses, text="<h1>Sign in</h1>")
        async with (
            ClientSession() as client,
            client.request(
                request.method, self._app + request.path_qs, data=await request.read()
            ) as told,
        ):
            body = await told.read()
            return web.Response(status=told.status, body=body, content_type=told.content_type)


class Walk:
    """A firm that runs, and somebody who walks the page."""

    def __init__(self, scene: Scene, gateway: Gateway, folder: Path) -> None:
        self._scene, self._gateway = scene, gateway
        self._crm, self._log = folder / "crm.db", folder / "host.log"
        self._books = runbooks_of(_PAGE)
        self._walked: set[str] = set()
        self._mailbox = MailboxId("")
        self._mails = 0
        self._told: dict[str, str] = {"TRACE": _TRACE}

    async def begin(self) -> None:
        """Let the firm come into step; its calendar's first run waits for a person."""
        tenant = self._scene.firm.tenant
        (mailbox,) = await tenant.add_users([{"name": "Boss", "address": _BOSS}])
        self._mailbox = MailboxId(mailbox)
        await self._scene.desk.add_staff([("Boss", Address(_BOSS))])
        ana = NewPerson(name="Ana", addresses=(("email", Address("ana@client.test")),))
        await self._scene.desk.add_people([ana])
        await self._scene.set_policy(Policy.parse(_POLICY))
        await tenant.make_events([_meeting()])
        await self._deliver()
        await self._scene.firm.start_host()
        await self._scene.firm.host.trigger("directory")
        await until_history(self._scene, 1, _PATIENCE_SECONDS)
        await _until(lambda: self._has_subscriptions(2))
        await _until(self._is_held)
        self._told["MAILBOX"] = self._mailbox
        self._told["TAG"] = await self._tag()

    async def walk(self) -> set[str]:
        """Walk every runbook and return their names."""
        for name, walked in (
            ("Held plan waits", self._held_plan),
            ("Webhook 401/404", self._webhook),
            ("Subscription lost", self._subscription),
            ("Poison replay", self._poison),
            ("Consent revoked", self._consent),
            ("CRM down", self._crm_down),
            ("Resync a mailbox", self._resync),
            ("Restore from backup", self._restore),
            ("Throttled", self._throttled),
            ("Queue grows", self._queue_grows),
        ):
            await walked(self._books[name])
            self._walked.add(name)
        return self._walked

    # The runbooks

    async def _held_plan(self, book: Runbook) -> None:
        assert "watch_held_plan" in await self._events()
        await self._look(book, "preview_first: true")
        (held,) = await self._scene.firm.host.held()
        await self._scene.firm.host.approve(held)
        await _until(self._is_not_held)
        await self._mended(book, "watch_held_plan")

    async def _webhook(self, book: Runbook) -> None:
        for status in (401, 404):
            self._gateway.refuses = status
            await self._look(book, f"/api/notifications answered {status}")
            mails = await self._captured()
            await self._deliver()
            self._gateway.refuses = 0
            await self._do(book)
            await _until(partial(self._has_captured, mails + 1))
            await self._mended(book)

    async def _subscription(self, book: Runbook) -> None:
        await self._end_subscriptions()
        soon = datetime.now(UTC) + timedelta(hours=1)
        await self._scene.parts.memory.change_mailbox(self._mailbox, subscription_until=soon)
        assert "watch_subscription_ending" in await self._events()
        await self._look(book, "2 of 2 subscriptions are missing")
        await self._do(book)
        await _until(lambda: self._has_subscriptions(2))
        await self._mended(book, "watch_subscription_ending")

    async def _poison(self, book: Runbook) -> None:
        now = datetime.now(UTC)
        item = WorkItem(task=Task.MAIL_WAKE, mailbox=self._mailbox, woken_at=now, trace=_TRACE)
        await self._put("work-poison", item.encode())
        await _until(self._is_buried)
        assert {"watch_poisoned", "poisoned"} <= await self._events()
        listed, traced = await self._look(book, "1 work items given up")
        assert "mail.wake" in listed.told
        assert "poisoned work" in traced.told
        (ran,) = await self._do(book)
        assert "1 work items put back" in ran.told
        await _until(self._has_replayed)
        ran = (await self._mended(book, "watch_poisoned"))[0]
        assert "0 work items given up" in ran.told

    async def _consent(self, book: Runbook) -> None:
        tenant = self._scene.firm.tenant
        await tenant.set_rules(None, {"consent": "revoked"})
        await self._scene.firm.host.trigger("directory")
        await _until(lambda: self._is_stopped("graph_stopped"))
        assert "watch_stopped" in await self._events()
        await self._look(book, "FAILED  graph directory")
        await tenant.set_rules(None, {})
        await self._do(book)
        await _until(lambda: self._is_stopped("graph_stopped", says=False))
        await self._mended(book, "watch_stopped")

    async def _crm_down(self, book: Runbook) -> None:
        mails = await self._captured()
        with self._without_crm():
            await self._deliver()
            await _until(lambda: self._is_stopped("crm_stopped"))
            assert "watch_stopped" in await self._events()
            await self._look(book, "FAILED  crm")
        await self._do(book)
        await _until(lambda: self._has_captured(mails + 1))
        await self._mended(book)

    async def _resync(self, book: Runbook) -> None:
        old = datetime.now(UTC) - timedelta(hours=9)
        memory = self._scene.parts.memory
        await memory.change_mailbox(self._mailbox, enabled_at=old, live_read_at=old, swept_at=old)
        (line,) = await self._lines("watch_silent_mailbox")
        assert line["mailboxes"] == [self._told["TAG"]]
        await self._look(book, f"Mailbox {self._mailbox} was read")
        await self._do(book)
        await _until(lambda: self._is_read_since(old))
        await self._mended(book, "watch_silent_mailbox")

    async def _restore(self, book: Runbook) -> None:
        """The CRM is brought back to before its newest e-mail."""
        mails = await self._captured()
        self._told["TRACE"] = self._newest_trace()
        with closing(sqlite3.connect(self._crm)) as crm:
            crm.execute("PRAGMA foreign_keys=ON")
            crm.execute(
                "DELETE FROM email_activity WHERE id = (SELECT max(id) FROM email_activity)"
            )
            crm.commit()
        assert await self._captured() == mails - 1
        _, traced = await self._look(book)
        assert "wrote email" not in traced.told
        await self._do(book)
        await _until(lambda: self._has_captured(mails))
        await until_history(self._scene, 1, _PATIENCE_SECONDS)
        await self._mended(book)
        await _until(lambda: self._has_subscriptions(2))
        assert await self._captured() == mails

    async def _throttled(self, book: Runbook) -> None:
        tenant = self._scene.firm.tenant
        await tenant.set_rules(None, {"throttle_chance": 1.0, "retry_after_seconds": 1})
        await self._deliver()
        await _until(self._was_told_to_wait)
        for number in range(2_000):  # as many mailboxes would be
            await self._record_retry(number)
            if number % 100 == 99 and "watch_throttled" in await self._events():
                break
        assert "watch_throttled" in await self._events()
        await self._look(book, "sweep_minutes")
        await tenant.set_rules(None, {})
        await _until(self._is_unpaused)
        await self._mended(book)

    async def _queue_grows(self, book: Runbook) -> None:
        long_ago = datetime.now(UTC) - timedelta(hours=2)
        await self._scene.parts.memory.change_mailbox(self._mailbox, retry_due_at=long_ago)
        assert "watch_due_work" in await self._events()
        await self._look(book)
        await self._do(book)
        await _until(self._is_nothing_due)
        await self._mended(book, "watch_due_work")

    # The steps of the page

    async def _look(self, book: Runbook, told: str = "") -> list[Ran]:
        ran = await self._step(book, "Look")
        assert any(told in one.told for one in ran), (book.name, ran)
        return ran

    async def _do(self, book: Runbook) -> list[Ran]:
        ran = await self._step(book, "Do")
        assert [one.code for one in ran] == [0] * len(ran), (book.name, ran)
        return ran

    async def _mended(self, book: Runbook, event: str = "") -> list[Ran]:
        """Repeat the check until all is well; the watch raises the event no more."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                ran = await self._step(book, "Check")
                assert ran, book.name
                if not any(one.code for one in ran):
                    break
                await asyncio.sleep(_LOOK_SECONDS)
        assert event not in await self._events(), book.name
        return ran

    async def _step(self, book: Runbook, step: str) -> list[Ran]:
        return [await asyncio.to_thread(run, line, self._told) for line in book.commands(step)]

    # What is planted and seen

    async def _events(self) -> set[str]:
        """Let the watch tick, and return the events that were written since, and what it had to write."""
        return {line["event"] for line in await self._lines()}

    async def _lines(self, event: str = "") -> list[dict[str, Any]]:
        before = len(self._written())
        await self._scene.firm.host.trigger("watch")

        async def has_ticked() -> bool:
            return any(line["event"] == "watch" for line in self._written()[before:])

        await _until(has_ticked)
        lines = [line for line in self._written() if line["event"] == "poisoned"]
        lines += self._written()[before:]
        return [line for line in lines if not event or line["event"] == event]

    def _written(self) -> list[dict[str, Any]]:
        lines = self._log.read_text(errors="replace").splitlines()
        told = (line.partition(" rapport ")[2] for line in lines)
        return [json.loads(text) for text in told if text.startswith("{")]

    async def _deliver(self) -> None:
        self._mails += 1
        await self._scene.firm.tenant.deliver([_mail(self._mails)])

    async def _captured(self) -> int:
        return (await self._scene.desk.emails(EmailFilter(), 0, 1)).total

    async def _has_captured(self, mails: int) -> bool:
        return await self._captured() >= mails

    def _newest_trace(self) -> str:
        with closing(sqlite3.connect(self._crm)) as crm:
            asked = "SELECT trace FROM email_activity ORDER BY id DESC LIMIT 1"
            return str(crm.execute(asked).fetchone()[0])

    def _without_crm(self) -> Any:
        return _renamed(self._crm, ("email_activity", "alembic_version"))

    async def _record(self) -> Any:
        record = await self._scene.parts.memory.mailbox(self._mailbox)
        assert record is not None
        return record

    async def _tag(self) -> str:
        return self._scene.parts.digester.tag(self._mailbox)

    async def _is_held(self) -> bool:
        return bool((await self._record()).calendar_held)

    async def _is_not_held(self) -> bool:
        return not await self._is_held()

    async def _is_read_since(self, then: datetime) -> bool:
        record = await self._record()
        return bool(record.swept_at > then)

    async def _is_nothing_due(self) -> bool:
        return (await self._record()).retry_due_at is None

    async def _was_told_to_wait(self) -> bool:
        return (await self._record()).paused_until is not None

    async def _is_unpaused(self) -> bool:
        return (await self._record()).paused_until is None

    async def _is_stopped(self, name: str, *, says: bool = True) -> bool:
        return bool(getattr(await self._scene.parts.memory.firm(), name)) is says

    async def _is_buried(self) -> bool:
        return bool(await self._scene.parts.memory.buried(9))

    async def _has_replayed(self) -> bool:
        runs = await self._scene.parts.memory.runs(datetime.now(UTC).date(), 500)
        return any(r.trace == _TRACE and r.outcome == "done" for r in runs)

    async def _has_subscriptions(self, number: int) -> bool:
        held = int((await self._scene.firm.tenant.stats())["subscriptions"])
        known = (await self._record()).subscription_id
        return held == number and known is not None

    async def _end_subscriptions(self) -> None:
        for one in await self._scene.parts.subscriptions.existing():
            await self._scene.parts.subscriptions.delete(one.id)

    async def _put(self, queue: str, text: str) -> None:
        connection = self._scene.firm.settings["AzureWebJobsStorage"]
        async with QueueClient.from_connection_string(connection, queue) as client:
            await client.send_message(b64encode(text.encode()).decode())

    async def _record_retry(self, number: int) -> None:
        now = datetime.now(UTC)
        await self._scene.parts.memory.record_run(
            RunRecord(
                run=RunId(f"{number:032x}"),
                task=Task.MAIL_WAKE,
                mailbox=self._mailbox,
                started_at=now,
                ended_at=now,
                outcome="retry",
                detail=Throttled.__name__,
            )
        )


def _renamed(file: Path, tables: tuple[str, ...]) -> Any:
    """Return a context in which tables are not there."""

    class Renamed:
        def _rename(self, before: str, after: str) -> None:
            with closing(sqlite3.connect(file)) as crm:
                crm.execute("PRAGMA legacy_alter_table=ON")
                for table in tables:
                    crm.execute(f"ALTER TABLE {table}{before} RENAME TO {table}{after}")
                crm.commit()

        def __enter__(self) -> None:
            self._rename("", "_away")

        def __exit__(self, *_: object) -> None:
            self._rename("_away", "")

    return Renamed()


def _mail(number: int) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "mailbox": _BOSS,
        "folder": "inbox",
        "received": "now" if number > 1 else (now - timedelta(days=2)).isoformat(),
        "internet_message_id": f"<m{number}@client.test>",
        "from": {"address": "ana@client.test", "name": "Ana"},
        "to": [{"address": _BOSS, "name": "Boss"}],
        "subject": f"Letter {number}",
        "body": "Thank you.",
    }


def _meeting() -> dict[str, Any]:
    start = (datetime.now(UTC) + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    end = start + timedelta(hours=1)
    told = {"mailbox": _BOSS, "subject": "Review", "attendees": ["ana@client.test"]}
    return {**told, "start": start.isoformat(), "end": end.isoformat()}


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not await holds():
            await asyncio.sleep(_LOOK_SECONDS)


async def _walked(folder: Path) -> set[str]:
    app, port = free_ports(2)
    gateway = Gateway(port, f"http://127.0.0.1:{app}")
    plan = FirmPlan(
        folder=folder,
        crm_url=f"sqlite+aiosqlite:///{folder}/crm.db",
        digest_key=b64encode(Random(7).randbytes(32)).decode(),  # noqa: S311 - of a firm that lives a minute
        host_port=app,
        schedules={f"RAPPORT_{name}_SCHEDULE": _NEVER for name in _TIMERS},
        settings={"RAPPORT_PUBLIC_URL": gateway.url},
    )
    async with gateway.open(), PretendFirm(plan) as firm, scene_of(firm) as scene:
        walk = Walk(scene, gateway, folder)
        await walk.begin()
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv(URL_VARIABLE, firm.host.url)
            return await walk.walk()


def test_every_runbook_is_walked_with_its_fault_planted(tmp_path: Path) -> None:
    if not (REPOSITORY / "node_modules" / ".bin" / "azurite").exists():
        pytest.skip("Azurite is not installed: run `make setup` first")
    assert asyncio.run(_walked(tmp_path)) == set(runbooks_of(_PAGE))


def test_every_runbook_says_what_is_seen_where_to_look_what_to_do_and_how_to_check() -> None:
    for book in runbooks_of(_PAGE).values():
        assert list(book.texts) == ["Symptom", "Look", "Do", "Check"], book.name
        assert book.commands("Look"), book.name
        assert book.commands("Check"), book.name
