"""A child process: started in a group of its own, awaited until ready, stopped gently, killed if it must be.

Its group keeps a Ctrl-C in the terminal from reaching it before its parent has decided the order of
stopping; what it writes to standard error goes to a log file.
"""

import asyncio
import json
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

READY_SECONDS = 60.0
STOP_SECONDS = 45.0


class DidNotStart(Exception):
    """A process ended or stayed silent before it was ready; its log tells why."""


class Child:
    """One running process."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path) -> None:
        self.name = name
        self.log = log
        self._process = process

    @staticmethod
    async def start(
        name: str,
        words: Sequence[str],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        works_in: Path | None = None,
        *,
        inherits: bool = True,
    ) -> "Child":
        """Start a process whose log is FOLDER/NAME.log; it works in the folder given, else in this one.

        Its environment is this process's and what is given, or what is given alone.
        """
        log = folder / f"{name}.log"
        with log.open("ab") as written:
            process = await asyncio.create_subprocess_exec(
                *words,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=written,
                env=(dict(os.environ) if inherits else {}) | dict(environment or {}),
                cwd=works_in,
                start_new_session=True,
            )
        return Child(name, process, log)

    @property
    def is_running(self) -> bool:
        """Whether it still runs."""
        return self._process.returncode is None

    async def ready_line(self) -> dict[str, Any]:
        """Return the JSON object of the first line it prints.

        Raises:
            DidNotStart: it printed none in READY_SECONDS.
        """
        output = self._process.stdout
        try:
            async with asyncio.timeout(READY_SECONDS):
                line = await output.readline() if output else b""
            told = json.loads(line)
        except (TimeoutError, ValueError):
            raise DidNotStart(f"{self.name} did not start; its log: {self._tail()}") from None
        return told if isinstance(told, dict) else {}

    async def port_open(self, host: str, port: int) -> None:
        """Return when it listens.

        Raises:
            DidNotStart: it ended, or does not listen after READY_SECONDS.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(READY_SECONDS):
                while self.is_running:
                    if await _listens(host, port):
                        return
                    await asyncio.sleep(0.05)
        raise DidNotStart(f"{self.name} did not start; its log: {self._tail()}")

    async def rest_of_output(self) -> bytes:
        """Return what it printed after its first line, once it has ended."""
        output = self._process.stdout
        return await output.read() if output else b""

    async def stop(self) -> None:
        """Ask it to end, and make it end if it does not."""
        self._signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._process.wait()
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """End it at once, as a crash would."""
        self._signal(signal.SIGKILL)
        await self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self.is_running:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    def _tail(self) -> str:
        written = self.log.read_text(errors="replace").strip().splitlines()
        return " | ".join(written[-8:]) or f"{self.log} is empty"


async def _listens(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True
