"""What stops a run before it writes: too much at once, many who seem to be somebody else, a side gone empty."""

from typing import Any

import pytest

from flows.contacts.preview import preview_contacts
from simulator.graph import Recipient
from sync_core.contacts.contact import ContactId, Sharing
from sync_core.reconcile.answers import Answer
from sync_core.reconcile.brakes import Answers, Brake
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Fingerprint
from sync_core.work import MailboxId, Stream, Task
from tests.flows.contacts.office import Office, card, contact, first_run

OPEN: dict[str, Any] = {
    "preview_first": False,
    "changes": 1_000,
    "deletes": 1_000,
    "share": 1.0,
    "suspicious": 1_000,
}


async def _with(count: int, **brakes: Any) -> tuple[Office, MailboxId, list[ContactId]]:
    """Return a firm in which so many contacts are in step under these brakes."""
    office = Office()
    ben = office.user("ben")
    made = [
        office.outlook.create(ben, contact(f"Ana{n}", "Kern", job_title="Judge", company="Court"))
        for n in range(count)
    ]
    await office.begin(brakes={**OPEN, **brakes})
    return office, ben, made


async def _brakes(office: Office, ben: MailboxId) -> tuple[Brake, ...]:
    held = await office.memory.held(ben, Stream.CONTACTS)
    return held.brakes if held is not None else ()


def _overwrite(office: Office, ben: MailboxId, made: list[ContactId]) -> None:
    """Write somebody else over each of these contacts."""
    for n, one in enumerate(made):
        office.outlook.edit(
            ben,
            one,
            given_name=f"Zoe{n}",
            surname=f"Lind{n}",
            display_name=f"Zoe{n} Lind{n}",
            emails=(Recipient(f"zoe{n}@other.test", "Zoe"),),
        )


def _empty(office: Office, ben: MailboxId, made: list[ContactId]) -> None:
    """Blank much of each of these contacts, as a tool that went wrong does."""
    for one in made:
        office.outlook.edit(ben, one, job_title="", company="", emails=())


async def test_more_changes_than_the_threshold_wait_for_a_person() -> None:
    office, ben, made = await _with(5, changes=4)
    for one in made:
        office.outlook.edit(ben, one, job_title="Clerk")
    await office.look(ben)
    assert await _brakes(office, ben) == (Brake.TOO_MANY_CHANGES,)
    assert {e.card.job_title for e in await office.entries(ben)} == {"Judge"}
    await office.approve(ben)
    assert {e.card.job_title for e in await office.entries(ben)} == {"Clerk"}
    assert not await office.is_held(ben)


async def test_more_deletions_than_the_threshold_wait_for_a_person() -> None:
    office, ben, made = await _with(5, deletes=2)
    for one in made[:3]:
        office.outlook.delete(ben, one)
    await office.look(ben)
    assert await _brakes(office, ben) == (Brake.TOO_MANY_DELETES,)
    assert len(await office.entries(ben)) == 5
    await office.approve(ben)
    assert len(await office.entries(ben)) == 2


async def test_ten_changes_that_are_more_than_their_share_wait_for_a_person() -> None:
    office, ben, made = await _with(15, share=0.5)
    for one in made[:10]:
        office.outlook.edit(ben, one, job_title="Clerk")
    await office.look(ben)
    assert await _brakes(office, ben) == (Brake.TOO_MANY_CHANGES,)


async def test_nine_changes_are_an_ordinary_morning_whatever_their_share() -> None:
    office, ben, made = await _with(9, share=0.1)
    for one in made:
        office.outlook.edit(ben, one, job_title="Clerk")
    await office.look(ben)
    assert await _brakes(office, ben) == ()
    assert {e.card.job_title for e in await office.entries(ben)} == {"Clerk"}


@pytest.mark.parametrize("side", ["outlook", "crm"])
async def test_a_side_that_is_suddenly_empty_deletes_nothing(side: str) -> None:
    office, ben, made = await _with(3)
    if side == "outlook":
        for one in made:
            office.outlook.purge(ben, one)
    else:
        for entry in await office.entries(ben):
            await office.lists.remove_contact(entry.id, entry.version)
    await office.compare(ben)
    assert await _brakes(office, ben) == (Brake.SIDE_EMPTY,)
    assert max(len(await office.entries(ben)), len(office.in_outlook(ben))) == 3


async def test_a_rejected_deletion_is_not_done_by_a_later_comparison() -> None:
    office, ben, made = await _with(3, deletes=0)
    office.outlook.delete(ben, made[0])
    await office.look(ben)
    await office.reject(ben)
    for _ in range(2):
        await office.compare(ben)
    assert len(await office.entries(ben)) == 3
    assert len(office.in_outlook(ben)) == 2


