from flows.run import run_work_item
from sync_core.work import MailboxId, Task, WorkItem
from tests.flows.firm import Firm, mail


def item(firm: Firm, mailbox: MailboxId, task: Task = Task.MAIL_RESYNC) -> WorkItem:
    return WorkItem(task=task, mailbox=mailbox, woken_at=firm.clock.now())


async def test_a_resync_lists_every_folder_anew_and_captures_nothing_twice(firm: Firm) -> None:
    bo = firm.user("bo")
    for number in range(5):
        firm.tenant.deliver(bo, mail(number))
    await firm.begin()
    await run_work_item(firm.parts, item(firm, bo, Task.MAIL_SWEEP))
    before = await firm.memory.cursors(bo, "mail.sweep.f.")
    assert before
    assert await run_work_item(firm.parts, item(firm, bo)) == "done"

    assert await firm.memory.cursors(bo, "mail.sweep.") == {}
    await firm.work()
    assert set(await firm.memory.cursors(bo, "mail.sweep.f.")) == set(before)
    assert len(firm.crm.emails()) == 5
    assert (await firm.tally(bo)).get("matched", 0) + (await firm.tally(bo))["unmatched"] == 5


async def test_a_resync_asks_for_every_stream_that_the_mailbox_has(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    assert await run_work_item(firm.parts, item(firm, bo)) == "done"
    mail_only = {WorkItem.decode(text).task for _, text in firm.queue.take(count=50)}
    await firm.memory.change_mailbox(bo, calendar_enabled=True, contacts_enabled=True)
    firm.clock.advance(5)
    assert await run_work_item(firm.parts, item(firm, bo)) == "done"
    everything = {WorkItem.decode(text).task for _, text in firm.queue.take(count=50)}

    assert mail_only == {Task.SUBSCRIBE, Task.MAIL_SWEEP, Task.MAIL_RETRY_ALL}
    assert everything - mail_only == {Task.CALENDAR_NOW, Task.CONTACTS_NOW}


async def test_a_mailbox_that_is_off_is_not_resynced(firm: Firm) -> None:
    cy = firm.user("cy")
    assert await run_work_item(firm.parts, item(firm, cy)) == "dropped"
