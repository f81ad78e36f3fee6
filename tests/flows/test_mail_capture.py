from datetime import timedelta

import pytest

from flows.ports.desk import NewPerson
from flows.run import run_work_item
from flows.wakeups import rematch_due, sweep_due
from simulator.graph import MailKind, Recipient, Sensitivity
from sync_core.mail import Address, SentimentLabel
from sync_core.work import Task, WorkItem
from tests.flows.firm import DOMAIN, START, Firm, mail

HALF_A_YEAR = timedelta(days=170)


async def test_the_first_sync_captures_the_past_and_then_mail_as_it_arrives(firm: Firm) -> None:
    bo = firm.user("bo")
    firm.tenant.deliver(bo, mail(1), received_at=START - HALF_A_YEAR)
    firm.tenant.deliver(bo, mail(2), received_at=START - timedelta(days=400))
    await firm.begin()
    firm.tenant.deliver(bo, mail(3))
    await firm.work()

    assert sorted(e.subject or "" for e in firm.crm.emails()) == ["Subject 1", "Subject 3"]
    assert await firm.tally(bo) == {"unmatched": 2}


async def test_one_message_in_three_mailboxes_is_one_activity_with_three_copies(firm: Firm) -> None:
    people = [firm.user(n) for n in ("bo", "cy", "di")]
    await firm.begin()
    for mailbox in people:
        firm.tenant.deliver(mailbox, mail(1))
    await firm.work()

    (email,) = firm.crm.emails()
    assert set(email.copies) == set(people)


