"""A Telemetry (flows.ports.telemetry) by OpenTelemetry's SDK. It is handed codes, counts and ids, and adds none."""

from asyncio import to_thread
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from adapters.telemetry.sampling import ShareOfTraces, TraceIds
from sync_core.work import TraceId

_NAME = "rapport"


class ToldSpan:
    """A span of OpenTelemetry's, as the engine tells it."""

    def __init__(self, span: Span) -> None:
        self._span = span
        self.told: dict[str, str | int] = {}

    def tell(self, **told: str | int) -> None:
        """Add what is known of it."""
        self.told |= told
        for name, value in told.items():
            self._span.set_attribute(f"{_NAME}.{name}", value)

    def end(self, failed: str = "") -> None:
        """Say that it is over."""
        if failed:
            self._span.set_status(Status(StatusCode.ERROR, failed))
        self._span.end()


class OpenTelemetry:
    """Tells spans and metrics of one process. Made by adapters.telemetry.exporters."""

    def __init__(
        self, spans: SpanProcessor, metrics: Iterable[MetricReader], sampled_percent: int
    ) -> None:
        """Begin to tell.

        Args:
            spans: takes the spans that end.
            metrics: read the counts from time to time.
            sampled_percent: of all traces, how many are told as spans; metrics count everything.
        """
        resource = Resource({"service.name": _NAME})
        self._tracing = TracerProvider(
            sampler=ShareOfTraces(sampled_percent),
            resource=resource,
            id_generator=TraceIds(),
            shutdown_on_exit=False,
        )
        self._tracing.add_span_processor(spans)
        self._tracer = self._tracing.get_tracer(_NAME)
        self._measuring = MeterProvider(list(metrics), resource=resource, shutdown_on_exit=False)
        self._meter = self._measuring.get_meter(_NAME)
        self._took = self._meter.create_histogram("rapport.work.seconds", unit="s")
        self._gauges: dict[str, Any] = {}

    @contextmanager
    def work(self, trace: TraceId, task: str) -> Iterator[ToldSpan]:  # noqa: ARG002 - TraceIds asks flows.tracing for it
        """Open the span of a work item. What an exception says, which may quote, is not told."""
        began = perf_counter()
        with self._tracer.start_as_current_span(
            f"work {task}",
            kind=SpanKind.CONSUMER,
            end_on_exit=False,
            record_exception=False,
            set_status_on_exception=False,
        ) as opened:
            span = ToldSpan(opened)
            span.tell(task=task)
            failed = "fault"
            try:
                yield span
                failed = ""
            finally:
                span.end(failed)
                told = {"task": task, "outcome": str(span.told.get("outcome", ""))}
                self._took.record(perf_counter() - began, told)

    def begin(self, system: str, name: str) -> ToldSpan:
        """Begin the span of one request to another system."""
        return ToldSpan(self._tracer.start_span(f"{system} {name}", kind=SpanKind.CLIENT))

    def levels(self, levels: Mapping[str, float]) -> None:
        """Tell how high some things stand now."""
        for name, value in levels.items():
            if name not in self._gauges:
                self._gauges[name] = self._meter.create_gauge(f"{_NAME}.{name}")
            self._gauges[name].set(value)

    def count_by(self, read: Callable[[], Mapping[str, int]]) -> None:
        """Tell counts of this process: read whenever they are to be told."""
        for name in read():
            self._meter.create_observable_counter(f"{_NAME}.{name}", [_reading(read, name)])

    async def close(self) -> None:
        """Tell what was not told yet, and end; other work goes on meanwhile."""
        await to_thread(self._tracing.shutdown)
        await to_thread(self._measuring.shutdown)


def _reading(
    read: Callable[[], Mapping[str, int]], name: str
) -> Callable[[CallbackOptions], Iterable[Observation]]:
    return lambda _: [Observation(read()[name])]
