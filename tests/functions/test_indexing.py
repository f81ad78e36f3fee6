import os
import subprocess
import sys
from typing import Any

import pytest

from simulator.processes.firm import REPOSITORY
from tests.app import app

HTTP, QUEUE, TIMER = "httpTrigger", "queueTrigger", "timerTrigger"
EVENT_GRID = "eventGridTrigger"
EXPECTED = {
    "notifications": (HTTP, {"route": "api/notifications", "authLevel": "ANONYMOUS"}),
    "lifecycle": (HTTP, {"route": "api/lifecycle", "authLevel": "ANONYMOUS"}),
    "graph_events": (EVENT_GRID, {"name": "event"}),
    "health": (HTTP, {"route": "api/health", "authLevel": "ANONYMOUS"}),
    "pages": (HTTP, {"route": "{*path}", "authLevel": "ANONYMOUS"}),
    "work": (QUEUE, {"queueName": "work", "connection": "AzureWebJobsStorage"}),
    "bulk": (QUEUE, {"queueName": "bulk", "connection": "AzureWebJobsStorage"}),
    "work_poison": (QUEUE, {"queueName": "work-poison", "connection": "AzureWebJobsStorage"}),
    "bulk_poison": (QUEUE, {"queueName": "bulk-poison", "connection": "AzureWebJobsStorage"}),
    "sweep": (TIMER, {"schedule": "%RAPPORT_SWEEP_SCHEDULE%"}),
    "subscriptions": (TIMER, {"schedule": "%RAPPORT_SUBSCRIPTIONS_SCHEDULE%"}),
    "directory": (TIMER, {"schedule": "%RAPPORT_DIRECTORY_SCHEDULE%"}),
    "rematch": (TIMER, {"schedule": "%RAPPORT_REMATCH_SCHEDULE%"}),
    "crmfeed": (TIMER, {"schedule": "%RAPPORT_CRM_FEED_SCHEDULE%"}),
    "prune": (TIMER, {"schedule": "%RAPPORT_PRUNE_SCHEDULE%"}),
    "watch": (TIMER, {"schedule": "%RAPPORT_HEALTH_SCHEDULE%"}),
}


def bindings() -> dict[str, list[dict[str, Any]]]:
    app.functions_bindings = {}  # names are checked against those of an earlier call
    return {
        str(f.get_function_name()): [b.get_dict_repr() for b in f.get_bindings()]
        for f in app.get_functions()
    }


def text(value: Any) -> str:
    """Return a binding's value as the host reads it: enums by their name."""
    return str(getattr(value, "name", value))


def test_every_function_indexes_and_there_are_no_others() -> None:
    assert set(bindings()) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_function_is_bound_as_the_host_needs_it(name: str) -> None:
    kind, fields = EXPECTED[name]
    trigger = next(b for b in bindings()[name] if b["type"] == kind)

    assert {k: text(trigger[k]) for k in fields} == fields


def test_no_timer_runs_when_an_instance_merely_starts() -> None:
    timers = [b for bound in bindings().values() for b in bound if b["type"] == TIMER]

    assert [t["runOnStartup"] for t in timers] == [False] * 7
    assert [t["useMonitor"] for t in timers] == [True] * 7


def test_nothing_but_http_functions_return_something() -> None:
    returning = {n for n, bound in bindings().items() if any(b["name"] == "$return" for b in bound)}

    assert returning == {n for n, (kind, _) in EXPECTED.items() if kind == HTTP}


HEAVY = [
    "aiohttp",
    "azure.identity",
    "jwt",
    "matplotlib",
    "msgraph",
    "opentelemetry.sdk",
    "sqlalchemy",
]


def test_an_instance_starts_without_the_libraries_that_only_work_needs(
    environment: dict[str, str],
) -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys, function_app; print([m for m in {HEAVY} if m in sys.modules])",
        ],
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    assert told.stdout.strip() == "[]"
