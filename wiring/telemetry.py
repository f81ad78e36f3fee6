"""Who measures this process: chosen by RAPPORT_TELEMETRY, loaded where somebody is chosen."""

from typing import TYPE_CHECKING

from flows.meter import Meter
from wiring.settings import Settings, TelemetryTarget

if TYPE_CHECKING:
    from adapters.telemetry.telling import OpenTelemetry


def measured(settings: Settings) -> "tuple[Meter, OpenTelemetry | None]":
    """Return the process's meter, and who is told what it counts; None: nobody."""
    telemetry = _chosen(settings)
    if telemetry is None:
        return Meter(), None
    meter = Meter(telemetry)
    telemetry.count_by(meter.read)
    return meter, telemetry


def _chosen(settings: Settings) -> "OpenTelemetry | None":
    if settings.telemetry is TelemetryTarget.NONE:
        return None
    from adapters.telemetry import exporters

    percent = settings.telemetry_percent
    if settings.telemetry is TelemetryTarget.AZURE_MONITOR:
        return exporters.to_azure_monitor(settings.client_id, percent)
    return exporters.to_collector(str(settings.otlp_endpoint), percent)  # the loader saw to it
