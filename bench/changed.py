"""What a mailbox went through in a benchmark of changes, and its figures: the same of calendars and of contacts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.mail.figures import Figure, Figures
from bench.spent import Spent
from flows.meter import Cost

GRAPH, CRM, STORAGE = (
    c.value for c in (Cost.GRAPH_REQUESTS, Cost.CRM_ROUND_TRIPS, Cost.STORAGE_TRANSACTIONS)
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One scenario: what was done to how many items."""

    items: int
    spent: Spent
    echo: Spent
    """The next look, to which both sides tell the engine's own writes."""

    def per_thousand(self, cost: str) -> float:
        """Return a cost outside a thousand items, the echo included."""
        return (self.spent.outside[cost] + self.echo.outside[cost]) * 1_000 / self.items

    @property
    def cpu_ms_per_thousand(self) -> float:
        """CPU milliseconds a thousand items, the echo included."""
        return (self.spent.cpu_seconds + self.echo.cpu_seconds) * 1_000_000 / self.items


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that one mailbox went through."""

    unchanged: Spent
    """One look at a mailbox in which nothing happened."""
    sweep: Spent
    """Both sides compared whole, all in step; twice `items` of them."""
    sweep_pages: tuple[bytes, ...]
    """The pages of Outlook's items that it read."""
    by_name: dict[str, Measured]
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """CPU milliseconds a thousand items: what a comparison cannot do without."""

    decode: float
    digest: float
    """Of both sides: what is compared."""
    items: int

    @property
    def whole(self) -> float:
        """Both together."""
        return self.decode + self.digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What may be asked of the outside at most, by cost."""

    unchanged: Mapping[str, float]
    """A look at a mailbox in which nothing happened."""
    to_crm: Mapping[str, float]
    """A thousand items new or changed in Outlook."""
    to_outlook: Mapping[str, float]
    """A thousand items new or changed in the CRM."""
    sweep: Mapping[str, float]
    """A thousand items compared whole."""


def counts_of(
    told: Changes, naive: Mapping[str, Mapping[str, float]], targets: Targets, sweep: str
) -> Figures:
    """Return what was asked of the outside, a thousand items; the echo of the engine's writes included.

    Args:
        told: what the mailbox went through.
        naive: what each kind of change costs the naive pipeline, a thousand items.
        targets: stand beside the figures.
        sweep: begins the names of the comparison's figures.
    """
    figures = {
        f"unchanged_mailbox_{cost}": Figure(
            measured=told.unchanged.outside[cost],
            unit="count",
            at_most=target,
            naive=told.sweep.outside[cost],
        )
        for cost, target in targets.unchanged.items()
    }
    for name, measured in told.by_name.items():
        those = targets.to_crm if name.endswith("in_outlook") else targets.to_outlook
        for cost, target in those.items():
            figures[f"{name}_{cost}_per_1000"] = Figure(
                measured=measured.per_thousand(cost),
                unit="count",
                at_most=target,
                naive=naive[name][cost],
            )
    compared = {
        f"{sweep}_{cost}_per_1000": Figure(
            measured=told.sweep.outside[cost] * 1_000 / (2 * told.items),
            unit="count",
            at_most=target,
        )
        for cost, target in targets.sweep.items()
    }
    return figures | compared


def cpu_of(ran: Sequence[Changes], floor: Floor, within: float) -> Figures:
    """Return CPU milliseconds a thousand items, and a comparison's ratio to its floor.

    Args:
        ran: some rounds; the least disturbed one counts.
        floor: of the same pages.
        within: so many times the floor a comparison takes at most.
    """
    figures: Figures = {
        "cpu_unchanged_mailbox_ms": milliseconds(min(r.unchanged.cpu_seconds for r in ran) * 1_000)
    }
    for name in ran[0].by_name:
        least = min(r.by_name[name].cpu_ms_per_thousand for r in ran)
        figures[f"cpu_{name}_ms_per_1000"] = milliseconds(least)
    sweep = min(r.sweep.cpu_seconds * 1_000_000 / (2 * r.items) for r in ran)
    for name, each in (("decode", floor.decode), ("digest", floor.digest)):
        figures[f"cpu_floor_{name}_ms_per_1000"] = milliseconds(each)
    return figures | {
        "cpu_sweep_ms_per_1000": milliseconds(sweep),
        "cpu_sweep_times_floor": Figure(measured=sweep / floor.whole, unit="times", at_most=within),
    }


def milliseconds(measured: float) -> Figure:
    """Return a figure of CPU without a target."""
    return Figure(measured=measured, unit="ms")
