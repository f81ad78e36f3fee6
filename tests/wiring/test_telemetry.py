import subprocess
import sys

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from adapters.telemetry import exporters
from adapters.telemetry.telling import OpenTelemetry
from flows.ports.telemetry import Silence
from tests.functions.conftest import ENVIRONMENT
from wiring.settings import BadSettings, Settings
from wiring.telemetry import measured


def settings(**told: str) -> Settings:
    return Settings.read({**ENVIRONMENT, **told})


def test_nobody_measures_unless_a_setting_says_so() -> None:
    meter, telemetry = measured(settings())

    assert telemetry is None
    assert isinstance(meter.telemetry, Silence)


def test_what_measures_is_not_even_loaded_where_nobody_asks_for_it() -> None:
    told = "import sys, wiring.engine; print([m for m in sys.modules if 'adapters.telemetry' in m or m.startswith('azure.monitor')])"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize(("told", "percent"), [({}, 5), ({"RAPPORT_TELEMETRY_PERCENT": "0"}, 0)])
async def test_azure_monitor_is_told_what_the_meter_counts_and_the_share_of_traces_asked_for(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, str], percent: int
) -> None:
    asked: list[int] = []

    def late(spans: object, metrics: object, sampled_percent: int) -> OpenTelemetry:  # noqa: ARG001 - of no exporter here
        asked.append(sampled_percent)
        return OpenTelemetry(SimpleSpanProcessor(InMemorySpanExporter()), [], sampled_percent)

    monkeypatch.setattr(exporters, "late", late)
    meter, telemetry = measured(settings(RAPPORT_TELEMETRY="azure_monitor", **told))

    assert telemetry is not None
    assert meter.telemetry is telemetry
    assert asked == [percent]
    await telemetry.close()


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"RAPPORT_TELEMETRY": "everything"}, "RAPPORT_TELEMETRY: .*azure_monitor"),
        ({"RAPPORT_TELEMETRY_PERCENT": "101"}, "RAPPORT_TELEMETRY_PERCENT: .*100"),
        ({"RAPPORT_TELEMETRY": "otlp"}, "otlp needs OTEL_EXPORTER_OTLP_ENDPOINT"),
    ],
)
def test_a_wrong_choice_is_named_with_what_was_expected(
    told: dict[str, str], expected: str
) -> None:
    with pytest.raises(BadSettings, match=expected):
        settings(**told)
