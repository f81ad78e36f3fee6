"""Growth: what one contact costs in longer lists, and one look at them. Stated as ratios per item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.contacts.made_up import people, tenant_of
from bench.contacts.office import office
from bench.mail.figures import Figures
from bench.spent import Spent, costs, times
from sync_core.work import Task


@dataclass(frozen=True, slots=True)
class _Size:
    """One size's costs."""

    items: int
    first: Spent
    unchanged: Spent
    one_change: Spent
    sweep: Spent


async def contacts_growth(storage: str, sizes: Sequence[int]) -> Figures:
    """Return what a first run, a comparison, an idle look and one change cost in lists of these sizes."""
    by_size = {size: await _list(storage, size) for size in sizes}
    figures: Figures = {}
    for size, told in by_size.items():
        for name, spent, items in (
            ("first_run", told.first, size),
            ("sweep", told.sweep, size),
            ("unchanged", told.unchanged, 1),
            ("one_change", told.one_change, 1),
        ):
            unit = "per_contact" if items > 1 else "per_look"
            figures |= costs(f"list_of_{size}_{name}", spent, items, unit)
    return figures | _ratios(by_size, sizes)


def _ratios(by_size: Mapping[int, _Size], sizes: Sequence[int]) -> Figures:
    """Return the largest size's costs as multiples: of a contact, of the size before it; of a look, of the least."""
    least, before, last = (by_size[size] for size in (sizes[0], sizes[-2], sizes[-1]))
    figures: Figures = {}
    for name in ("first", "sweep"):
        small, large = (before.items, getattr(before, name)), (last.items, getattr(last, name))
        figures |= times(f"list_of_{last.items}_{name}", "contact", small, large)
    for name in ("unchanged", "one_change"):
        small, large = (1, getattr(least, name)), (1, getattr(last, name))
        figures |= times(f"list_of_{last.items}_{name}", "look", small, large, least.items)
    return figures


async def _list(storage: str, size: int) -> _Size:
    tenant, (mailbox,) = tenant_of()
    async with office(tenant, [mailbox], storage) as firm:
        firm.add_in_outlook(mailbox, people(size))
        first = await firm.spend([mailbox])
        await firm.spend([mailbox])
        await firm.expect(mailbox, size)
        unchanged = await firm.spend([mailbox])
        firm.change_in_outlook(mailbox, firm.contacts[mailbox][-1:], "Promoted here")
        one_change = await firm.spend([mailbox])
        await firm.spend([mailbox])
        sweep = await firm.spend([mailbox], Task.CONTACTS_SWEEP)
    return _Size(size, first, unchanged, one_change, sweep)
