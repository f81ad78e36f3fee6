"""Subscriptions of a mailbox: for its messages, and for its events and its contacts where these are in step."""

from datetime import timedelta

from flows.run import run_work_item
from flows.wakeups import tend_subscriptions
from simulator.graph import Contact
from sync_core.failures import Unavailable
from sync_core.mailboxes import MailboxRecord
from sync_core.subscriptions import Watched, remembered, watched_of
from sync_core.work import MailboxId, Task, WorkItem
from tests.flows.firm import Firm
from tests.flows.test_failures import fail


async def begun(firm: Firm, *, calendar: bool = True) -> MailboxId:
    """Return a mailbox of the firm, enabled and not subscribed to yet."""
    bo = firm.user("bo")
    await firm.memory.change_mailbox(bo, enabled=True, calendar_enabled=calendar)
    return bo


async def subscribed(firm: Firm, mailbox: MailboxId) -> str:
    item = WorkItem(task=Task.SUBSCRIBE, mailbox=mailbox, woken_at=firm.clock.now())
    return await run_work_item(firm.parts, item)


async def record_of(firm: Firm, mailbox: MailboxId) -> MailboxRecord:
    record = await firm.memory.mailbox(mailbox)
    assert record is not None
    return record


async def watched(firm: Firm) -> dict[str, Watched | None]:
    return {held.id: held.watched for held in await firm.parts.subscriptions.existing()}


def taken(firm: Firm) -> list[WorkItem]:
    """Take everything from the queue."""
    found = firm.queue.take(count=50)
    for receipt, _ in found:
        firm.queue.delete(receipt)
    return [WorkItem.decode(text) for _, text in found]


def waiting(firm: Firm) -> list[Task]:
    return [item.task for item in taken(firm)]


async def woken(firm: Firm) -> set[Task]:
    """Deliver what the tenant has to tell and return what it wakes."""
    firm.clock.advance(timedelta(minutes=10).total_seconds())
    await firm.notify()
    return set(waiting(firm))


async def test_a_calendar_in_step_is_watched_beside_the_mail_and_both_are_looked_at(
    firm: Firm,
) -> None:
    bo = await begun(firm)

    assert await subscribed(firm, bo) == "done"

    record = await record_of(firm, bo)
    assert await watched(firm) == {
        record.subscription_id: Watched.MESSAGES,
        record.calendar_subscription_id: Watched.EVENTS,
    }
    assert record.calendar_subscription_until is not None
    assert waiting(firm) == [Task.MAIL_WAKE, Task.CALENDAR_WAKE]


async def test_contacts_in_step_are_watched_looked_at_and_let_go_of_when_they_leave(
    firm: Firm,
) -> None:
    bo = await begun(firm, calendar=False)
    await firm.memory.change_mailbox(bo, contacts_enabled=True)

    assert await subscribed(firm, bo) == "done"

    record = await record_of(firm, bo)
    assert await watched(firm) == {
        record.subscription_id: Watched.MESSAGES,
        record.contacts_subscription_id: Watched.CONTACTS,
    }
    assert record.contacts_subscription_until is not None
    assert waiting(firm) == [Task.MAIL_WAKE, Task.CONTACTS_WAKE]
    await firm.memory.change_mailbox(bo, contacts_enabled=False)
    await tend_subscriptions(firm.parts)
    (item,) = taken(firm)
    assert await run_work_item(firm.parts, item) == "done"
    assert list((await watched(firm)).values()) == [Watched.MESSAGES]


async def test_what_happens_to_a_contact_wakes_its_mailboxs_contacts(firm: Firm) -> None:
    bo = await begun(firm, calendar=False)
    await firm.memory.change_mailbox(bo, contacts_enabled=True)
    await subscribed(firm, bo)
    waiting(firm)

    contact = firm.tenant.contacts.create(bo, Contact(given_name="Carla"))
    assert await woken(firm) == {Task.CONTACTS_WAKE}
    firm.tenant.contacts.edit(bo, contact, company="Acme")
    assert await woken(firm) == {Task.CONTACTS_WAKE}
    firm.tenant.contacts.delete(bo, contact)
    assert await woken(firm) == {Task.CONTACTS_WAKE}


async def test_a_calendar_that_is_not_in_step_is_not_watched(firm: Firm) -> None:
    bo = await begun(firm, calendar=False)
    await subscribed(firm, bo)

    assert list((await watched(firm)).values()) == [Watched.MESSAGES]


async def test_a_subscription_that_failed_leaves_the_one_that_was_made_remembered(
    firm: Firm,
) -> None:
    bo = await begun(firm)
    await subscribed(firm, bo)
    first = await record_of(firm, bo)
    firm.tenant.drop_subscription(first.calendar_subscription_id or "")
    firm.tenant.drop_subscription(first.subscription_id or "")
    create = firm.parts.subscriptions.create
    made = 0

    async def once(*told: object) -> object:
        nonlocal made
        made += 1
        if made > 1:
            raise Unavailable("handshake")
        return await create(*told)  # type: ignore[arg-type] # handed through as it came

    object.__setattr__(firm.parts.subscriptions, "create", once)
    assert await subscribed(firm, bo) == "retry"
    object.__setattr__(firm.parts.subscriptions, "create", create)
    second = await record_of(firm, bo)
    assert await subscribed(firm, bo) == "done"

    assert second.subscription_id not in (None, first.subscription_id)
    assert set((await watched(firm)).values()) == {Watched.MESSAGES, Watched.EVENTS}
    assert len(await watched(firm)) == 2


async def test_both_are_renewed_in_time_and_one_that_ended_is_made_again(firm: Firm) -> None:
    bo = await begun(firm)
    await subscribed(firm, bo)
    first = await record_of(firm, bo)
    firm.clock.advance(timedelta(days=4).total_seconds())
    await subscribed(firm, bo)
    renewed = await record_of(firm, bo)
    firm.tenant.drop_subscription(first.calendar_subscription_id or "")
    waiting(firm)
    await subscribed(firm, bo)
    again = await record_of(firm, bo)

    for kind in watched_of(first):
        (id_, until), (former, ended) = remembered(renewed, kind), remembered(first, kind)
        assert id_ == former
        assert until is not None
        assert ended is not None
        assert until > ended
    assert again.subscription_id == first.subscription_id
    assert again.calendar_subscription_id not in (None, first.calendar_subscription_id)
    assert waiting(firm) == [Task.CALENDAR_WAKE]


async def test_tending_ends_the_watch_of_a_calendar_that_left(firm: Firm) -> None:
    bo = await begun(firm)
    await subscribed(firm, bo)
    await firm.memory.change_mailbox(bo, calendar_enabled=False)
    waiting(firm)

    await tend_subscriptions(firm.parts)
    (item,) = taken(firm)
    assert await run_work_item(firm.parts, item) == "done"

    assert list((await watched(firm)).values()) == [Watched.MESSAGES]


async def test_a_failing_list_of_subscriptions_ends_none(firm: Firm) -> None:
    bo = await begun(firm)
    await subscribed(firm, bo)
    fail(firm, "subscriptions", "existing", Unavailable("away"))
    waiting(firm)
    await tend_subscriptions(firm.parts)
    (item,) = taken(firm)

    assert await run_work_item(firm.parts, item) == "retry"
    assert len(await watched(firm)) == 2
