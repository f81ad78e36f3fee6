"""Which traces are kept: all of a trace or nothing of it, on every instance alike."""

from collections.abc import Sequence
from typing import Any

from opentelemetry.context import Context
from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision, Sampler, SamplingResult
from opentelemetry.trace import Link, SpanKind
from opentelemetry.trace.span import TraceState

from flows.tracing import current_trace

_HIGHEST_BITS = 32


class TraceIds(IdGenerator):
    """A work item's own trace is its spans' trace: one id from the notification to the CRM's row."""

    def __init__(self) -> None:
        self._random = RandomIdGenerator()

    def generate_trace_id(self) -> int:
        """Return the trace that runs, as a number; a random one where none does."""
        trace = current_trace()
        return int(trace, 16) if trace else self._random.generate_trace_id()

    def generate_span_id(self) -> int:
        """Return a random span id."""
        return self._random.generate_span_id()


class ShareOfTraces(Sampler):
    """Keeps some percent of all traces, by the beginning of their ids.

    The SDK's own sampler by ratio looks at the last half, where a random UUID has fixed bits: it would keep none.
    """

    def __init__(self, percent: int) -> None:
        self._below = percent * (1 << _HIGHEST_BITS) // 100
        self._percent = percent

    def should_sample(
        self,
        parent_context: Context | None,  # noqa: ARG002 - the SDK's signature
        trace_id: int,
        name: str,  # noqa: ARG002 - likewise
        kind: SpanKind | None = None,  # noqa: ARG002 - likewise
        attributes: Any = None,
        links: Sequence[Link] | None = None,  # noqa: ARG002 - likewise
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        """Return whether a trace is kept."""
        is_kept = trace_id >> (128 - _HIGHEST_BITS) < self._below
        decision = Decision.RECORD_AND_SAMPLE if is_kept else Decision.DROP
        return SamplingResult(decision, attributes if is_kept else None, trace_state)

    def get_description(self) -> str:
        """Return the sampler's name."""
        return f"ShareOfTraces({self._percent})"
