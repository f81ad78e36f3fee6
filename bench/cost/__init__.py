"""The benchmark of cost: measured requests, transactions, CPU and log bytes, turned into USD.

    python -m bench cost [--quick] [--prices FILE] [--measured FILE] [--json]

FILE of --prices holds `prices` and `stated` in JSON or YAML; what it does not name stays. FILE of --measured
is what a former run printed: nothing is measured again. What was not measured is named, and nothing is told.
"""

import argparse
import asyncio
import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.cost.arithmetic import NotMeasured, bill
from bench.cost.knobs import KNOBS, turned
from bench.cost.month import Firm, bounds, month, seconds_of
from bench.cost.prices import BadPrices, PriceList, read_file, read_prices
from bench.cost.stated import Stated, read_stated
from bench.cost.work import Measured, Work
from bench.mail.emulator import ROOT, emulator
from sync_core.ncrontab import BadSchedule

_MAIL = {
    "arriving": ("mail.posted_1000", "mail.arriving_1000"),
    "gathered": ("mail.posted_1000", "mail.gathered_1000"),
    "history": ("mail.history_1000",),
}
_CHANGES = {"calendar": "calendar.changed_1000", "contacts": "contacts.changed_1000"}
_FIRM_OF_KNOBS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is measured."""

    history: int = 1_000
    singles: int = 50
    burst: int = 20
    events: int = 100
    contacts: int = 100


QUICK = Sizes(history=100, singles=8, events=12, contacts=12)


def run(arguments: list[str]) -> dict[str, object]:
    """Return what was measured and what it costs.

    Raises:
        SystemExit: an input was not measured or is none; it is named.
    """
    parser = argparse.ArgumentParser(prog="python -m bench cost", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="smaller sizes: half a minute, not two"
    )
    parser.add_argument("--prices", type=Path, help="other prices and assumptions (JSON or YAML)")
    parser.add_argument("--measured", type=Path, help="what a former run printed")
    told = parser.parse_args(arguments)
    try:
        prices, stated = _told(read_file(told.prices) if told.prices else {})
        measured = (
            Measured.read(_part(read_file(told.measured), "measured"))
            if told.measured
            else asyncio.run(measure(QUICK if told.quick else Sizes()))
        )
        return report(measured, prices, stated, default_schedules())
    except NotMeasured as missing:
        raise SystemExit(f"bench cost: not measured: {missing}") from None
    except (BadPrices, BadSchedule) as bad:
        raise SystemExit(f"bench cost: {bad}") from None


async def measure(sizes: Sizes) -> Measured:
    """Return what every piece of work takes, measured now.

    Raises:
        NotQuiet: something failed: what was measured is no ordinary work.
        DidNotStart: the storage emulator is not installed (`make setup`).
    """
    from bench.cost import (
        mail,
        streams,
    )  # the engine and its adapters: a second, not needed for prices alone

    async with emulator() as storage:
        works = await mail.mail_works(storage, sizes.history, sizes.singles, sizes.burst)
        works |= await mail.timer_works(storage)
        works |= await streams.calendar_works(storage, sizes.events)
        works |= await streams.contact_works(storage, sizes.contacts)
    return Measured(works)


async def measure_mail(sizes: Sizes) -> Measured:
    """Return what mail and the timers take, measured now; raises as `measure`."""
    from bench.cost import mail

    async with emulator() as storage:
        works = await mail.mail_works(storage, sizes.history, sizes.singles, sizes.burst)
        return Measured(works | await mail.timer_works(storage))


def report(
    measured: Measured, prices: PriceList, stated: Stated, schedules: Mapping[str, str]
) -> dict[str, object]:
    """Return what was measured, under what it was reckoned, and what it costs.

    Raises:
        NotMeasured: names what is missing.
    """
    ticking = dict(schedules) | dict(stated.schedules)
    return {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "measured": measured.told(),
        "seconds": _seconds(measured, stated),
        "usd_per_million_mails": {
            name: _between([measured.need(n) for n in names], prices, stated, 1_000)
            for name, names in _MAIL.items()
        },
        "usd_per_1000_changes": {
            name: _between([measured.need(work)], prices, stated, 1)
            for name, work in _CHANGES.items()
        },
        "usd_per_mailbox_month": _firms(measured, prices, stated, ticking),
        "knobs": _knobs(measured, prices, stated, ticking),
        "schedules": ticking,
        "stated": stated.model_dump(mode="json"),
        "prices": prices.model_dump(mode="json"),
        "unconfirmed_prices": sorted(_unconfirmed(prices)),
    }


def default_schedules() -> dict[str, str]:
    """Return when each timer ticks by local.settings.sample.json, by its function's name."""
    from bench.cost.gauge import timers

    values = json.loads((ROOT / "local.settings.sample.json").read_text())["Values"]
    return {name: values[setting] for name, setting in timers().items()}


