"""The trace under which this is done, for adapters that write it down: the CRM's rows, spans.

Flows hand a trace on in the work items they enqueue. What they ask of a port is done under the trace of the
work item that runs; no port has to carry it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sync_core.work import TraceId

_NONE = TraceId("")
_UNDER = ContextVar("trace", default=_NONE)


def current_trace() -> TraceId:
    """Return the trace of the work item that runs; empty where a person or a command acts."""
    return _UNDER.get()


@contextmanager
def under(trace: TraceId) -> Iterator[None]:
    """Let all that is done inside be done under a trace."""
    before = _UNDER.set(trace)
    try:
        yield
    finally:
        _UNDER.reset(before)
