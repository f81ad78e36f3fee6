"""A firm of many users with long lists: an idle look of each, and one change of a person who stands in all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bench.contacts.copying import copied, write_down
from bench.contacts.filling import fill
from bench.contacts.made_up import people, tenant_of
from bench.contacts.office import Office, office
from bench.mail.figures import Figure, Figures
from bench.mail.rig import NotQuiet
from bench.spent import Spent, costs, times
from flows.meter import Cost
from sync_core.contacts.contact import CrmContact
from sync_core.mail import PersonId
from sync_core.work import FIRM, MailboxId, Task

_SHARED_PEOPLE = 100
"""So many of every list are people of the firm."""
_TITLE = "Head of everything"
FAN_OUT_TARGETS = {Cost.GRAPH_REQUESTS: 10.0, Cost.CRM_ROUND_TRIPS: 30.0}
"""A list in which one changed person stands: the wake-up that the feed sends, what came down into the list,
the contact read and written in Outlook and both sides marked, and the looks that find all that written."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one size of firm costs."""

    users: int
    unchanged: Spent
    fan_out: Spent
    """The echo included: the CRM's feed tells of the engine's own writes too."""


async def firm_figures(contacts: int, sizes: Sequence[int]) -> Figures:
    """Return what an idle look and a fan-out cost a user, in firms of these sizes; each list is so long.

    The engine's memory is held in this process: a million pairs in the emulator take its time, not ours.
    """
    told = [await kept(contacts, size) for size in sizes]
    figures: Figures = {}
    for one in told:
        name = f"firm_of_{one.users}_with_{contacts}_contacts"
        figures |= costs(f"{name}_unchanged", one.unchanged, one.users, "per_user")
        figures |= costs(f"{name}_fan_out", one.fan_out, one.users, "per_list")
        for cost, target in FAN_OUT_TARGETS.items():
            figures[f"{name}_fan_out_{cost.value}_per_list"] = Figure(
                measured=one.fan_out.outside[cost.value] / one.users, unit="count", at_most=target
            )
    few, many = told[0], told[-1]
    name = f"firm_of_{many.users}_with_{contacts}_contacts"
    unchanged = ((few.users, few.unchanged), (many.users, many.unchanged))
    fan_out = ((few.users, few.fan_out), (many.users, many.fan_out))
    figures |= times(f"{name}_unchanged", "user", *unchanged)
    return figures | times(f"{name}_fan_out", "list", *fan_out)


async def kept(contacts: int, users: int) -> Kept:
    """Keep so many users' lists of so many contacts each.

    Raises:
        NotQuiet: something was not in step, or a change did not reach every list.
    """
    tenant, mailboxes = tenant_of(users)
    async with office(tenant, mailboxes, promote="known") as firm:
        fill(firm.made.database, _SHARED_PEOPLE)
        first, *others = mailboxes
        those = people(contacts)
        firm.add_in_outlook(first, those)
        await firm.spend(mailboxes)  # the others' folders and lists are empty
        write_down(firm, others, those)
        await copied(firm, first, others)
        await firm.spend([FIRM], Task.CRM_FEED)
        await firm.spend(mailboxes)
        await _is_in_step(firm, mailboxes[-1], contacts)
        unchanged = await firm.spend(mailboxes)
        await _change_person(firm, first)
        fan_out = await firm.spend([FIRM], Task.CRM_FEED)
        echo = await firm.spend([FIRM], Task.CRM_FEED)
        await _reached_all(firm, mailboxes)
    return Kept(users, unchanged, _both(fan_out, echo))


def _both(one: Spent, other: Spent) -> Spent:
    outside = {cost: one.outside[cost] + other.outside[cost] for cost in one.outside}
    return Spent(outside, one.cpu_seconds + other.cpu_seconds)


async def _is_in_step(firm: Office, mailbox: MailboxId, contacts: int) -> None:
    """Raise where comparing a user's contacts whole finds something to do."""
    before = await firm.in_crm(mailbox)
    await firm.spend([mailbox], Task.CONTACTS_SWEEP)
    await firm.expect(mailbox, contacts)
    if await firm.in_crm(mailbox) != before:
        raise NotQuiet("a list that was in step was written to")


async def _change_person(firm: Office, mailbox: MailboxId) -> None:
    """Give a person of the firm another job title, as the CRM's page does."""
    person = await _person(firm, mailbox)
    there = (await firm.made.parts.crm_contacts.people([person]))[person]
    card = replace(there.card, job_title=_TITLE)
    told = frozenset({"job_title"})
    await firm.made.crm.contacts.edit_person(person, there.version, card, told)


async def _person(firm: Office, mailbox: MailboxId) -> PersonId:
    """Return a person of the firm who stands in a user's list."""
    people_there = [e.person for e in await firm.in_crm(mailbox) if e.person is not None]
    return people_there[0]


async def _reached_all(firm: Office, mailboxes: Sequence[MailboxId]) -> None:
    """Raise where the change is missing in somebody's list, or in somebody's Outlook."""
    for mailbox in mailboxes:
        in_crm = sum(map(_is_changed, await firm.in_crm(mailbox)))
        says = firm.tenant.contacts.within(mailbox).values()
        in_outlook = sum(one.job_title == _TITLE for one in says)
        if not in_crm == in_outlook == 1:
            raise NotQuiet(f"{in_crm} entries and {in_outlook} contacts changed, expected 1")


def _is_changed(entry: CrmContact) -> bool:
    return entry.card.job_title == _TITLE
