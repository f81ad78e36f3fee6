"""What one item costs in ever larger calendars or lists, and one look at them. Stated as ratios per item."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.mail.figures import Figures
from bench.spent import Spent, costs, times


@dataclass(frozen=True, slots=True)
class Size:
    """One size's costs."""

    items: int
    first: Spent
    unchanged: Spent
    one_change: Spent
    sweep: Spent


def growth_of(sizes: Sequence[Size], name: str, each: str) -> Figures:
    """Return what a first run, a comparison, an idle look and one change cost in each size.

    Args:
        sizes: the least first.
        name: of what holds the items; begins the figures' names.
        each: what is one item.
    """
    figures: Figures = {}
    for told in sizes:
        for what, spent, items in (
            ("first_run", told.first, told.items),
            ("sweep", told.sweep, told.items),
            ("unchanged", told.unchanged, 1),
            ("one_change", told.one_change, 1),
        ):
            unit = f"per_{each}" if items > 1 else "per_look"
            figures |= costs(f"{name}_of_{told.items}_{what}", spent, items, unit)
    return figures | _ratios(sizes, name, each)


def _ratios(sizes: Sequence[Size], name: str, each: str) -> Figures:
    """Return the largest size's costs as multiples: of an item, of the size before it; of a look, of the least."""
    least, before, last = sizes[0], sizes[-2], sizes[-1]
    figures: Figures = {}
    for what in ("first", "sweep"):
        small, large = (before.items, getattr(before, what)), (last.items, getattr(last, what))
        figures |= times(f"{name}_of_{last.items}_{what}", each, small, large)
    for what in ("unchanged", "one_change"):
        small, large = (1, getattr(least, what)), (1, getattr(last, what))
        figures |= times(f"{name}_of_{last.items}_{what}", "look", small, large, least.items)
    return figures
