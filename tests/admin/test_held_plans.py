"""Held plans: seen with their reasons, answered whole, never by accident."""

import pytest

from sync_core.reconcile.brakes import Answers, Brake, HeldPlan
from sync_core.work import MailboxId, Stream, Task
from tests.admin.asking import call, get, submit
from tests.admin.firm import START, Firm
from tests.admin.pretend_door import OBJECT_ID
from tests.admin.show_calendar import deleting, plan_of

ROWS = deleting()
ITEMS = [r.fingerprint for r in ROWS if r.withheld is None]


@pytest.fixture
async def mailbox(firm: Firm) -> MailboxId:
    """Return a mailbox suspended with a plan that deletes and mails."""
    box = await firm.mailbox(1, "Priya Shah")
    await firm.hold(box, plan_of(ROWS, Brake.TOO_MANY_DELETES, Brake.INVITATIONS))
    return box


async def answers(firm: Firm, mailbox: MailboxId) -> Answers:
    """Return what was answered so far."""
    plan = await firm.memory.held(mailbox, Stream.CALENDAR)
    assert isinstance(plan, HeldPlan)
    return plan.answers


@pytest.mark.usefixtures("mailbox")
async def test_a_suspended_mailbox_is_listed_with_why_how_much_and_since_when(firm: Firm) -> None:
    page = await get(firm, "/held?zone=Europe/Zurich")
    status, told = await call(firm, "GET", "/api/admin/calendar/held")

    assert "Priya Shah" in page and "Mon 2 Mar 2026 07:30" in page
    assert "More would be deleted than the confirmation threshold allows." in page
    assert "More people outside the firm would be mailed than the fuse allows." in page
    (one,) = told["held"]
    assert status == 200
    assert [b["code"] for b in one["brakes"]] == ["too_many_deletes", "invitations"]
    assert (one["deletes"], one["mails_outside"], one["items"]) == (4, 9, ITEMS)


async def test_nothing_held_is_said(firm: Firm) -> None:
    await firm.mailbox(1, "Priya Shah", calendar_enabled=True)

    assert "Nothing is held" in await get(firm, "/held")


async def test_approving_all_approves_exactly_the_plan_and_wakes_the_mailbox(
    firm: Firm, mailbox: MailboxId
) -> None:
    form = [("plan", "plan-1"), ("answer", "approve_all"), ("count", str(len(ITEMS)))]

    answer = await submit(firm, f"/held/{mailbox}", form)

    assert answer.status == 200 and b"7 items were approved." in answer.body
    assert await answers(firm, mailbox) == Answers(approved=frozenset(ITEMS))
    assert firm.queued() == [(Task.CALENDAR_NOW, mailbox)]


@pytest.mark.parametrize("typed", ["", "6", "seven", "7.0"])
async def test_destruction_is_approved_only_when_the_number_of_items_is_typed(
    firm: Firm, mailbox: MailboxId, typed: str
) -> None:
    form = [("plan", "plan-1"), ("answer", "approve_all"), ("count", typed)]

    answer = await submit(firm, f"/held/{mailbox}", form)

    assert answer.status == 400 and b"the number of items that are approved" in answer.body
    assert await answers(firm, mailbox) == Answers()
    assert firm.queued() == []


async def test_a_harmless_first_run_is_approved_without_typing(firm: Firm) -> None:
    box = await firm.mailbox(1, "Mei Tanaka")
    rows = ROWS[-2:]
    await firm.hold(box, plan_of(rows, Brake.FIRST_RUN))

    answer = await submit(firm, f"/held/{box}", [("plan", "plan-1"), ("answer", "approve_all")])

    assert answer.status == 200
    assert (await answers(firm, box)).approved == {r.fingerprint for r in rows}


async def test_approving_some_rejects_the_others_so_that_none_slips_below_the_threshold(
    firm: Firm, mailbox: MailboxId
) -> None:
    form = [("plan", "plan-1"), ("answer", "approve_some"), ("count", "2")]
    ticked: list[tuple[str, str]] = [("item", ITEMS[0]), ("item", ITEMS[3])]

    answer = await submit(firm, f"/held/{mailbox}", form + ticked)

    assert answer.status == 200
    assert b"2 items were approved and 5 items were rejected." in answer.body
    told = await answers(firm, mailbox)
    assert told.approved == {ITEMS[0], ITEMS[3]}
    assert told.rejected == set(ITEMS) - told.approved


