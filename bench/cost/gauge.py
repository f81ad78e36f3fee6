"""Reading what an engine spends, at its functions: as the host calls them, with the log lines they really write."""

import importlib
import json
import logging
import pkgutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import process_time
from typing import Any

import azure.functions as func
from azure.functions.timer import TimerRequest

import functions
from bench.calendar.watching import Watched
from bench.cost.work import Work
from bench.mail.installing import installed
from bench.mail.rig import NotQuiet, Rig, StoredQueue
from flows.meter import Cost
from flows.ports.parts import Parts
from sync_core.work import WorkItem

_LIBRARIES_SPEAK_FROM = logging.WARNING
_OURS = ("rapport", "adapters", "admin", "flows", "functions", "wiring")
"""Loggers heard from INFO on, as wiring.engine has it."""


class Lines(logging.Handler):
    """Counts the lines that go to the app's logs, and keeps the outcomes they tell."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines = 0
        self.bytes = 0
        self.outcomes: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Count a line."""
        if record.levelno < _LIBRARIES_SPEAK_FROM and record.name.partition(".")[0] not in _OURS:
            return
        text = record.getMessage()
        self.lines += 1
        self.bytes += len(text.encode())
        self.outcomes += _outcome(text)


class Gauge:
    """One engine behind its functions, and what they have spent."""

    def __init__(self, made: Rig, transport: Watched, lines: Lines) -> None:
        self._made = made
        self._transport = transport
        self._lines = lines
        self._posts = 0
        self._ticks = 0
        self._functions = {f.get_function_name(): f.get_user_function() for f in _all_functions()}

    def read(self) -> Work:
        """Return what was spent so far; CPU is this process's without the tenant's."""
        counted, queue = self._made.meter.read(), self._made.parts.queue
        if not isinstance(queue, StoredQueue):
            raise TypeError("queue: expected one in a storage account, else nothing is counted")
        return Work(
            posts=self._posts,
            ticks=self._ticks,
            items=self._made.ran,
            sends=queue.sent,
            table_operations=counted[Cost.STORAGE_TRANSACTIONS.value] - queue.sent,
            graph_requests=counted[Cost.GRAPH_REQUESTS.value],
            crm_round_trips=counted[Cost.CRM_ROUND_TRIPS.value],
            cpu_seconds=process_time() - self._transport.tenant_cpu_seconds,
            log_lines=self._lines.lines,
            log_bytes=self._lines.bytes,
        )

    async def post(self, body: bytes) -> None:
        """Post notifications to the webhook.

        Raises:
            NotQuiet: it did not take them.
        """
        self._posts += 1
        request = func.HttpRequest(
            method="POST",
            url="https://rapport.test/api/notifications",
            headers={"content-type": "application/json"},
            body=body,
        )
        answer = await self._functions["notifications"](request)
        if answer.status_code != 202:
            raise NotQuiet(f"a post was answered {answer.status_code}")

    async def tick(self, timer: str) -> None:
        """Let a timer tick."""
        self._ticks += 1
        await self._functions[timer](TimerRequest(past_due=False))

    async def execute(self, parts: Parts, item: WorkItem) -> str:
        """Run an item through its queue's function and return the outcome that its log line tells.

        Raises:
            NotQuiet: no line told one.
        """
        del parts  # those installed
        self._lines.outcomes.clear()
        await self._functions[item.queue.value](func.QueueMessage(body=item.encode().encode()))
        if not self._lines.outcomes:
            raise NotQuiet(f"{item.task}: no log line tells how it ended")
        return self._lines.outcomes[-1]


def timers() -> dict[str, str]:
    """Return the app's timers, each with the setting that holds its schedule."""
    return {
        f.get_function_name(): trigger["schedule"].strip("%")
        for f in _all_functions()
        if (trigger := f.get_trigger().get_dict_repr())["type"] == "timerTrigger"
    }


def _all_functions() -> list[Any]:
    """Return every function of the blueprints, as function_app.py registers them; that reads settings on import."""
    app = func.FunctionApp()
    for found in pkgutil.iter_modules(functions.__path__, "functions."):
        blueprint = getattr(importlib.import_module(found.name), "blueprint", None)
        if blueprint is not None:
            app.register_functions(blueprint)
    return list(app.get_functions())


@asynccontextmanager
async def gauged(made: Rig, transport: Watched, tenant_id: str) -> AsyncIterator[Gauge]:
    """Yield a gauge; meanwhile the rig's items go through the functions."""
    with _listening() as lines:
        async with installed(made, tenant_id):
            gauge = Gauge(made, transport, lines)
            made.run_item = gauge.execute
            yield gauge


@contextmanager
def _listening() -> Iterator[Lines]:
    """Hear what this project logs, at the level that Azure's host passes on."""
    root, lines = logging.getLogger(), Lines()
    level = root.level
    root.addHandler(lines)
    root.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        root.setLevel(level)
        root.removeHandler(lines)


def _outcome(text: str) -> list[str]:
    """Return the outcome that a line tells of, where it does."""
    try:
        told: Any = json.loads(text)
    except ValueError:
        return []
    found = told.get("outcome") if isinstance(told, dict) else None
    return [found] if isinstance(found, str) else []
