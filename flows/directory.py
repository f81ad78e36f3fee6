"""Directory refresh: whose mailboxes are captured, who owns them, and every alias of the firm."""

from collections.abc import Iterable, Iterator

from flows.portions import in_portions
from flows.ports.tenant import PageToken
from flows.running import Done, Run
from sync_core import limits
from sync_core.enrolment import Enrolment, enrol
from sync_core.history import start_for
from sync_core.mail import Address, CrmUserId
from sync_core.mailboxes import DirectoryUser
from sync_core.work import Task, WorkItem

_COMPARED = {"calendar_enabled": Task.CALENDAR_SWEEP, "contacts_enabled": Task.CONTACTS_SWEEP}
"""Which field of a mailbox's record says that something of it is kept in step, and what that begins with."""


async def refresh_directory(run: Run) -> Done:
    """Read the directory, remember its addresses as digests, and enrol mailboxes by the policy."""
    users = await _users(run)
    digests = frozenset(run.parts.digester.address(a) for user in users for a in user.addresses)
    await run.parts.memory.save_aliases(digests)
    run.parts.rulebook.forget()
    changes = await _changes(run, users)
    begun = [c for c in changes if c.begins]
    if begun:
        await _fix_start(
            run
        )  # before the first mailbox is enabled: a crash leaves no one without a start
    for change in changes:
        await run.parts.memory.change_mailbox(change.mailbox, **change.fields)
    await run.parts.memory.change_firm(directory_at=run.started_at)
    run.counts.update(users=len(users), aliases=len(digests), changed=len(changes))
    work = [*(i for c in begun for i in _first_work(run, c)), *_first_twins(run, changes)]
    return Done(go_on=tuple(work), read_at=run.started_at)


async def _users(run: Run) -> list[DirectoryUser]:
    """Return the whole directory. Nothing is decided on a part of it."""
    users: list[DirectoryUser] = []
    token: PageToken | None = None
    for _ in range(limits.PAGES_PER_ROUND_MAX):
        page = await run.parts.directory.users(token)
        users.extend(page.users)
        token = page.next
        if token is None:
            break
    return users


async def _changes(run: Run, users: list[DirectoryUser]) -> tuple[Enrolment, ...]:
    """Return what changes. A mailbox that is away for a while, as without its licence, keeps its owner."""
    known = {r.id: r for r in await run.parts.memory.mailboxes()}
    owning = (u for u in users if u.has_mailbox or u.id in known)
    addresses = tuple(dict.fromkeys(a for u in owning for a in u.addresses))
    owners: dict[Address, CrmUserId] = {}
    for some in in_portions(addresses, limits.ADDRESSES_PER_LOOKUP_MAX):
        owners.update(await run.parts.crm.find_users(some))
    policy = run.rules.policy
    return enrol(
        users,
        policy.mailboxes,
        owners,
        known,
        run.started_at,
        policy.calendar,
        policy.contacts,
    )


async def _fix_start(run: Run) -> None:
    """Fix the firm's start date when capture first begins; it stays for every mailbox enabled later."""
    start = start_for(run.rules.policy.mail.history, run.started_at)
    await run.parts.memory.fix_history_start(start, run.started_at)


def _first_work(run: Run, change: Enrolment) -> tuple[WorkItem, ...]:
    """Return what a newly captured mailbox needs: to be listened to, and its past."""
    tasks = (Task.SUBSCRIBE, Task.MAIL_BACKFILL)
    return tuple(WorkItem(task=t, mailbox=change.mailbox, woken_at=run.started_at) for t in tasks)


def _first_twins(run: Run, changes: Iterable[Enrolment]) -> Iterator[WorkItem]:
    """Yield what calendars and contacts that are kept in step from now on need: to be compared whole.

    Contacts are from the day on which the CRM knows whose they are.
    """
    for change in changes:
        begins = {field for field in _COMPARED if change.fields.get(field)}
        if change.fields.get("owner") and run.rules.policy.contacts.includes(change.mailbox):
            begins.add("contacts_enabled")
        for field, task in _COMPARED.items():
            if field in begins:
                yield WorkItem(task=task, mailbox=change.mailbox, woken_at=run.started_at)
