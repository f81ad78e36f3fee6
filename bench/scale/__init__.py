"""The benchmark of scale: a day of a large firm, lived by a model of the engine's own rules with measured times.

    python -m bench scale [--scenario NAME] [--mailboxes N] [--outage-hours N] [--plots DIR] [--quick] [--json]

Times come of `python -m bench cost`, measured first or read from --measured FILE; prices, assumptions and
what the plan does stand in --prices FILE (`prices`, `stated`, `platform`). The same seed gives the same day.
"""

import argparse
import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bench import cost
from bench.cost.arithmetic import NotMeasured
from bench.cost.prices import BadPrices, read_file, read_prices
from bench.cost.stated import Stated, read_stated
from bench.cost.work import Measured
from bench.scale.model import Beginning, Lived, live
from bench.scale.platform import Platform, platform_of
from bench.scale.report import told
from bench.scale.scenario import Scenario, Window
from bench.scale.services import Services, services_of

_HOUR = 3_600.0
_QUICK_MAILBOXES = 300
_AFTER_HOURS = 3
_CRM_SHARE = 0.93
"""Of the round trips a day needs: reached in the late afternoon."""
SCENARIOS = {
    "day": Scenario(),
    "outage": Scenario(name="a two-hour outage", outage=Window(9 * _HOUR, 11 * _HOUR)),
    "crm": Scenario(name="a CRM at its daily limit", hours=28),
}


def run(arguments: list[str]) -> dict[str, object]:
    """Return each scenario's numbers.

    Raises:
        SystemExit: an input was not measured or is none; it is named.
    """
    parser = argparse.ArgumentParser(prog="python -m bench scale", description=__doc__)
    parser.add_argument("--scenario", action="append", choices=SCENARIOS, help="repeatable")
    parser.add_argument("--mailboxes", type=int, help="10,000 unless told, 300 with --quick")
    parser.add_argument("--outage-hours", type=float, help="from nine on; 2 unless told")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="a small firm, measured quickly")
    parser.add_argument("--measured", type=Path, help="what bench cost printed")
    parser.add_argument("--prices", type=Path, help="other prices, assumptions, platform")
    parser.add_argument("--plots", type=Path, help="a folder for pictures of each scenario")
    asked = parser.parse_args(arguments)
    try:
        return _run(asked)
    except NotMeasured as missing:
        raise SystemExit(f"bench scale: not measured: {missing}") from None
    except (BadPrices, ValidationError) as bad:
        raise SystemExit(f"bench scale: {bad}") from None


def _run(asked: argparse.Namespace) -> dict[str, object]:
    others = read_file(asked.prices) if asked.prices else {}
    prices, stated = read_prices(others.get("prices", {})), read_stated(others.get("stated", {}))
    platform = platform_of(**others.get("platform", {}))
    sizes = cost.QUICK if asked.quick else cost.Sizes()
    services = services_of(_measured(asked, sizes), stated, sizes.burst)
    count = asked.mailboxes or (_QUICK_MAILBOXES if asked.quick else SCENARIOS["day"].mailboxes)
    rows: dict[str, object] = {}
    for name in asked.scenario or SCENARIOS:
        scenario = replace(_asked_for(name, asked.outage_hours), mailboxes=count, seed=asked.seed)
        lived = lived_day(_limited(name, scenario, services), services, platform, stated)
        rows[name] = told(lived, prices, stated)
        if asked.plots:
            from bench.scale.plots import draw

            draw(lived, asked.plots / f"scale-{name}.png")
    return {
        "scenarios": rows,
        "seed": asked.seed,
        "services": _services_told(services),
        "platform": platform.model_dump(mode="json"),
        "stated": stated.model_dump(mode="json"),
    }


def lived_day(scenario: Scenario, services: Services, platform: Platform, stated: Stated) -> Lived:
    """Return a scenario as it is lived with every timer that was measured."""
    schedules = cost.default_schedules() | dict(stated.schedules)
    known = {n: s for n, s in schedules.items() if f"timer.{n}" in services.kinds}
    return live(scenario, services, platform, Beginning(schedules=known))


def _asked_for(name: str, outage_hours: float | None) -> Scenario:
    """Return a scenario, with an outage as long as asked for and some hours after it."""
    scenario = SCENARIOS[name]
    if name != "outage" or outage_hours is None:
        return scenario
    ends = scenario.outage.begins + outage_hours * _HOUR
    return replace(
        scenario,
        name=f"an outage of {outage_hours:g} hours",
        outage=Window(scenario.outage.begins, ends),
        hours=max(scenario.hours, ends / _HOUR + _AFTER_HOURS),
    )


def _limited(name: str, scenario: Scenario, services: Services) -> Scenario:
    """Return the scenario of the CRM's limit with as many round trips as a part of the day's need."""
    if name != "crm":
        return scenario
    mails = scenario.mailboxes * scenario.mails_day
    need = mails * 2 / 3 * services.crm_trips(1)
    return replace(scenario, crm_trips_day=need * _CRM_SHARE)


def _measured(asked: argparse.Namespace, sizes: cost.Sizes) -> Measured:
    if not asked.measured:
        return asyncio.run(cost.measure_mail(sizes))
    found: Any = read_file(asked.measured).get("measured")
    if not isinstance(found, Mapping):
        raise NotMeasured("measured: expected what bench cost printed")
    return Measured.read(found)


def _services_told(services: Services) -> dict[str, object]:
    return {
        "cpu_ms": {n: round(w.cpu_seconds * 1_000, 1) for n, w in services.kinds.items()},
        "table_operations": {n: round(w.table_operations, 1) for n, w in services.kinds.items()},
        "sweep_requests": services.sweep_requests,
        "crm_trips_page": round(services.crm_trips_page, 2),
        "crm_trips_mail": round(services.crm_trips_mail, 2),
        "mail_cpu_ms": round(services.mail_cpu_seconds * 1_000, 2),
    }
