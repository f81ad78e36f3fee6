"""Timer triggers: each fires by its schedule, never twice at once, and makes up for one missed time."""

import asyncio
import json
import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from azure.functions.timer import TimerRequest

from simulator.host.clock import Clock
from simulator.host.indexing import HostedFunction
from simulator.host.invoking import FunctionFailed, Invocations
from sync_core.ncrontab import Schedule

_log = logging.getLogger("host")


class TimerStatus:
    """When each timer last fired, kept in a file over restarts (the real host keeps it in a blob)."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._last: dict[str, str] = self._read()

    def last(self, function: str) -> datetime | None:
        """Return when a timer last fired, None where that is not known."""
        told = self._last.get(function)
        return datetime.fromisoformat(told) if told else None

    def fired(self, function: str, moment: datetime) -> None:
        """Remember that a timer has fired."""
        self._last[function] = moment.isoformat()
        if self._path is not None:
            self._path.write_text(json.dumps(self._last))

    def _read(self) -> dict[str, str]:
        if self._path is None or not self._path.exists():
            return {}
        try:
            told = json.loads(self._path.read_text())
            return {str(k): datetime.fromisoformat(v).isoformat() for k, v in told.items()}
        except (ValueError, TypeError, AttributeError):
            _log.warning("the timers' status file cannot be read; they start anew")
            return {}


class Timer:
    """One timer function."""

    def __init__(
        self,
        function: HostedFunction,
        schedule: Schedule,
        invocations: Invocations,
        clock: Clock,
        status: TimerStatus,
    ) -> None:
        self.function = function
        self._schedule = schedule
        self._invocations = invocations
        self._clock = clock
        self._status = status
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Fire by the schedule until cancelled; times missed meanwhile are made up for once, at once."""
        due, is_late = self._first_due()
        while True:
            await self._clock.until(due)
            await self.fire(due, past_due=is_late)
            due, is_late = self._due_after(due)

    async def fire(self, due: datetime, past_due: bool = False) -> bool:
        """Call the function, after a call under way has ended; return whether it ended well."""
        async with self._turn:
            self._status.fired(self.function.name, due)
            try:
                await self._invocations.call(self.function, self._request(due, past_due))
            except FunctionFailed:
                return False
            return True

    def _first_due(self) -> tuple[datetime, bool]:
        last = self._status.last(self.function.name)
        if last is None or self.function.binding.get("useMonitor") is False:
            return self._schedule.next_after(self._clock.now()), False
        return self._due_after(last)

    def _due_after(self, last: datetime) -> tuple[datetime, bool]:
        """Return when to fire next, and whether that time has passed already."""
        following, now = self._schedule.next_after(last), self._clock.now()
        return (now, True) if following <= now else (following, False)

    def _request(self, due: datetime, past_due: bool) -> TimerRequest:
        status: Mapping[str, Any] = {
            "Last": due.isoformat(),
            "Next": self._schedule.next_after(due).isoformat(),
        }
        return TimerRequest(past_due=past_due, schedule_status=dict(status))
