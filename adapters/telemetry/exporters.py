"""Where telemetry goes: Azure Monitor, or any collector that takes OTLP. Loaded by the first export, in its thread.

So a cold start pays for none of it: an exporter takes most of a second to import.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any

from opentelemetry.sdk.metrics.export import (
    MetricExporter,
    MetricExportResult,
    MetricsData,
    PeriodicExportingMetricReader,
)
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from adapters.telemetry.telling import OpenTelemetry

_EVERY_MILLISECONDS = 60_000
"""A minute is as fine as a workbook shows."""

_OFF = (
    "APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL",
    "APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED",
)
"""Switches of Azure's exporter. It would report on itself to Microsoft, at an address that the firm did not choose,
and tell with each batch what this process is, which it looks for in a provider that is not ours."""

Make = Callable[[], Any]


class LateSpans(SpanExporter):
    """Exports spans by what is made at the first export."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._made: Any = None

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Export spans."""
        self._made = self._made or self._make()
        return SpanExportResult(self._made.export(spans))

    def shutdown(self) -> None:
        """End the exporter, where there is one yet."""
        if self._made:
            self._made.shutdown()


class LateMetrics(MetricExporter):
    """Exports metrics by what is made at the first export."""

    def __init__(self, make: Make) -> None:
        super().__init__()
        self._make = make
        self._made: Any = None

    def export(
        self, metrics_data: MetricsData, timeout_millis: float = 10_000, **told: Any
    ) -> MetricExportResult:
        """Export metrics."""
        self._made = self._made or self._make()
        return MetricExportResult(self._made.export(metrics_data, timeout_millis, **told))

    def force_flush(self, timeout_millis: float = 10_000) -> bool:
        """Export what waits, where there is an exporter yet."""
        return bool(self._made.force_flush(timeout_millis)) if self._made else True

    def shutdown(self, timeout_millis: float = 30_000, **told: Any) -> None:
        """End the exporter, where there is one yet."""
        if self._made:
            self._made.shutdown(timeout_millis, **told)


def to_azure_monitor(client_id: str | None, sampled_percent: int) -> OpenTelemetry:
    """Return telemetry for Application Insights, with the app's managed identity and no key.

    APPLICATIONINSIGHTS_CONNECTION_STRING names the resource, and proves nothing.

    Args:
        client_id: the user-assigned identity's; None: the app's own.
        sampled_percent: of all traces, how many are told as spans.
    """

    def options() -> dict[str, Any]:
        from azure.identity import ManagedIdentityCredential

        for switch in _OFF:
            os.environ.setdefault(switch, "true")
        identity = ManagedIdentityCredential(client_id=client_id)
        return {"credential": identity, "disable_offline_storage": True}

    def spans() -> Any:
        from azure.monitor.opentelemetry.exporter import AzureMonitorTraceExporter

        return AzureMonitorTraceExporter(**options())

    def metrics() -> Any:
        from azure.monitor.opentelemetry.exporter import AzureMonitorMetricExporter

        return AzureMonitorMetricExporter(**options())

    return late(spans, metrics, sampled_percent)


def to_collector(url: str, sampled_percent: int) -> OpenTelemetry:
    """Return telemetry for a collector that takes OTLP over HTTP.

    Args:
        url: the collector's address, without a path. OTEL_EXPORTER_OTLP_HEADERS names what else it asks for.
        sampled_percent: of all traces, how many are told as spans.
    """

    def spans() -> Any:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        return OTLPSpanExporter(endpoint=f"{url}/v1/traces")

    def metrics() -> Any:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter

        return OTLPMetricExporter(endpoint=f"{url}/v1/metrics")

    return late(spans, metrics, sampled_percent)


def late(spans: Make, metrics: Make, sampled_percent: int) -> OpenTelemetry:
    """Return telemetry whose exporters are made by their first export."""
    reader = PeriodicExportingMetricReader(
        LateMetrics(metrics), export_interval_millis=_EVERY_MILLISECONDS
    )
    return OpenTelemetry(BatchSpanProcessor(LateSpans(spans)), [reader], sampled_percent)
