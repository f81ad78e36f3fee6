"""What happens inside the engine, told to whoever measures it: spans and levels. Codes, counts and ids only."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from sync_core.work import TraceId


class Span(Protocol):
    """Something that takes time."""

    def tell(self, **told: str | int) -> None:
        """Add what is known of it."""
        ...

    def end(self, failed: str = "") -> None:
        """Say that it is over; `failed` is the code of what went wrong."""
        ...


class Telemetry(Protocol):
    """Whoever measures. Nothing here waits, and nothing raises."""

    def work(self, trace: TraceId, task: str) -> AbstractContextManager[Span]:
        """Open the span of a work item; what begins inside belongs to it. It ends with its block."""
        ...

    def begin(self, system: str, name: str) -> Span:
        """Begin the span of one request to another system: graph, crm or storage."""
        ...

    def levels(self, levels: Mapping[str, float]) -> None:
        """Tell how high some things stand now: each name's former value is forgotten."""
        ...


class _Unheard:
    """A span that nobody measures."""

    def tell(self, **told: str | int) -> None:
        """Add nothing."""

    def end(self, failed: str = "") -> None:
        """Say nothing."""


class Silence:
    """Telemetry where nobody measures."""

    _span = _Unheard()

    @contextmanager
    def work(self, trace: TraceId, task: str) -> Iterator[Span]:  # noqa: ARG002 - nobody hears it
        """Open nothing."""
        yield self._span

    def begin(self, system: str, name: str) -> Span:  # noqa: ARG002 - nobody hears it
        """Begin nothing."""
        return self._span

    def levels(self, levels: Mapping[str, float]) -> None:
        """Tell nobody."""