def _told(told: Mapping[str, Any]) -> tuple[PriceList, Stated]:
    unknown = sorted(set(told) - {"prices", "stated"})
    if unknown:
        raise BadPrices(f"{', '.join(unknown)}: expected `prices` and `stated`")
    prices, stated = _part(told, "prices", {}), _part(told, "stated", {})
    return read_prices(prices), read_stated(stated)


def _part(told: Mapping[str, Any], name: str, default: Any = None) -> Mapping[str, Any]:
    part = told.get(name, default)
    if not isinstance(part, Mapping):
        raise BadPrices(f"{name}: expected a mapping of names")
    return part


def _seconds(measured: Measured, stated: Stated) -> dict[str, float]:
    """Return how long one execution of each piece of work takes, CPU and waiting."""
    return {
        name: round(seconds_of(work, stated) / work.executions, 3)
        for name, work in measured.works.items()
        if work.executions
    }


def _between(
    works: list[Work], prices: PriceList, stated: Stated, times: float
) -> dict[str, dict[str, float]]:
    """Return what some work costs so many times: at least, sharing instances; at most, each alone."""
    least, most = bounds(works, stated)
    return {
        "shared": bill(least.times(times), prices).told(),
        "alone": bill(most.times(times), prices).told(),
    }


def _firms(
    measured: Measured, prices: PriceList, stated: Stated, schedules: Mapping[str, str]
) -> list[dict[str, object]]:
    """Return the month of firms of several sizes, idle and busy, with more and more kept in step."""
    kinds = {
        "idle mail": {"mails": False},
        "mail": {},
        "mail, calendars": {"calendars": True},
        "mail, calendars, contacts": {"calendars": True, "contacts": True},
    }
    rows: list[dict[str, object]] = []
    for mailboxes in stated.firms:
        for kind, switches in kinds.items():
            used = month(Firm(mailboxes=mailboxes, **switches), measured, stated, schedules)
            whole, granted = bill(used, prices), bill(used, prices, with_grants=True)
            rows.append(
                {
                    "mailboxes": mailboxes,
                    "kept": kind,
                    "firm": whole.told(),
                    "with_free_grants": float(f"{granted.total:.4g}"),
                    "per_mailbox": float(f"{whole.total / mailboxes:.3g}"),
                    "used": {n: round(v or 0.0, 1) for n, v in asdict(used).items()},
                }
            )
    return rows


def _knobs(
    measured: Measured, prices: PriceList, stated: Stated, schedules: Mapping[str, str]
) -> list[dict[str, object]]:
    """Return what one setting alone moves of the month of a firm with everything kept in step."""
    firm = Firm(mailboxes=_FIRM_OF_KNOBS, calendars=True, contacts=True)
    rows: list[dict[str, object]] = []
    for knob in KNOBS:
        there, ticking = turned(knob, stated, schedules)
        used = month(firm, measured, there, ticking)
        rows.append({"knob": knob.says, "mailboxes": firm.mailboxes} | bill(used, prices).told())
    return rows


def _unconfirmed(prices: PriceList) -> list[str]:
    return [
        name
        for name, price in prices.model_dump().items()
        if isinstance(price, dict) and not price["is_confirmed"]
    ]
