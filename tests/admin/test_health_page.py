"""Health: the sentence first, then every mailbox with its state, and the numbers behind it."""

from datetime import timedelta

from simulator.memory import InMemoryQueue
from sync_core.failures import ParkReason
from sync_core.work import QueueName, Task, WorkItem
from tests.admin.asking import HTMX, ask, call, get
from tests.admin.firm import START, Firm


async def test_mailboxes_in_step_are_said_in_one_sentence(firm: Firm) -> None:
    await firm.mailbox(1, "Priya Shah")
    await firm.mailbox(3, "Luca Romano")

    page = await get(firm, "/")

    assert "All 2 mailboxes are in step; the slowest is at most 3 min behind." in page
    assert "Priya Shah" in page and "priya@northwind.test" in page


async def test_a_parked_mailbox_shows_its_plain_reason(firm: Firm) -> None:
    await firm.mailbox(1, "Aisha Bello", parked=ParkReason.NO_MAILBOX)

    assert "There is no Exchange Online mailbox here: no licence" in await get(firm, "/")


async def test_history_under_way_is_shown_in_numbers(firm: Firm) -> None:
    await firm.mailbox(1, "Tomas", history_goal=START, history_expected=8412, history_done=5630)

    page = await get(firm, "/")

    assert "5,630 of about 8,412" in page


async def test_left_out_reasons_are_counted_over_the_mailboxes(firm: Firm) -> None:
    for number in (1, 2):
        mailbox = await firm.mailbox(number, f"Owner{number} X")
        await firm.decided(mailbox, internal=3, meeting=1, matched=2)

    _, told = await call(firm, "GET", "/api/admin/health")

    assert told["left_out_today"] == {"internal": 6, "meeting": 2}
    assert [m["today"]["matched"] for m in told["mailboxes"]] == [2, 2]


async def test_a_stopped_connector_is_the_sentence(firm: Firm) -> None:
    await firm.mailbox(1, "Priya Shah")
    await firm.memory.change_firm(crm_stopped="The CRM refuses our credential.")

    _, told = await call(firm, "GET", "/api/admin/health")

    assert (told["mood"], told["sentence"]) == ("error", "The CRM refuses our credential.")


async def test_work_given_up_on_is_counted_and_said(firm: Firm) -> None:
    await firm.mailbox(1, "Priya Shah")
    await _poison(firm.queue, firm)

    _, told = await call(firm, "GET", "/api/admin/health")

    assert told["queues"]["poisoned"] == {"work": 1, "bulk": 0}
    assert told["sentence"].startswith("1 work item was given up on.")


async def test_new_mail_appears_in_the_part_that_refreshes_itself(firm: Firm) -> None:
    before = await get(firm, "/fragments/health")
    person = await firm.person("Ana Alvarez", "ana@contoso.test")
    await firm.mail(1, ("Ana", "ana@contoso.test"), person, subject="Just arrived")

    after = await get(firm, "/fragments/health")

    assert "Just arrived" not in before and "Just arrived" in after
    assert "<html" not in after


async def test_mail_dated_in_the_future_does_not_stand_first_for_years(firm: Firm) -> None:
    await firm.mail(1, ("", "x@y.test"), subject="From 2044", sent_at=START + timedelta(days=6_600))
    await firm.mail(2, ("", "x@y.test"), subject="From today")

    part = await get(firm, "/fragments/health")

    assert "From today" in part and "From 2044" not in part


async def test_mailboxes_are_paged_on_the_server_the_gravest_first(firm: Firm) -> None:
    for number in range(1, 53):
        await firm.mailbox(number, f"Owner{number:02} X")
    await firm.mailbox(60, "Aisha Bello", parked=ParkReason.ACCESS_DENIED)

    first, second = await get(firm, "/"), await get(firm, "/?page=2")

    assert "Aisha Bello" in first and "1 to 50 of 53" in first
    assert "51 to 53 of 53" in second and "Aisha Bello" not in second


async def test_sync_now_enqueues_a_wake_of_that_mailbox(firm: Firm) -> None:
    mailbox = await firm.mailbox(1, "Priya Shah")

    answer = await ask(firm, "POST", f"/mailboxes/{mailbox}/sync", HTMX)

    assert answer.status == 200
    assert firm.queued() == [(Task.MAIL_WAKE, mailbox)]


async def test_retry_on_demand_enqueues_the_failed_messages(firm: Firm) -> None:
    mailbox = await firm.mailbox(1, "Priya Shah", failed_items=2)

    status, told = await call(firm, "POST", f"/api/admin/mailboxes/{mailbox}/retry")

    assert (status, told["enqueued"]) == (202, "mail.retry")
    assert firm.queued() == [(Task.MAIL_RETRY, mailbox)]


async def test_a_mailbox_that_is_off_or_unknown_is_not_woken(firm: Firm) -> None:
    off = await firm.mailbox(1, "Sofia Duarte", enabled=False)

    assert (await call(firm, "POST", f"/api/admin/mailboxes/{off}/sync"))[0] == 409
    assert (await call(firm, "POST", "/api/admin/mailboxes/nobody/sync"))[0] == 404
    assert firm.queued() == []


async def _poison(queue: InMemoryQueue, firm: Firm) -> None:
    """Let one item be delivered until the host gives it up."""
    await queue.send(
        WorkItem(task=Task.DIRECTORY, mailbox=(await firm.memory.mailboxes())[0].id, woken_at=START)
    )
    for _ in range(6):
        for receipt, _text in queue.take(queue=QueueName.WORK):
            queue.abandon(receipt)
