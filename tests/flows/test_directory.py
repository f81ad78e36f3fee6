"""The directory read again: what mailboxes that are enrolled from now on begin with."""

from typing import Any

from flows.ports.policy_store import PolicyVersion
from flows.run import run_work_item
from simulator.graph import MailboxState
from sync_core.mail import Address
from sync_core.work import FIRM, MailboxId, Task, WorkItem
from tests.flows.firm import DOMAIN, Firm

BEGINNING = [Task.SUBSCRIBE, Task.MAIL_BACKFILL]


async def ruled(firm: Firm, *, forgets: bool = True, **sections: Any) -> None:
    """Let the firm capture everybody, under these further rules, which this process may not have read yet."""
    document = {"mailboxes": {"choose": "all"}, "mail": {"internal_domains": [DOMAIN]}, **sections}
    number, now = (await firm.policies.current()).number + 1, firm.clock.now()
    await firm.policies.append(
        PolicyVersion(number=number, document=document, changed_by="test", changed_at=now)
    )
    if forgets:
        firm.parts.rulebook.forget()


async def refreshed(firm: Firm) -> dict[MailboxId, list[Task]]:
    """Read the directory and return the work it asks for, by mailbox."""
    item = WorkItem(task=Task.DIRECTORY, mailbox=FIRM, woken_at=firm.clock.now())
    assert await run_work_item(firm.parts, item) == "done"
    asked: dict[MailboxId, list[Task]] = {}
    for receipt, text in firm.queue.take(count=50):
        work = WorkItem.decode(text)
        asked.setdefault(work.mailbox, []).append(work.task)
        firm.queue.delete(receipt)
    return asked


async def test_calendars_and_contacts_begin_with_being_compared_whole(firm: Firm) -> None:
    bo, di = firm.user("bo"), firm.user("di")
    without = {"mailboxes": [{"mailbox": di, "enabled": False}]}
    await ruled(firm, calendar={"enabled": True}, contacts={"enabled": True, **without})

    assert await refreshed(firm) == {
        bo: [*BEGINNING, Task.CALENDAR_SWEEP, Task.CONTACTS_SWEEP],
        di: [*BEGINNING, Task.CALENDAR_SWEEP],
    }


async def test_contacts_switched_on_later_begin_then_and_once(firm: Firm) -> None:
    bo = firm.user("bo")
    await ruled(firm)
    first = await refreshed(firm)
    await ruled(firm, contacts={"enabled": True})

    assert first == {bo: BEGINNING}
    assert await refreshed(firm) == {bo: [Task.CONTACTS_SWEEP]}
    assert await refreshed(firm) == {}


async def test_a_directory_is_read_by_the_newest_policy_though_a_former_one_was_just_read(
    firm: Firm,
) -> None:
    bo = firm.user("bo")
    other = WorkItem(task=Task.REMATCH, mailbox=FIRM, woken_at=firm.clock.now())
    await run_work_item(firm.parts, other)
    await ruled(firm, forgets=False)

    assert await refreshed(firm) == {bo: BEGINNING}


async def test_a_mailbox_without_its_licence_for_a_while_keeps_its_owner(firm: Firm) -> None:
    bo = firm.user("bo")
    await ruled(firm, contacts={"enabled": True})
    await refreshed(firm)
    firm.tenant.set_state(bo, MailboxState.NO_LICENCE)
    await refreshed(firm)
    record = await firm.memory.mailbox(bo)
    assert record is not None and record.owner is not None


async def test_contacts_begin_once_the_crm_knows_whose_they_are(firm: Firm) -> None:
    bo = firm.tenant.add_user("Bo Cole", f"cole@{DOMAIN}")
    await ruled(firm, contacts={"enabled": True})
    await refreshed(firm)
    firm.crm.add_staff("Bo Cole", Address(f"cole@{DOMAIN}"))
    assert await refreshed(firm) == {bo: [Task.CONTACTS_SWEEP]}
    assert await refreshed(firm) == {}
