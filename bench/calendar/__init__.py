"""The benchmark of calendars: what keeping them in step costs outside and here, and how that grows.

    python -m bench calendar [--quick] [--only counts|cpu|sweep|growth] [--json]

Every figure stands beside its target, where it has one, and beside what a naive pipeline costs; the CPU
beside vdirsyncer's in the same run.
"""

import argparse
import asyncio
import os
import platform
from contextlib import nullcontext
from dataclasses import dataclass

from bench.calendar.costs import count_figures, cpu_figures
from bench.calendar.growth import events_growth, mailboxes_growth, series_sweep
from bench.mail.emulator import emulator
from bench.mail.figures import Figures

PARTS = ("counts", "cpu", "sweep", "growth")
_STORED = {"counts", "sweep", "growth"}
"""Parts that need the storage emulator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is measured."""

    events: int = 1_000
    rounds: int = 3
    calendars: tuple[int, ...] = (10, 100, 1_000, 10_000)
    firms: tuple[int, ...] = (10, 100, 1_000)


QUICK = Sizes(rounds=1, calendars=(10, 100, 1_000), firms=(10, 100))


def run(arguments: list[str]) -> dict[str, object]:
    """Return every figure, and whether all targets are met."""
    parser = argparse.ArgumentParser(prog="python -m bench calendar", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller sizes: a minute, not ten")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part; repeatable")
    told = parser.parse_args(arguments)
    figures = asyncio.run(_measure(QUICK if told.quick else Sizes(), told.only or PARTS))
    missed = [name for name, figure in figures.items() if figure.is_met is False]
    return {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "quick": told.quick,
        "figures": {name: figure.told() for name, figure in figures.items()},
        "all_met": not missed,
        "missed": missed,
    }


async def _measure(sizes: Sizes, parts: list[str] | tuple[str, ...]) -> Figures:
    figures: Figures = {}
    async with emulator() if set(parts) & _STORED else nullcontext("") as storage:
        if "counts" in parts:
            figures |= await count_figures(storage, sizes.events)
        if "cpu" in parts:
            figures |= await cpu_figures(sizes.events, sizes.rounds)
        if "sweep" in parts:
            figures |= await series_sweep(storage)
        if "growth" in parts:
            figures |= await events_growth(storage, sizes.calendars)
            figures |= await mailboxes_growth(sizes.firms)
    return figures
