"""Settings that move the bill, each turned by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.cost.stated import Stated


@dataclass(frozen=True, slots=True)
class Knob:
    """One setting, turned."""

    says: str
    stated: Mapping[str, Any] = field(default_factory=dict)
    schedules: Mapping[str, str] = field(default_factory=dict)


KNOBS = (
    Knob("as deployed"),
    Knob("instances of 512 MB", {"instance_mb": 512, "cores": 0.25}),
    Knob("no always ready instance", {"always_ready_http": 0}),
    Knob("no lines of the host's own (logLevel Function: Warning)", {"host_log_lines": 0}),
    Knob("the CRM's changes are asked for every five minutes", {}, {"crmfeed": "30 */5 * * * *"}),
    Knob("schedule.sweep_minutes 240", {"sweep_minutes": 240}),
    Knob("calendars and contacts looked at hourly", {"look_minutes": 60}),
    Knob("calendars and contacts looked at every 15 minutes", {"look_minutes": 15}),
    Knob("twice the mail", {"mails_day": 120}),
    Knob("a CRM across the Internet: 0.2 s a round trip", {"crm_seconds": 0.2}),
    Knob("a slow Graph: 1 s a request", {"graph_seconds": 1.0}),
)


def turned(
    knob: Knob, stated: Stated, schedules: Mapping[str, str]
) -> tuple[Stated, dict[str, str]]:
    """Return the assumptions and schedules with a knob turned; a timer that is not there stays so."""
    moved = {n: s for n, s in knob.schedules.items() if n in schedules}
    return stated.model_copy(update=dict(knob.stated)), dict(schedules) | moved
