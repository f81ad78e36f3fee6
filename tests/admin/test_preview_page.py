"""Preview: what the next run would do, totals first, and nothing written by looking."""

from dataclasses import replace

import pytest

from flows.calendar.preview import Preview
from sync_core.reconcile.brakes import Answers, Brake
from sync_core.reconcile.plan import Fingerprint
from sync_core.work import MailboxId, Stream, Task
from tests.admin.asking import HTMX, ask, call, get
from tests.admin.firm import START, Firm
from tests.admin.show_calendar import deleting, plan_of, preview_of


@pytest.fixture
async def mailbox(firm: Firm) -> MailboxId:
    """Return a mailbox whose next run would do a little of everything."""
    box = await firm.mailbox(1, "Priya Shah", calendar_enabled=True)
    firm.previews[box] = preview_of(box, deleting())
    return box


async def test_totals_stand_first_and_every_row_says_what_where_and_why(
    firm: Firm, mailbox: MailboxId
) -> None:
    page = await get(firm, f"/mailboxes/{mailbox}/preview")

    assert page.index("to write in Outlook") < page.index("Would be done")
    assert "3 deleted</span>" in page and "2 new</span>" in page
    for told in (
        "Delete in Outlook", "Create in the CRM", "Cancel in the CRM", "Change in Outlook",
        "Tue 10 Mar 2026 10:00 to 11:00", "Wed 11 Mar 2026 14:00 to 15:00", "mails 6 people outside",
        "It was deleted on the other side.", "Everybody in it is a user of the CRM.",
    ):  # fmt: skip
        assert told in page, told


async def test_what_a_rule_withholds_stands_apart_with_its_reason(
    firm: Firm, mailbox: MailboxId
) -> None:
    page = await get(firm, f"/mailboxes/{mailbox}/preview")

    done, _, withheld = page.partition("Withheld")
    assert "The text in Outlook has formatting" not in done
    assert "The text in Outlook has formatting" in withheld


async def test_the_preview_before_a_first_run_offers_to_run_and_then_waits(
    firm: Firm, mailbox: MailboxId
) -> None:
    first = replace(firm.previews[mailbox], is_first_run=True, brakes=(Brake.FIRST_RUN,))
    firm.previews[mailbox] = first

    page = await get(firm, f"/mailboxes/{mailbox}/preview")
    answer = await ask(firm, "POST", f"/mailboxes/{mailbox}/calendar", HTMX)

    assert "This is the first run of this mailbox." in page
    assert 'name="item"' not in page
    assert answer.status == 200
    assert firm.queued() == [(Task.CALENDAR_NOW, mailbox)]


async def test_rows_of_a_held_plan_can_be_ticked_and_new_ones_cannot(
    firm: Firm, mailbox: MailboxId
) -> None:
    rows = deleting()
    await firm.hold(mailbox, plan_of(rows[:4], Brake.TOO_MANY_DELETES))
    changed = replace(rows[0], fingerprint=Fingerprint("0" * 16))
    firm.previews[mailbox] = preview_of(mailbox, (changed, *rows[1:]))

    page = await get(firm, f"/mailboxes/{mailbox}/preview")

    assert page.count('name="item"') == 3
    assert "1 held item has changed since" in page


async def test_an_answered_plan_is_not_asked_about_again(firm: Firm, mailbox: MailboxId) -> None:
    plan = plan_of(deleting(), Brake.TOO_MANY_DELETES)
    await firm.hold(mailbox, plan)
    answers = Answers(rejected=frozenset(plan.fingerprints))
    await firm.memory.answer_held(mailbox, Stream.CALENDAR, plan.id, answers, "", START)

    page = await get(firm, f"/mailboxes/{mailbox}/preview")

    assert "0 approved, 7 rejected" in page and "Approve all" not in page
    assert "<small>Rejected</small>" in page


async def test_a_preview_that_cannot_be_computed_says_why(firm: Firm, mailbox: MailboxId) -> None:
    refused = Preview(mailbox=mailbox, is_first_run=False, left_out={}, refused="The CRM is away.")
    firm.previews[mailbox] = refused

    page = await get(firm, f"/mailboxes/{mailbox}/preview")

    assert "The CRM is away." in page and "in step" not in page.partition("<main")[2]


async def test_two_calendars_in_step_are_said_to_be(firm: Firm) -> None:
    box = await firm.mailbox(1, "Priya Shah", calendar_enabled=True)

    assert "The next run would write nothing." in await get(firm, f"/mailboxes/{box}/preview")


async def test_programs_read_the_same(firm: Firm, mailbox: MailboxId) -> None:
    status, told = await call(firm, "GET", f"/api/admin/calendar/preview/{mailbox}")

    assert status == 200
    assert told["mails_outside"] == 9 and told["left_out"]["internal"] == 31
    row = next(r for r in told["rows"] if r["subject"] == "Annual review")
    assert (row["side"], row["move"], row["why"]) == ("outlook", "update", "changed")
    assert row["fields"][1] == {"name": "places", "before": "Boardroom 2", "after": ""}
    assert [r["withheld"] for r in told["rows"] if r["withheld"]] == ["rich_body"]


async def test_looking_enqueues_and_changes_nothing(firm: Firm, mailbox: MailboxId) -> None:
    before = list(firm.memory.dump())

    await get(firm, f"/mailboxes/{mailbox}/preview")
    await call(firm, "GET", f"/api/admin/calendar/preview/{mailbox}")

    assert firm.queued() == []
    assert list(firm.memory.dump()) == before


async def test_an_unknown_mailbox_has_no_preview(firm: Firm) -> None:
    assert (await ask(firm, "GET", "/mailboxes/nobody/preview")).status == 404


async def test_a_calendar_that_is_off_is_not_run(firm: Firm) -> None:
    box = await firm.mailbox(1, "Priya Shah")

    status, told = await call(firm, "POST", f"/api/admin/calendar/sync/{box}")

    assert (status, told["error"]["code"]) == (409, "calendar_off")
    assert firm.queued() == []
