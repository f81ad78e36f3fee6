"""What a collector is sent over HTTP: the spans and metrics of a process, and the headers it asks for."""

import gzip
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from adapters.telemetry.exporters import to_collector
from flows.tracing import under
from sync_core.work import TraceId

TRACE = TraceId("00ff" * 8)


@dataclass
class Collector:
    """A collector on this machine, and what it was sent."""

    url: str = ""
    spans: ExportTraceServiceRequest = field(default_factory=ExportTraceServiceRequest)
    metrics: ExportMetricsServiceRequest = field(default_factory=ExportMetricsServiceRequest)
    keys: set[str | None] = field(default_factory=set)

    async def take_spans(self, request: web.Request) -> web.Response:
        """Take a batch of spans."""
        self.spans.MergeFromString(await self._sent(request))
        return web.Response()

    async def take_metrics(self, request: web.Request) -> web.Response:
        """Take a batch of metrics."""
        self.metrics.MergeFromString(await self._sent(request))
        return web.Response()

    async def _sent(self, request: web.Request) -> bytes:
        self.keys.add(request.headers.get("api-key"))
        body = await request.read()
        return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    told = Collector()
    app = web.Application()
    app.router.add_post("/v1/traces", told.take_spans)
    app.router.add_post("/v1/metrics", told.take_metrics)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    told.url = f"http://{host}:{port}"
    yield told
    await runner.cleanup()


async def test_a_collector_is_sent_spans_and_metrics_under_the_engines_trace(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "api-key=given")
    telemetry = to_collector(collector.url, 100)
    with under(TRACE), telemetry.work(TRACE, "mail.wake") as work:
        telemetry.begin("graph", "GET /users/{id}/messages").end()
        work.tell(captured=1)
    telemetry.levels({"poisoned": 2.0})
    await telemetry.close()

    (resource,) = collector.spans.resource_spans
    spans = [span for scope in resource.scope_spans for span in scope.spans]
    assert {span.trace_id.hex() for span in spans} == {TRACE}
    assert len(spans) == 2
    names = {
        metric.name
        for told in collector.metrics.resource_metrics
        for scope in told.scope_metrics
        for metric in scope.metrics
    }
    assert {"rapport.work.seconds", "rapport.poisoned"} <= names
    assert collector.keys == {"given"}
