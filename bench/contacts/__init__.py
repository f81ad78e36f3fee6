"""The benchmark of contacts: what keeping them in step costs outside and here, and how that grows.

    python -m bench contacts [--quick] [--only counts|cpu|growth|firm|matching] [--json]

Every figure stands beside its target, where it has one, and beside what a naive pipeline costs; the CPU
beside its floor in the same run.
"""

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from bench.contacts.costs import count_figures, cpu_figures
from bench.contacts.firm import firm_figures
from bench.contacts.growth import contacts_growth
from bench.contacts.matching import matching_figures
from bench.mail.emulator import emulator
from bench.mail.figures import Figures
from bench.report import asked_of, report

PARTS = ("counts", "cpu", "growth", "firm", "matching")
_STORED = {"counts", "growth"}
"""Parts that need the storage emulator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is measured."""

    contacts: int = 1_000
    rounds: int = 3
    lists: tuple[int, ...] = (10, 100, 1_000, 5_000)
    firm_contacts: int = 5_000
    firms: tuple[int, ...] = (10, 200)
    matched: int = 5_000
    people: tuple[int, ...] = (10_000, 100_000, 1_000_000)


QUICK = Sizes(
    contacts=1_000,
    rounds=1,
    lists=(10, 100, 1_000),
    firm_contacts=100,
    firms=(5, 20),
    matched=500,
    people=(2_000, 20_000),
)


def run(arguments: list[str]) -> dict[str, object]:
    """Return every figure, and whether all targets are met."""
    asked = asked_of(
        arguments, name="contacts", told=__doc__, parts=PARTS, quick="minutes, not an hour"
    )
    figures = asyncio.run(_measure(QUICK if asked.is_quick else Sizes(), asked.parts))
    return report(figures, is_quick=asked.is_quick)


async def _measure(sizes: Sizes, parts: Sequence[str]) -> Figures:
    figures: Figures = {}
    async with emulator() if set(parts) & _STORED else nullcontext("") as storage:
        if "counts" in parts:
            figures |= await count_figures(storage, sizes.contacts)
        if "cpu" in parts:
            figures |= await cpu_figures(sizes.contacts, sizes.rounds)
        if "growth" in parts:
            figures |= await contacts_growth(storage, sizes.lists)
    if "firm" in parts:
        figures |= await firm_figures(sizes.firm_contacts, sizes.firms)
    if "matching" in parts:
        figures |= await matching_figures(sizes.matched, sizes.people)
    return figures
