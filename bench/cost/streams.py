"""What calendars and contacts take: changes on either side, a look that finds nothing, a whole comparison."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bench.calendar import changes as calendar_changes
from bench.calendar import made_up as made_up_events
from bench.calendar.office import office as calendar_office
from bench.contacts import changes as contact_changes
from bench.contacts import made_up as made_up_contacts
from bench.contacts.office import office as contacts_office
from bench.cost.gauge import Gauge, gauged
from bench.cost.work import Work
from bench.spent import Spent
from sync_core.work import MailboxId, Task

_LOOKS = 3


@dataclass(frozen=True, slots=True)
class _Spending:
    """One mailbox whose runs are counted at the functions, and whose CPU is that of the runs alone."""

    gauge: Gauge
    run: Callable[..., Awaitable[Spent]]
    mailbox: MailboxId

    async def spend(self, *task: Task) -> Work:
        """Return what a look takes, or a task."""
        before = self.gauge.read()
        spent = await self.run([self.mailbox], *task)
        return replace(self.gauge.read() - before, cpu_seconds=spent.cpu_seconds)

    async def settle(self) -> None:
        """Let the first run and its echo be over: imports and connections are no look's cost."""
        await self.spend()
        await self.spend()

    async def idle(self) -> Work:
        """Return what a look takes that finds nothing, on average."""
        whole = Work()
        for _ in range(_LOOKS):
            whole += await self.spend()
        return whole.times(1 / _LOOKS)


async def calendar_works(storage: str, count: int) -> dict[str, Work]:
    """Return what a calendar takes, by name.

    Args:
        storage: connection string of the storage emulator.
        count: events made, and then changed, on each side.

    Raises:
        NotQuiet: something failed, or a change did not arrive.
    """
    tenant, (mailbox,) = made_up_events.tenant_of()
    async with (
        calendar_office(tenant, [mailbox], storage) as firm,
        gauged(firm.made, firm.transport, tenant.id) as gauge,
    ):
        firm.add_in_outlook(mailbox, made_up_events.appointments(count))
        spending = _Spending(gauge, firm.spend, mailbox)
        await spending.settle()
        idle, compared = await spending.idle(), await spending.spend(Task.CALENDAR_SWEEP)
        changed = Work()
        for change in calendar_changes.CHANGES.values():
            await change(firm, mailbox, count)
            changed += await spending.spend() + await spending.spend()  # and what comes back of it
        await firm.expect(mailbox, 3 * count)
    return _told("calendar", idle, compared, changed, count)


async def contact_works(storage: str, count: int) -> dict[str, Work]:
    """Return what a user's contacts take, by name; as calendar_works."""
    tenant, (mailbox,) = made_up_contacts.tenant_of()
    async with (
        contacts_office(tenant, [mailbox], storage) as firm,
        gauged(firm.made, firm.transport, tenant.id) as gauge,
    ):
        firm.add_in_outlook(mailbox, made_up_contacts.people(count))
        spending = _Spending(gauge, firm.spend, mailbox)
        await spending.settle()
        idle, compared = await spending.idle(), await spending.spend(Task.CONTACTS_SWEEP)
        changed = Work()
        for change in contact_changes.CHANGES.values():
            await change(firm, mailbox, count)
            changed += await spending.spend() + await spending.spend()
        await firm.expect(mailbox, 3 * count)
    return _told("contacts", idle, compared, changed, count)


def _told(name: str, idle: Work, compared: Work, changed: Work, count: int) -> dict[str, Work]:
    """Return it by name; a change is one of four alike: new or changed, here or there."""
    return {
        f"{name}.idle": idle,
        f"{name}.compared_1000": compared.times(1_000 / count),
        f"{name}.changed_1000": changed.times(1_000 / (4 * count)),
    }
