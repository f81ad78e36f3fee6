"""The benchmark of mail: what it costs outside, what it costs here, and how that grows.

    python -m bench mail [--quick] [--only counts|cpu|webhook|memory|matching|imports] [--json]

Every figure stands beside its target, where it has one, and beside what a naive pipeline costs.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bench.mail.arriving import arriving_figures
from bench.mail.backfill import NAIVE_MESSAGES, backfill_figures
from bench.mail.cpu import cpu_figures
from bench.mail.emulator import emulator
from bench.mail.figures import Figures
from bench.mail.growth import growth_figures
from bench.mail.importing import importing_figures
from bench.mail.matching import matching_figures
from bench.mail.webhook import webhook_figures
from bench.report import asked_of, report

PARTS = ("counts", "cpu", "webhook", "memory", "matching", "imports")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is measured."""

    mailboxes: tuple[int, ...] = (1_000, 4_000)
    singles: int = 20
    naive_messages: int = NAIVE_MESSAGES
    cpu_messages: int = 2_000
    cpu_rounds: int = 5
    posts: int = 2_000
    many_messages: int = 100_000
    stored_messages: int = 10_000
    many_addresses: int = 1_000_000


QUICK = Sizes(
    mailboxes=(1_000,),
    cpu_messages=400,
    cpu_rounds=1,
    posts=100,
    many_messages=4_000,
    stored_messages=2_000,
    many_addresses=100_000,
)


def run(arguments: list[str]) -> dict[str, object]:
    """Return every figure, and whether all targets are met."""
    asked = asked_of(arguments, name="mail", told=__doc__, parts=PARTS, quick="a minute, not five")
    figures = asyncio.run(_measure(QUICK if asked.is_quick else Sizes(), asked.parts))
    return report(figures, is_quick=asked.is_quick)


async def _measure(sizes: Sizes, parts: Sequence[str]) -> Figures:
    figures: Figures = {}
    async with emulator() as storage:
        if "counts" in parts:
            for count in sizes.mailboxes:
                figures |= await backfill_figures(storage, count, sizes.naive_messages)
            figures |= await arriving_figures(
                storage, sizes.singles, naive_messages=sizes.naive_messages
            )
        if "cpu" in parts:
            figures |= await cpu_figures(storage, sizes.cpu_messages, sizes.cpu_rounds)
        if "webhook" in parts:
            figures |= await webhook_figures(storage, sizes.posts)
        if "memory" in parts:
            few, many, stored = 1_000, sizes.many_messages, sizes.stored_messages
            figures |= await asyncio.to_thread(growth_figures, few, many, stored, storage)
    if "matching" in parts:
        figures |= await matching_figures(many=sizes.many_addresses)
    if "imports" in parts:
        figures |= importing_figures()
    return figures