async def test_a_rejected_change_is_not_done_by_a_later_comparison_and_a_new_one_is() -> None:
    office, ben, made = await _with(3, changes=1)
    for one in made:
        office.outlook.edit(ben, one, job_title="Clerk")
    await office.look(ben)
    await office.reject(ben)
    for _ in range(2):
        await office.compare(ben)
    assert {e.card.job_title for e in await office.entries(ben)} == {"Judge"}
    office.outlook.edit(ben, made[0], job_title="Bailiff")
    await office.look(ben)
    assert "Bailiff" in {e.card.job_title for e in await office.entries(ben)}


async def test_a_rejected_mark_on_private_contacts_is_not_set_by_a_later_comparison() -> None:
    office, ben, _ = await _with(2)
    await office.policy(private="skip", brakes={**OPEN, "changes": 1})
    for entry in await office.entries(ben):
        await office.lists.share_contact(entry.id, entry.version, Sharing.PRIVATE, frozenset())
    await office.look(ben)
    assert await _brakes(office, ben) == (Brake.TOO_MANY_CHANGES,)
    before = office.written()
    await office.reject(ben)
    for _ in range(2):
        await office.compare(ben)
    assert await office.reasons(ben) == ["private"] * 2
    assert office.written() == before
    assert not await office.is_held(ben)


async def test_ten_contacts_emptied_in_one_run_hold_the_mailbox() -> None:
    office, ben, made = await _with(12, suspicious=10)
    _empty(office, ben, made[:10])
    await office.look(ben)
    assert await _brakes(office, ben) == (Brake.SUSPICIOUS,)
    assert {e.card.job_title for e in await office.entries(ben)} == {"Judge"}
    await office.approve(ben)
    assert sum(e.card.job_title == "" for e in await office.entries(ben)) == 10


async def test_ten_contacts_emptied_and_rejected_stay_in_the_crm() -> None:
    office, ben, made = await _with(12, suspicious=10)
    _empty(office, ben, made[:10])
    await office.look(ben)
    await office.reject(ben)
    await office.compare(ben)
    assert {e.card.job_title for e in await office.entries(ben)} == {"Judge"}
    assert not await office.is_held(ben)


async def test_nine_suspicious_changes_do_not_hold_the_mailbox() -> None:
    office, ben, made = await _with(12, suspicious=10)
    _empty(office, ben, made[:9])
    await office.look(ben)
    assert await _brakes(office, ben) == ()
    assert sum(e.card.job_title == "" for e in await office.entries(ben)) == 9


async def test_ten_contacts_written_over_hold_everything_else_in_the_run_too() -> None:
    office, ben, made = await _with(12, suspicious=10)
    _overwrite(office, ben, made[:10])
    office.outlook.edit(ben, made[11], job_title="Clerk")
    await office.look(ben)
    assert await _brakes(office, ben) == (Brake.SUSPICIOUS,)
    assert {e.card.job_title for e in await office.entries(ben)} == {"Judge"}
    assert all(e.card.name.startswith("Ana") for e in await office.entries(ben))
    await office.approve(ben)
    assert "Clerk" in {e.card.job_title for e in await office.entries(ben)}
    assert await office.reasons(ben) == ["different_person"] * 10


async def test_questions_that_wait_already_do_not_hold_what_comes_later() -> None:
    office, ben, made = await _with(12, suspicious=10)
    _overwrite(office, ben, made[:10])
    await office.look(ben)
    assert await office.reasons(ben) == ["different_person"] * 10
    office.outlook.edit(ben, made[11], job_title="Clerk")
    await office.compare(ben)
    assert await _brakes(office, ben) == ()
    assert "Clerk" in {e.card.job_title for e in await office.entries(ben)}


async def test_a_held_mailbox_is_not_written_until_somebody_answers() -> None:
    office, ben, made = await _with(5, changes=4)
    for one in made:
        office.outlook.edit(ben, one, job_title="Clerk")
    await office.look(ben)
    office.outlook.create(ben, contact("Eva", "Lind"))
    await office.look(ben)
    await office.compare(ben)
    assert len(await office.entries(ben)) == 5