async def test_a_moved_message_is_not_captured_twice_and_a_deleted_one_stays(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    message = firm.tenant.deliver(bo, mail(1))
    await firm.work()
    firm.tenant.move(bo, message, "inbox/Clients")
    await firm.work()
    await sweep_due(firm.parts)
    await firm.work()
    firm.tenant.purge(bo, message)
    await sweep_due(firm.parts)
    await firm.work()

    assert len(firm.crm.emails()) == 1
    assert await firm.tally(bo) == {"unmatched": 1}


async def test_mail_moved_from_junk_to_the_inbox_is_captured_then(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    message = firm.tenant.deliver(bo, mail(1), "junkemail")
    await firm.work()
    before = await firm.tally(bo)
    firm.tenant.move(bo, message, "inbox")
    await sweep_due(firm.parts)
    await firm.work()

    assert before == {"folder": 1}
    assert await firm.tally(bo) == {"unmatched": 1}


async def test_a_draft_is_captured_when_it_is_sent(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    outgoing = mail(1, author=Recipient(f"bo@{DOMAIN}"), to=(Recipient("ana@client.test"),))
    draft = firm.tenant.draft(bo, outgoing)
    await firm.work()
    assert firm.crm.emails() == ()
    firm.clock.advance(600)
    firm.tenant.send_draft(bo, draft)
    await firm.work()

    assert [e.direction.value for e in firm.crm.emails()] == ["outbound"]


@pytest.mark.parametrize(
    ("reason", "fields"),
    [
        ("internal", {"author": Recipient(f"cy@{DOMAIN}")}),
        ("meeting", {"kind": MailKind.MEETING_REQUEST}),
        ("private", {"sensitivity": Sensitivity.PRIVATE}),
        ("never_log", {"author": Recipient("spy@secret.test")}),
        ("no_address", {"author": None, "to": ()}),
        (
            "internal_unreadable_entry",
            {"author": Recipient(f"cy@{DOMAIN}"), "to": (Recipient("Everybody"),)},
        ),
    ],
)
async def test_what_is_left_out_is_counted_by_its_reason(
    firm: Firm, reason: str, fields: dict[str, object]
) -> None:
    bo = firm.user("bo")
    await firm.begin(never_log=["secret.test"])
    firm.tenant.deliver(bo, mail(1, **fields))
    await firm.work()

    assert firm.crm.emails() == ()
    assert await firm.tally(bo) == {reason: 1}


async def test_a_lost_notification_costs_only_time(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.tenant.change_rules(notification_lost_chance=1.0)
    firm.tenant.deliver(bo, mail(1))
    await firm.work()
    before = len(firm.crm.emails())
    await sweep_due(firm.parts)
    await firm.work()

    assert (before, len(firm.crm.emails())) == (0, 1)


async def test_a_lost_cursor_is_the_path_of_a_first_run_and_captures_nothing_twice(
    firm: Firm,
) -> None:
    bo = firm.user("bo")
    for n in range(5):
        firm.tenant.deliver(bo, mail(n))
    await firm.begin()
    firm.tenant.forget_cursors(bo)
    await sweep_due(firm.parts)
    await firm.work()

    assert len(firm.crm.emails()) == 5
    assert await firm.tally(bo) == {"unmatched": 5}


async def test_a_mailbox_enabled_later_goes_back_to_the_firms_own_start(firm: Firm) -> None:
    firm.user("bo")
    await firm.begin()
    firm.clock.advance(timedelta(days=100).total_seconds())
    cy = firm.user("cy")
    firm.tenant.deliver(cy, mail(1), received_at=START - HALF_A_YEAR)
    await firm.begin()

    assert len(firm.crm.emails()) == 1


async def test_a_wider_history_fetches_only_the_new_span(firm: Firm) -> None:
    bo = firm.user("bo")
    firm.tenant.deliver(bo, mail(1), received_at=START - timedelta(days=10))
    firm.tenant.deliver(bo, mail(2), received_at=START - timedelta(days=400))
    await firm.begin()
    await firm.policy(history={"months": 24})
    await sweep_due(firm.parts)
    await firm.work()

    assert sorted(e.subject or "" for e in firm.crm.emails()) == ["Subject 1", "Subject 2"]
    record = await firm.memory.mailbox(bo)
    assert record is not None
    assert record.history_done == 1


async def test_an_address_given_to_a_person_later_brings_the_past_mail_with_it(firm: Firm) -> None:
    firm.user("bo")
    await firm.begin()
    firm.tenant.deliver(next(iter(firm.tenant.mailboxes())).id, mail(1))
    await firm.work()
    asked = dict(firm.tenant.requests)
    person = firm.crm.add_person(
        NewPerson(name="Ana", addresses=[("email", Address("ana@client.test"))])
    )
    await rematch_due(firm.parts)
    await firm.work()

    assert list(firm.crm.emails()[0].relations) == [person]
    assert dict(firm.tenant.requests) == asked


async def test_a_broken_scorer_holds_nothing_up_and_the_score_follows(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.scorer.is_broken = True
    firm.tenant.deliver(bo, mail(1))
    await firm.work()
    first = firm.crm.emails()[0].sentiment.label
    firm.scorer.is_broken = False
    firm.clock.advance(120)
    await sweep_due(firm.parts)
    await firm.work()

    assert first is SentimentLabel.PENDING
    assert firm.crm.emails()[0].sentiment.label is SentimentLabel.POSITIVE
    assert await firm.memory.retries(bo, None, 10) == ()


async def test_an_unreadable_message_is_recorded_retried_and_in_nobodys_way(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    bad = firm.tenant.deliver(bo, mail(1))
    firm.tenant.damage(bo, bad)
    firm.tenant.deliver(bo, mail(2))
    await firm.work()
    before = await firm.tally(bo)
    firm.tenant.damage(bo, bad, is_damaged=False)
    firm.clock.advance(120)
    await sweep_due(firm.parts)
    await firm.work()

    assert before == {"unmatched": 1, "unreadable": 1}
    assert await firm.tally(bo) == {"unmatched": 2}
    assert await firm.memory.retries(bo, None, 10) == ()


async def test_a_failed_message_deleted_meanwhile_is_settled_as_gone(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    bad = firm.tenant.deliver(bo, mail(1))
    firm.tenant.damage(bo, bad)
    await firm.work()
    firm.tenant.purge(bo, bad)
    firm.clock.advance(120)
    await sweep_due(firm.parts)
    await firm.work()

    assert await firm.tally(bo) == {"gone": 1}


async def test_a_reused_message_id_names_two_messages_when_they_were_sent_days_apart(
    firm: Firm,
) -> None:
    bo = firm.user("bo")
    await firm.begin()
    for day in (3, 1):
        sent = START - timedelta(days=day)
        firm.tenant.deliver(bo, mail(day, internet_message_id="<always@same.test>", sent_at=sent))
        await firm.work()

    assert len(firm.crm.emails()) == 2


async def test_a_message_of_1997_and_one_of_2044_are_captured_and_hinder_nothing(
    firm: Firm,
) -> None:
    bo = firm.user("bo")
    firm.tenant.deliver(bo, mail(1), received_at=START.replace(year=1997))
    firm.tenant.deliver(bo, mail(2), received_at=START.replace(year=2044))
    await firm.begin(history={"start": "1990-01-01"})
    firm.tenant.deliver(bo, mail(3), received_at=START.replace(year=2044))
    await firm.work()
    firm.clock.advance(3600)
    firm.tenant.deliver(bo, mail(4))
    await firm.work()

    assert len(firm.crm.emails()) == 4


async def test_nothing_of_a_message_is_kept_by_the_engine(firm: Firm) -> None:
    bo = firm.user("bo")
    person = Recipient("canary.address@client.test", "Canaryname")
    await firm.begin(content="full", history={"months": 6})
    firm.tenant.deliver(bo, mail(1, author=person, subject="canarysubject", body="canarybody"))
    firm.tenant.damage(bo, firm.tenant.deliver(bo, mail(2, author=person, subject="canarysubject")))
    await firm.work()

    kept = "\n".join(firm.kept()).lower()
    assert "unmatched" in kept
    assert "canary" not in kept
    assert "northwind" not in kept


async def test_a_first_back_fill_asks_for_the_folders_once(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.policy()
    await firm.memory.change_mailbox(bo, enabled=True, subscription_id="s")
    await firm.memory.fix_history_start(START - HALF_A_YEAR, START)
    item = WorkItem(task=Task.MAIL_BACKFILL, mailbox=bo, woken_at=START)

    assert await run_work_item(firm.parts, item) == "done"
    assert firm.tenant.requests["mailFolders"] == 1


async def test_an_unreadable_draft_that_is_sent_later_leaves_no_failure_behind(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    outgoing = mail(1, author=Recipient(f"bo@{DOMAIN}"), to=(Recipient("ana@client.test"),))
    draft = firm.tenant.draft(bo, outgoing)
    firm.tenant.damage(bo, draft)
    await firm.work()
    firm.clock.advance(30)
    firm.tenant.send_draft(bo, draft)
    firm.tenant.damage(bo, draft, is_damaged=False)
    firm.clock.advance(120)
    await sweep_due(firm.parts)
    await firm.work()

    assert len(firm.crm.emails()) == 1
    assert await firm.memory.retries(bo, None, 10) == ()
    assert (await firm.tally(bo)).get("unreadable") is None


async def test_mail_in_a_folder_just_made_below_a_left_out_one_is_left_out(firm: Firm) -> None:
    bo = firm.user("bo")
    await firm.begin()
    firm.tenant.folder(bo, "deleteditems/Old")
    firm.tenant.folder(bo, "inbox/New")
    firm.tenant.deliver(bo, mail(1), "deleteditems/Old")
    firm.tenant.deliver(bo, mail(2), "inbox/New")
    await firm.work()

    assert [e.subject for e in firm.crm.emails()] == ["Subject 2"]
    assert await firm.tally(bo) == {"folder": 1, "unmatched": 1}
