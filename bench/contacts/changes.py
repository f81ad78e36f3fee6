"""What changes cost: contacts made and changed on either side, and a look that finds nothing new."""

from collections.abc import Awaitable, Callable

from bench.changed import Changes, Measured
from bench.contacts.made_up import people, tenant_of
from bench.contacts.office import Office, office
from bench.mail.rig import NotQuiet
from sync_core.work import MailboxId, Task


async def changes(count: int, storage: str | None = None) -> Changes:
    """Take a user of so many contacts through every change of as many.

    Args:
        count: contacts made, and then changed, on each side.
        storage: connection string of an emulator; None holds memory in this process.
    """
    tenant, (mailbox,) = tenant_of()
    async with office(tenant, [mailbox], storage) as firm:
        firm.add_in_outlook(mailbox, people(count))
        await firm.spend([mailbox])  # the first run: imports and connections are no contact's cost
        await firm.spend([mailbox])
        found: dict[str, Measured] = {}
        for name, change in CHANGES.items():
            await change(firm, mailbox, count)
            spent = await firm.spend([mailbox])
            found[name] = Measured(count, spent, await firm.spend([mailbox]))
            if name == _FIRST:
                await firm.expect(mailbox, 2 * count)
                unchanged = await firm.spend([mailbox])
                read = len(firm.transport.pages)
                sweep = await firm.spend([mailbox], Task.CONTACTS_SWEEP)
                pages = tuple(firm.transport.pages[read:])
        await firm.expect(mailbox, 3 * count)
        await _all_arrived(firm, mailbox, count)
    return Changes(unchanged=unchanged, sweep=sweep, sweep_pages=pages, by_name=found, items=count)


async def _all_arrived(firm: Office, mailbox: MailboxId, count: int) -> None:
    """Raise where a change did not reach the other side: then little was spent because little was done."""
    here = [says.job_title for says in firm.tenant.contacts.within(mailbox).values()]
    there = [entry.card.job_title for entry in await firm.in_crm(mailbox)]
    for side in (here, there):
        promoted = sum(title.startswith("Promoted") for title in side)
        if promoted < count or sorted(here) != sorted(there):
            raise NotQuiet(
                f"{promoted} contacts promoted, expected {count}, the same on both sides"
            )


async def _new_in_outlook(firm: Office, mailbox: MailboxId, count: int) -> None:
    firm.add_in_outlook(mailbox, people(count, first=count))


async def _changed_in_outlook(firm: Office, mailbox: MailboxId, count: int) -> None:
    firm.change_in_outlook(mailbox, firm.contacts[mailbox][-count:], "Promoted here")


async def _changed_in_crm(firm: Office, mailbox: MailboxId, count: int) -> None:
    await firm.change_in_crm(mailbox, count, "Promoted there")


async def _new_in_crm(firm: Office, mailbox: MailboxId, count: int) -> None:
    await firm.add_in_crm(mailbox, people(count, first=2 * count))


_FIRST = "new_in_outlook"
CHANGES: dict[str, Callable[[Office, MailboxId, int], Awaitable[None]]] = {
    _FIRST: _new_in_outlook,
    "changed_in_outlook": _changed_in_outlook,
    "changed_in_crm": _changed_in_crm,
    "new_in_crm": _new_in_crm,
}
