"""The benchmark of calendars: what keeping them in step costs outside and here, and how that grows.

    python -m bench calendar [--quick] [--only counts|cpu|sweep|growth] [--json]

Every figure stands beside its target, where it has one, and beside what a naive pipeline costs; the CPU
beside vdirsyncer's in the same run.
"""

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from bench.calendar.costs import count_figures, cpu_figures
from bench.calendar.growth import events_growth, mailboxes_growth, series_sweep
from bench.mail.emulator import emulator
from bench.mail.figures import Figures
from bench.report import asked_of, report

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
    asked = asked_of(
        arguments, name="calendar", told=__doc__, parts=PARTS, quick="a minute, not ten"
    )
    figures = asyncio.run(_measure(QUICK if asked.is_quick else Sizes(), asked.parts))
    return report(figures, is_quick=asked.is_quick)


async def _measure(sizes: Sizes, parts: Sequence[str]) -> Figures:
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
