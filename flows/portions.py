"""Many at once, but not too many: what is asked for goes in portions of the size that one request takes."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_portions(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield the items in their order, `size` at a time; the last portion may be smaller, and none is empty."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
