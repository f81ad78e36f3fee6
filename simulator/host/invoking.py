"""Calling one function as the Python worker does: async ones on the loop, others on threads.

Rules from Microsoft's worker: a function without an output bound to its return value fails when it
returns one; a function that outlives functionTimeout has failed.
"""

import asyncio
import logging
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import azure.functions as func

from simulator.host.indexing import HostedFunction

_log = logging.getLogger("host")


class FunctionFailed(Exception):
    """The function raised, took too long, or returned what it may not; the cause is logged."""


class Invocations:
    """Runs functions and knows how many run."""

    def __init__(self, seconds_max: float) -> None:
        self._seconds_max = seconds_max
        told = os.environ.get("PYTHON_THREADPOOL_THREAD_COUNT", "")
        threads = int(told) if told.isdigit() else min(32, (os.cpu_count() or 1) + 4)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="function")
        self._running: set[asyncio.Task[Any]] = set()
        self.done = 0
        self.failed = 0

    async def call(self, function: HostedFunction, trigger: object) -> Any:
        """Return what the function returns.

        Raises:
            FunctionFailed: it did not end well; the message says what happened without any content.
        """
        task = asyncio.create_task(self._call(function, trigger))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        # A caller that goes away (an HTTP client that hangs up) does not end the function.
        return await asyncio.shield(task)

    async def end(self, seconds: float) -> int:
        """Wait for running functions, at most this long, then end them; return how many were ended."""
        if self._running:
            await asyncio.wait(tuple(self._running), timeout=seconds)
        left = tuple(self._running)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)
        self._threads.shutdown(wait=False, cancel_futures=True)
        return len(left)

    @property
    def running(self) -> int:
        """How many functions run now."""
        return len(self._running)

    async def _call(self, function: HostedFunction, trigger: object) -> Any:
        given: dict[str, Any] = {function.argument: trigger}
        if function.takes_context:
            given["context"] = _Context(function.name)
        try:
            async with asyncio.timeout(self._seconds_max):
                returned = await self._run(function, given)
            _check_returned(function, returned)
        except asyncio.CancelledError:
            self.failed += 1
            raise FunctionFailed(f"{function.name}: ended because the host stops") from None
        except Exception as bad:  # noqa: BLE001 - whatever a function raises is that function's failure
            self.failed += 1
            _log.exception("function %s failed", function.name)
            raise FunctionFailed(f"{function.name}: {type(bad).__name__}") from None
        self.done += 1
        return returned

    async def _run(self, function: HostedFunction, given: dict[str, Any]) -> Any:
        if function.is_async:
            return await function.handler(**given)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: function.handler(**given))


def _check_returned(function: HostedFunction, returned: object) -> None:
    if returned is not None and not function.returns_answer:
        raise RuntimeError(
            f"function {function.name} without a $return binding returned a non-None value"
        )


class _Context(func.Context):
    """What a function may ask about its own invocation."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._id = str(uuid4())

    @property
    def invocation_id(self) -> str:
        return self._id

    @property
    def thread_local_storage(self) -> type[threading.local]:
        return threading.local

    @property
    def function_name(self) -> str:
        return self._name

    @property
    def function_directory(self) -> str:
        return os.getcwd()

    @property
    def trace_context(self) -> Any:
        return None

    @property
    def retry_context(self) -> Any:
        return None
