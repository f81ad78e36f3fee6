"""What calendars and contacts take: changes on either side, a look that finds nothing, a whole comparison."""

from bench.calendar import changes as calendar_changes
from bench.calendar import made_up as made_up_events
from bench.calendar.office import office as calendar_office
from bench.contacts import changes as contact_changes
from bench.contacts import made_up as made_up_contacts
from bench.contacts.office import office as contacts_office
from bench.cost.gauge import gauged
from bench.cost.work import Work
from sync_core.work import Task


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
        await firm.spend([mailbox])
        await firm.spend([mailbox])
        before = gauge.read()
        await firm.spend([mailbox])
        idle = gauge.read() - before
        await firm.spend([mailbox], Task.CALENDAR_SWEEP)
        compared = gauge.read() - before - idle
        changed = Work()
        for change in calendar_changes.CHANGES.values():
            await change(firm, mailbox, count)
            before = gauge.read()
            await firm.spend([mailbox])
            await firm.spend([mailbox])  # the echo of what was written
            changed += gauge.read() - before
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
        await firm.spend([mailbox])
        await firm.spend([mailbox])
        before = gauge.read()
        await firm.spend([mailbox])
        idle = gauge.read() - before
        await firm.spend([mailbox], Task.CONTACTS_SWEEP)
        compared = gauge.read() - before - idle
        changed = Work()
        for change in contact_changes.CHANGES.values():
            await change(firm, mailbox, count)
            before = gauge.read()
            await firm.spend([mailbox])
            await firm.spend([mailbox])
            changed += gauge.read() - before
        await firm.expect(mailbox, 3 * count)
    return _told("contacts", idle, compared, changed, count)


def _told(name: str, idle: Work, compared: Work, changed: Work, count: int) -> dict[str, Work]:
    """Return it by name; a change is one of four alike: new or changed, here or there."""
    return {
        f"{name}.idle": idle,
        f"{name}.compared_1000": compared.times(1_000 / count),
        f"{name}.changed_1000": changed.times(1_000 / (4 * count)),
    }