async def test_rejecting_asks_for_no_number_and_answers_every_item(
    firm: Firm, mailbox: MailboxId
) -> None:
    answer = await submit(firm, f"/held/{mailbox}", [("plan", "plan-1"), ("answer", "reject_all")])

    assert answer.status == 200
    assert await answers(firm, mailbox) == Answers(rejected=frozenset(ITEMS))
    assert firm.queued() == [(Task.CALENDAR_NOW, mailbox)]


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ([("plan", "plan-1"), ("answer", "approve_some"), ("count", "0")], 400, b"at least one item"),
        ([("plan", "plan-1"), ("answer", "approve_some"), ("item", "f" * 16)], 400, b"items of the held plan"),
        ([("plan", "plan-1"), ("answer", "perhaps")], 400, b"answer: expected"),
        ([("plan", "plan-0"), ("answer", "reject_all")], 409, b"The plan changed meanwhile"),
    ],
)  # fmt: skip
async def test_an_answer_that_does_not_fit_the_plan_is_refused_and_nothing_noted(
    firm: Firm, mailbox: MailboxId, form: list[tuple[str, str]], status: int, said: bytes
) -> None:
    answer = await submit(firm, f"/held/{mailbox}", form)

    assert answer.status == status and said in answer.body
    assert await answers(firm, mailbox) == Answers()
    assert firm.queued() == []


async def test_programs_approve_and_reject_alike(firm: Firm, mailbox: MailboxId) -> None:
    url = f"/api/admin/calendar/held/{mailbox}"
    who = {OBJECT_ID: "0a1b2c3d-0000-4000-8000-000000000000"}

    refused, _ = await call(firm, "POST", f"{url}/approve", {"plan": "plan-1"})
    status, told = await call(
        firm, "POST", f"{url}/approve", {"plan": "plan-1", "items": ITEMS[:3], "count": 3}, who
    )

    assert refused == 400
    assert (status, told) == (202, {"mailbox": mailbox, "approved": 3, "rejected": 4})
    plan = await firm.memory.held(mailbox, Stream.CALENDAR)
    assert plan is not None and plan.answered_by == "0a1b2c3d-0000-4000-8000-000000000000"
    status, told = await call(firm, "POST", f"{url}/reject", {"plan": "plan-1"})
    assert (status, told["rejected"]) == (202, 7)


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({}, "plan"),
        ({"plan": 7}, "plan"),
        ({"plan": "plan-1", "items": "all"}, "items"),
        ({"plan": "plan-1", "count": "8"}, "count"),
        ({"plan": "plan-1", "count": True}, "count"),
        ({"plan": "plan-1", "all": True}, "all"),
        ([], "plan"),
    ],
)
async def test_an_answer_of_another_shape_names_the_field(
    firm: Firm, mailbox: MailboxId, document: object, field: str
) -> None:
    url = f"/api/admin/calendar/held/{mailbox}/approve"
    status, told = await call(firm, "POST", url, document)

    assert status == 400 and [f["path"] for f in told["error"]["fields"]] == [field]
    assert await answers(firm, mailbox) == Answers()


async def test_a_name_or_address_is_never_remembered_of_who_answered(
    firm: Firm, mailbox: MailboxId
) -> None:
    who = {
        "X-MS-CLIENT-PRINCIPAL-ID": "nia@northwind.test",
        "X-MS-CLIENT-PRINCIPAL-NAME": "nia@northwind.test",
    }

    await call(firm, "POST", f"/api/admin/calendar/held/{mailbox}/reject", {"plan": "plan-1"}, who)

    plan = await firm.memory.held(mailbox, Stream.CALENDAR)
    assert plan is not None and plan.answered_at is not None
    assert plan.answered_by == ""


async def test_nothing_is_held_for_a_mailbox_that_is_unknown(firm: Firm) -> None:
    status, _ = await call(firm, "POST", "/api/admin/calendar/held/nobody/reject", {"plan": "p"})

    assert status == 404


async def test_the_health_page_says_that_a_calendar_is_suspended_and_links_to_its_plan(
    firm: Firm, mailbox: MailboxId
) -> None:
    started = firm.surroundings.now()
    page = await get(firm, "/")
    assert "Waiting for its preview" in page

    await firm.memory.change_mailbox(mailbox, calendar_started_at=started)
    page = await get(firm, "/")
    _, told = await call(firm, "GET", "/api/admin/health")

    assert "Suspended" in page and f"/mailboxes/{mailbox}/preview" in page
    assert "More would be deleted than the confirmation threshold allows." in page
    assert told["sentence"] == "1 calendar waits for an answer to what would be written."
    assert told["calendars"] == {"suspended": 1}
    assert told["mailboxes"][0]["calendar"]["held"] == ["too_many_deletes", "invitations"]


async def test_what_only_a_person_can_mend_is_looked_at_again_instead_of_approved(
    firm: Firm,
) -> None:
    box = await firm.mailbox(1, "Mei Tanaka")
    gone = HeldPlan(id="p", brakes=(Brake.FOLDER_GONE,), held_at=START, fingerprints=())
    await firm.hold_contacts(box, gone)

    page = await get(firm, "/held")

    assert Brake.FOLDER_GONE.text in page and f'hx-post="/mailboxes/{box}/contacts"' in page
    assert "Look again" in page and "Approve all" not in page
    assert "Approve all" not in await get(firm, f"/mailboxes/{box}/contacts/preview")
