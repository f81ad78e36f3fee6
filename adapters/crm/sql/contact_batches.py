"""Many writes in one transaction, where one that the database refuses costs no other."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import TypeVar

from adapters.crm.sql.failures import RowRefused

T = TypeVar("T")
D = TypeVar("D")


async def in_halves(
    write: Callable[[Sequence[T]], Awaitable[Sequence[D]]], items: Sequence[T], refused: D
) -> list[D]:
    """Write items whole; where the database refuses a row, find the one and write the others.

    A single one is tried twice: what another writer took meanwhile shows only at the second look.
    """
    if not items:
        return []
    try:
        return [*await write(items)]
    except RowRefused:
        half = len(items) // 2
    if half:
        return [
            *await in_halves(write, items[:half], refused),
            *await in_halves(write, items[half:], refused),
        ]
    try:
        return [*await write(items)]
    except RowRefused:
        return [refused]


async def in_waves(
    write: Callable[[Sequence[T]], Awaitable[Sequence[D]]],
    items: Sequence[T],
    name: Callable[[T], Hashable],
) -> tuple[D, ...]:
    """Write items, a second one of the same name after the first; answers in the order of items."""
    answers: dict[int, D] = {}
    for wave in _waves([name(item) for item in items]):
        answers.update(zip(wave, await write([items[place] for place in wave]), strict=True))
    return tuple(answers[place] for place in range(len(items)))


def _waves(names: Sequence[Hashable]) -> list[list[int]]:
    """Return the places of names in waves, in each of which a name stands once."""
    waves: list[list[int]] = []
    seen: dict[Hashable, int] = {}
    for place, name in enumerate(names):
        wave = seen.get(name, 0)
        seen[name] = wave + 1
        if wave == len(waves):
            waves.append([])
        waves[wave].append(place)
    return waves
