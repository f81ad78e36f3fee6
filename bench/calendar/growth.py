"""Growth: what one event costs in larger calendars, and one mailbox in larger firms. Stated as ratios per item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.calendar.made_up import appointments, series, tenant_of
from bench.calendar.office import Spent, office
from bench.mail.figures import Figure, Figures
from bench.mail.rig import OUTSIDE
from sync_core.work import Task

COUNTS_WITHIN = 1.25
"""Ten times the events or mailboxes: requests, round trips and transactions an item at most so many times."""
_EVENTS_EACH = 5
_SERIES = 100


@dataclass(frozen=True, slots=True)
class _Size:
    """One size's costs."""

    items: int
    first: Spent
    unchanged: Spent
    one_change: Spent
    sweep: Spent


async def events_growth(storage: str, sizes: Sequence[int]) -> Figures:
    """Return what a first run, a comparison, an idle look and one change cost in calendars of these sizes."""
    by_size = {size: await _calendar(storage, size) for size in sizes}
    figures: Figures = {}
    for size, told in by_size.items():
        for name, spent, items in (
            ("first_run", told.first, size),
            ("sweep", told.sweep, size),
            ("unchanged", told.unchanged, 1),
            ("one_change", told.one_change, 1),
        ):
            unit = "per_event" if items > 1 else "per_look"
            figures |= _costs(f"calendar_of_{size}_{name}", spent, items, unit)
    return figures | _ratios(by_size, sizes)


async def mailboxes_growth(sizes: Sequence[int]) -> Figures:
    """Return what an idle look and one change cost a mailbox, in firms of these sizes.

    The engine's memory is held in this process: a thousand mailboxes in the emulator take its time, not ours.
    """
    figures: Figures = {}
    cpu: dict[str, list[float]] = {"unchanged": [], "one_change": []}
    for size in sizes:
        unchanged, changed = await _firm(size)
        for name, spent in (("unchanged", unchanged), ("one_change", changed)):
            figures |= _costs(f"firm_of_{size}_{name}", spent, size, "per_mailbox")
            cpu[name].append(spent.cpu_seconds / size)
    for name, each in cpu.items():
        figures[f"firm_of_{sizes[-1]}_{name}_cpu_per_mailbox_times_{sizes[0]}"] = Figure(
            measured=each[-1] / each[0], unit="times"
        )
    return figures


async def series_sweep(storage: str) -> Figures:
    """Return what comparing series costs, a thousand of their occurrences."""
    tenant, (mailbox,) = tenant_of()
    async with office(tenant, [mailbox], storage) as firm:
        firm.add_in_outlook(mailbox, series(_SERIES))
        await firm.spend([mailbox])
        await firm.spend([mailbox])
        occurrences = len(await firm.in_crm(mailbox))
        await firm.expect(mailbox, occurrences)
        spent = await firm.spend([mailbox], Task.CALENDAR_SWEEP)
    return _thousand("sweep_series", spent, occurrences)


def _thousand(name: str, spent: Spent, items: int) -> Figures:
    figures = {
        f"{name}_{cost.value}_per_1000": Figure(
            measured=spent.outside[cost.value] * 1_000 / items, unit="count"
        )
        for cost in OUTSIDE
    }
    cpu = Figure(measured=spent.cpu_seconds * 1_000_000 / items, unit="ms")
    return figures | {f"{name}_cpu_ms_per_1000": cpu}


def _costs(name: str, spent: Spent, items: int, unit: str) -> Figures:
    counted = {cost.value: spent.outside[cost.value] for cost in OUTSIDE}
    figures = {
        f"{name}_{cost}_{unit}": Figure(measured=number / items, unit="count")
        for cost, number in counted.items()
    }
    cpu = Figure(measured=spent.cpu_seconds * 1_000 / items, unit="ms")
    return figures | {f"{name}_cpu_ms_{unit}": cpu}


def _ratios(by_size: Mapping[int, _Size], sizes: Sequence[int]) -> Figures:
    """Return the largest size's costs an event as multiples of those of the size before it."""
    before, last = by_size[sizes[-2]], by_size[sizes[-1]]
    figures: Figures = {}
    for name in ("first", "sweep"):
        small, large = getattr(before, name), getattr(last, name)
        for cost in (c.value for c in OUTSIDE):
            each = small.outside[cost] / before.items
            ratio = large.outside[cost] / last.items / each
            figures[f"calendar_of_{last.items}_{name}_{cost}_per_event_times_{before.items}"] = (
                Figure(measured=ratio, unit="times", at_most=COUNTS_WITHIN)
            )
        cpu = large.cpu_seconds / last.items / (small.cpu_seconds / before.items)
        figures[f"calendar_of_{last.items}_{name}_cpu_per_event_times_{before.items}"] = Figure(
            measured=cpu, unit="times"
        )
    return figures


async def _calendar(storage: str, size: int) -> _Size:
    tenant, (mailbox,) = tenant_of()
    async with office(tenant, [mailbox], storage) as firm:
        firm.add_in_outlook(mailbox, appointments(size))
        first = await firm.spend([mailbox])
        await firm.spend([mailbox])
        await firm.expect(mailbox, size)
        unchanged = await firm.spend([mailbox])
        firm.change_in_outlook(mailbox, firm.events[mailbox][-1:], "Renamed here")
        one_change = await firm.spend([mailbox])
        await firm.spend([mailbox])
        sweep = await firm.spend([mailbox], Task.CALENDAR_SWEEP)
    return _Size(size, first, unchanged, one_change, sweep)


async def _firm(size: int) -> tuple[Spent, Spent]:
    tenant, mailboxes = tenant_of(size)
    async with office(tenant, mailboxes) as firm:
        for mailbox in mailboxes:
            firm.add_in_outlook(mailbox, appointments(_EVENTS_EACH))
        await firm.spend(mailboxes)
        await firm.spend(mailboxes)
        await firm.expect(mailboxes[-1], _EVENTS_EACH)
        unchanged = await firm.spend(mailboxes)
        for mailbox in mailboxes:
            firm.change_in_outlook(mailbox, firm.events[mailbox][:1], "Renamed here")
        return unchanged, await firm.spend(mailboxes)
