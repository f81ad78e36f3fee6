"""Growth: what one contact costs in longer lists, and one look at them. Stated as ratios per item."""

from collections.abc import Sequence

from bench.contacts.made_up import people, tenant_of
from bench.contacts.office import office
from bench.grown import Size, growth_of
from bench.mail.figures import Figures
from sync_core.work import Task


async def contacts_growth(storage: str, sizes: Sequence[int]) -> Figures:
    """Return what a first run, a comparison, an idle look and one change cost in lists of these sizes."""
    told = [await _list(storage, size) for size in sizes]
    return growth_of(told, "list", "contact")


async def _list(storage: str, size: int) -> Size:
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
    return Size(size, first, unchanged, one_change, sweep)
