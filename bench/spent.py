"""What something cost, outside and here, and how that grows: shared by the benchmarks of calendars and contacts."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.mail.figures import Figure, Figures
from bench.mail.rig import OUTSIDE

COUNTS_WITHIN = 1.25
"""Ten times the items: requests, round trips and transactions an item at most so many times."""
CPU_WITHIN = 1.5
"""The same of CPU time, which varies by a third from run to run on a shared machine."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What something cost: requests, round trips and transactions by name, and CPU without the tenant's."""

    outside: Mapping[str, int]
    cpu_seconds: float


def costs(name: str, spent: Spent, items: int, unit: str) -> Figures:
    """Return what something cost, an item."""
    counted = {cost.value: spent.outside[cost.value] for cost in OUTSIDE}
    figures = {
        f"{name}_{cost}_{unit}": Figure(measured=number / items, unit="count")
        for cost, number in counted.items()
    }
    cpu = Figure(measured=spent.cpu_seconds * 1_000 / items, unit="ms")
    return figures | {f"{name}_cpu_ms_{unit}": cpu}


def times(
    name: str,
    each: str,
    small: tuple[int, Spent],
    large: tuple[int, Spent],
    than: int | None = None,
) -> Figures:
    """Return what each item of a large number costs as a multiple of one of a small number.

    Args:
        name: begins the figures' names.
        each: what is one item.
        small: how many, and what they cost.
        large: the same.
        than: the size compared with, where it is not how many.
    """
    (few, little), (many, much) = small, large
    figures = {
        f"{name}_{cost.value}_per_{each}_times_{than or few}": Figure(
            measured=much.outside[cost.value] / many / (little.outside[cost.value] / few),
            unit="times",
            at_most=COUNTS_WITHIN,
        )
        for cost in OUTSIDE
        if little.outside[cost.value]
    }
    cpu = much.cpu_seconds / many / (little.cpu_seconds / few)
    timed = Figure(measured=cpu, unit="times", at_most=CPU_WITHIN)
    return figures | {f"{name}_cpu_per_{each}_times_{than or few}": timed}