async def test_the_preview_of_a_first_run_is_what_the_run_does() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact("Ana", "Kern", job_title="Judge"))
    office.outlook.create(ben, contact("Eva", "Lind"))
    office.outlook.create(ben, contact("Ida", "Ek", "ida@home.test"))
    office.outlook.create(ben, contact("Bob", "Orm"))
    office.outlook.add_list(ben, "Everybody")
    await office.begin(enabled=False)
    await office.enter(ben, card("Ana", "Kern", company="Court"))
    await office.enter(ben, card("Bob", "Orm"))
    await office.enter(ben, card("Ida", "Ek", "ida@client.test"))
    await office.enter(ben, card("Uma", "Ros"))
    await office.begin(brakes={"preview_first": True})
    preview = await preview_contacts(office.parts, ben)
    told = {(r.name, r.side.value, r.move.value) for r in preview.rows}
    assert preview.is_first_run and preview.brakes == (Brake.FIRST_RUN,)
    assert told == {
        ("Ana Kern", "crm", "update"),
        ("Ana Kern", "outlook", "update"),
        ("Bob Orm", "crm", "update"),
        ("Eva Lind", "crm", "create"),
        ("Uma Ros", "outlook", "create"),
    }
    assert [q.first.name for q in preview.questions if q.first] == ["Ida Ek"]
    held = await office.memory.held(ben, Stream.CONTACTS)
    assert held is not None
    assert set(held.fingerprints) == {r.fingerprint for r in preview.rows}
    assert office.written() == {}
    await office.approve(ben)
    assert office.written() == {"create": 1, "update": 1}
    assert await office.names(ben) == ["Ana Kern", "Bob Orm", "Eva Lind", "Ida Ek", "Uma Ros"]
    assert len(office.in_outlook(ben)) == 6
    assert (await preview_contacts(office.parts, ben)).rows == ()


async def test_of_a_held_plan_what_was_approved_is_done_and_what_was_rejected_is_not() -> None:
    office = Office()
    ben = office.user("ben")
    for name in ("Ana", "Eva", "Ida"):
        office.outlook.create(ben, contact(name, "Kern"))
    await office.begin(brakes={"preview_first": True})
    rows = {r.name: r.fingerprint for r in (await preview_contacts(office.parts, ben)).rows}
    await _answer_some(office, ben, approved=rows["Ana Kern"], rejected=rows["Eva Kern"])
    assert await office.names(ben) == ["Ana Kern"]
    assert await office.is_held(ben)
    await office.approve(ben)
    await office.compare(ben)
    assert await office.names(ben) == ["Ana Kern", "Ida Kern"]
    assert not await office.is_held(ben)


async def test_a_contact_changed_after_its_approval_waits_again() -> None:
    office, ben, made = await _with(5, changes=4)
    for one in made:
        office.outlook.edit(ben, one, job_title="Clerk")
    await office.look(ben)
    held = await office.memory.held(ben, Stream.CONTACTS)
    assert held is not None
    for one in made:
        office.outlook.edit(ben, one, job_title="Bailiff")
    await office.approve(ben)
    assert {e.card.job_title for e in await office.entries(ben)} == {"Judge"}
    assert await office.is_held(ben)


async def test_a_first_run_on_an_empty_crm_is_no_side_gone_empty() -> None:
    office, ben, _ = await _with(12, changes=2, deletes=0)
    assert await _brakes(office, ben) == ()
    assert len(await office.entries(ben)) == 12


async def test_a_preview_names_nothing_that_would_be_withheld_as_done() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    await office.begin(direction="to_outlook", brakes={"preview_first": True})
    (row,) = (await preview_contacts(office.parts, ben)).rows
    assert (row.move, row.withheld) == (Move.CREATE, "direction")
    assert not await office.is_held(ben)


async def _answer_some(
    office: Office, ben: MailboxId, approved: Fingerprint, rejected: Fingerprint
) -> None:
    held = await office.memory.held(ben, Stream.CONTACTS)
    assert held is not None
    answers = Answers(approved=frozenset({approved}), rejected=frozenset({rejected}))
    now = office.clock.now()
    assert await office.memory.answer_held(ben, Stream.CONTACTS, held.id, answers, "admin", now)
    await office.look(ben, Task.CONTACTS_NOW)


async def test_a_question_that_a_partly_approved_plan_raised_can_be_answered_at_once() -> None:
    office, ben = await first_run(
        [contact("Ana", "Kern", "ana@home.test"), contact("Eva", "Lind"), contact("Ida", "Moe")],
        [card("Ana", "Kern", "ana@client.test")],
        brakes={"preview_first": True},
    )
    rows = {r.name: r.fingerprint for r in (await preview_contacts(office.parts, ben)).rows}
    held = await office.memory.held(ben, Stream.CONTACTS)
    assert held is not None
    some = Answers(approved=frozenset({rows["Eva Lind"]}))
    now = office.clock.now()
    assert await office.memory.answer_held(ben, Stream.CONTACTS, held.id, some, "admin", now)
    await office.look(ben, Task.CONTACTS_NOW)

    assert await office.is_held(ben)
    record = await office.memory.mailbox(ben)
    assert record is not None
    assert record.contacts_open == 1
    await office.answer(ben, Answer.IGNORE)
    assert await office.reasons(ben) == ["held", "ignored"]
