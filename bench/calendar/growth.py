"""Growth: what one event costs in larger calendars, and one mailbox in larger firms. Stated as ratios per item."""

from collections.abc import Sequence

from bench.calendar.made_up import appointments, series, tenant_of
from bench.calendar.office import office
from bench.grown import Size, growth_of
from bench.mail.figures import Figure, Figures
from bench.mail.rig import OUTSIDE
from bench.spent import Spent, costs, times
from sync_core.work import Task

_EVENTS_EACH = 5
_SERIES = 100


async def events_growth(storage: str, sizes: Sequence[int]) -> Figures:
    """Return what a first run, a comparison, an idle look and one change cost in calendars of these sizes."""
    told = [await _calendar(storage, size) for size in sizes]
    return growth_of(told, "calendar", "event")


async def mailboxes_growth(sizes: Sequence[int]) -> Figures:
    """Return what an idle look and one change cost a mailbox, in firms of these sizes.

    The engine's memory is held in this process: a thousand mailboxes in the emulator take its time, not ours.
    """
    figures: Figures = {}
    by_name: dict[str, list[tuple[int, Spent]]] = {"unchanged": [], "one_change": []}
    for size in sizes:
        unchanged, changed = await _firm(size)
        for name, spent in (("unchanged", unchanged), ("one_change", changed)):
            figures |= costs(f"firm_of_{size}_{name}", spent, size, "per_mailbox")
            by_name[name].append((size, spent))
    for name, told in by_name.items():
        figures |= times(f"firm_of_{sizes[-1]}_{name}", "mailbox", told[0], told[-1])
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


async def _calendar(storage: str, size: int) -> Size:
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
    return Size(size, first, unchanged, one_change, sweep)


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
