"""The local host: one function app, its HTTP face, its queues and timers, started and stopped together."""

import asyncio
import json
import logging
import os
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import azure.functions as func
from aiohttp import web
from azure.core.exceptions import ResourceExistsError
from azure.functions import meta
from azure.functions.eventgrid import EventGridEventInConverter
from azure.functions.queue import QueueMessage

from simulator.host.clock import Clock, WallClock
from simulator.host.connecting import Connections
from simulator.host.hostfile import HostSettings
from simulator.host.indexing import HostedFunction, TriggerKind, hosted_functions
from simulator.host.invoking import FunctionFailed, Invocations
from simulator.host.listening import (
    PROCESSING_SECONDS,
    QueueListener,
    Queues,
    message_by_hand,
)
from simulator.host.settingsfile import resolved
from simulator.host.timers import Timer, TimerStatus
from simulator.host.webface import WebFace
from sync_core.ncrontab import Schedule

DRAIN_SECONDS = 30.0
"""How long a stop waits for functions that run; the real host gives as much."""
_log = logging.getLogger("host")


@dataclass(frozen=True, slots=True, kw_only=True)
class HostOptions:
    """How this host differs from the real one, and where it stands."""

    host: str = "127.0.0.1"
    port: int = 7071
    """0 takes a free one."""
    processing_seconds: int = PROCESSING_SECONDS
    timer_status: Path | None = None


class LocalHost:
    """Runs one function app."""

    def __init__(
        self,
        app: func.FunctionApp,
        settings: HostSettings,
        environment: Mapping[str, str],
        options: HostOptions,
        clock: Clock | None = None,
    ) -> None:
        """Read the app.

        Raises:
            UnhostableFunction, UnknownSetting, BadSchedule, BadRoute: the app cannot run here.
        """
        self._settings = settings
        self._environment = environment
        self._options = options
        self._clock = clock or WallClock()
        self._functions = {f.name: f for f in hosted_functions(app)}
        self._invocations = Invocations(settings.function_seconds_max)
        self._timer_status = TimerStatus(options.timer_status)
        self._timers = {f.name: self._timer(f) for f in self._of_kind(TriggerKind.TIMER)}
        self._face = WebFace(
            self._of_kind(TriggerKind.HTTP), settings.route_prefix, self._invocations, self
        )
        self._listeners: list[QueueListener] = []
        self._sites: list[web.TCPSite] = []
        self._timer_loops: list[asyncio.Task[None]] = []
        self._queue_loops: list[asyncio.Task[None]] = []
        self._called: set[asyncio.Task[Any]] = set()
        self._open = AsyncExitStack()
        self._connections = Connections(environment, self._open)

    async def start(self) -> str:
        """Start everything and return the address of the HTTP face.

        Raises:
            OSError: the port is taken.
        """
        for function in self._of_kind(TriggerKind.QUEUE):
            self._listeners.append(await self._listener(function))
        runner = web.AppRunner(self._face.application(), access_log=None, shutdown_timeout=5.0)
        await runner.setup()
        self._open.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, self._options.host, self._options.port)
        await site.start()
        self._sites.append(site)
        self._timer_loops = [asyncio.create_task(t.run()) for t in self._timers.values()]
        self._queue_loops = [asyncio.create_task(q.run()) for q in self._listeners]
        port = runner.addresses[0][1]
        return f"http://{self._options.host}:{port}"

    async def stop(self) -> None:
        """Take nothing new, let what runs end, settle its messages, then close."""
        for site in self._sites:
            await site.stop()
        for timer in self._timer_loops:
            timer.cancel()
        for listener in self._listeners:
            listener.stop()
        await asyncio.gather(*self._timer_loops, *self._queue_loops, return_exceptions=True)
        settling = [asyncio.create_task(listener.drain()) for listener in self._listeners]
        if settling:
            await asyncio.wait(settling, timeout=DRAIN_SECONDS)
        left = await self._invocations.end(seconds=1.0)
        if left:
            _log.warning("%d functions were still running and were ended", left)
        await asyncio.gather(*settling)
        await asyncio.gather(*self._called, return_exceptions=True)
        await self._open.aclose()

    def status(self) -> dict[str, Any]:
        """Return what the host tells of itself at /admin/host/status."""
        return {
            "state": "Running",
            "functions": sorted(self._functions),
            "running": self._invocations.running,
            "invocations": {"done": self._invocations.done, "failed": self._invocations.failed},
            "processId": os.getpid(),
            "processCpuSeconds": time.process_time(),
        }

    async def trigger(self, name: str, told: str) -> bool:
        """Call a timer or queue function now, as POST /admin/functions/NAME does; False: no such one."""
        function = self._functions.get(name)
        if function is None or function.kind not in (TriggerKind.TIMER, TriggerKind.QUEUE):
            return False
        task = asyncio.create_task(self._call_now(function, told))
        self._called.add(task)
        task.add_done_callback(self._called.discard)
        return True

    async def deliver(self, name: str, event: Mapping[str, Any]) -> bool:
        """See simulator.host.webface.Administration."""
        function = self._functions.get(name)
        if function is None or function.kind is not TriggerKind.EVENT_GRID:
            return False
        told = meta.Datum(json.dumps(event), "json")
        decoded = EventGridEventInConverter.decode(told, trigger_metadata={})
        await self._invocations.call(function, decoded)
        return True

    async def _call_now(self, function: HostedFunction, told: str) -> None:
        if function.kind is TriggerKind.TIMER:
            await self._timers[function.name].fire(self._clock.now())
            return
        try:
            await self._invocations.call(function, message_by_hand(told))
        except FunctionFailed:
            return  # logged with its cause; whoever called was answered 202

    def _of_kind(self, kind: TriggerKind) -> list[HostedFunction]:
        return [f for f in self._functions.values() if f.kind is kind]

    def _timer(self, function: HostedFunction) -> Timer:
        expression = resolved(str(function.binding["schedule"]), self._environment)
        schedule = Schedule.parse(expression)
        return Timer(function, schedule, self._invocations, self._clock, self._timer_status)

    async def _listener(self, function: HostedFunction) -> QueueListener:
        name = resolved(str(function.binding["queueName"]), self._environment)
        setting = str(function.binding["connection"])
        queue = await self._connections.queue(setting, name)
        with suppress(ResourceExistsError):
            await queue.create_queue()
        has_poison = not name.endswith("-poison")
        poison = await self._connections.queue(setting, f"{name}-poison") if has_poison else None

        async def call(message: QueueMessage) -> object:
            return await self._invocations.call(function, message)

        return QueueListener(
            Queues(queue, poison), self._settings.queues, call, self._options.processing_seconds
        )
