"""What faults get: read again and decided again, one copy on either side, nothing deleted without proof."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flows.ports.contacts import ContactList, ContactPage
from flows.ports.crm_contacts import WrittenEntry, Wrote
from flows.ports.tenant import DeltaToken
from flows.run import run_work_item
from sync_core import limits
from sync_core.failures import (
    CursorLost,
    ItemGone,
    SkipItem,
    SkipReason,
    Throttled,
    Unavailable,
    VersionConflict,
)
from sync_core.reconcile.answers import Answer
from sync_core.reconcile.pairs import PairState
from sync_core.work import MailboxId, Stream, Task, WorkItem
from tests.flows.calendar.mischief import between, fail
from tests.flows.contacts.office import Office, card, contact, namesakes


def instead(port: Any, method: str, act: Any) -> None:
    """Let a port do something else from here on."""
    setattr(port, method, act)


async def _one() -> tuple[Office, MailboxId, Any]:
    """Return a firm in which one contact is in step, and that contact."""
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin()
    return office, ben, made


@pytest.mark.parametrize(
    ("method", "failure"),
    [
        *(
            (m, f)
            for m in ("changed", "read", "update")
            for f in (Throttled("busy", 3), Unavailable("x"))
        ),
        ("changed", CursorLost("gone")),
    ],
)
async def test_a_call_that_fails_is_made_again_and_nothing_is_lost(
    method: str, failure: Any
) -> None:
    office, ben, made = await _one()
    (entry,) = await office.entries(ben)
    office.outlook.edit(ben, made, job_title="Judge")
    await office.edit(entry, company="Court")
    fail(office.parts.contacts, method, failure)
    for _ in range(3):
        await office.look(ben)
        office.clock.advance(600)
    (entry,) = await office.entries(ben)
    assert (entry.card.job_title, entry.card.company) == ("Judge", "Court")
    assert office.in_outlook(ben)[0].company == "Court"
    assert await office.linked(ben) == 1


@pytest.mark.parametrize(
    "method", ["changed_entries", "entries", "update_entries", "create_entries"]
)
async def test_a_crm_that_is_away_is_asked_again_and_nothing_is_lost(method: str) -> None:
    office, ben, made = await _one()
    (entry,) = await office.entries(ben)
    office.outlook.edit(ben, made, job_title="Judge")
    office.outlook.create(ben, contact("Eva", "Lind"))
    await office.edit(entry, company="Court")
    fail(office.parts.crm_contacts, method, Unavailable("away"))
    for _ in range(3):
        await office.look(ben)
        office.clock.advance(600)
    assert await office.names(ben) == office.shown(ben) == ["Ana Kern", "Eva Lind"]
    assert office.in_outlook(ben)[0].company == "Court"


async def test_a_lost_cursor_compares_both_sides_and_writes_nothing_that_is_equal() -> None:
    office, ben, _ = await _one()
    await office.enter(ben, card("Eva", "Lind"))
    await office.look(ben)
    before, entries = office.written(), await office.entries(ben)
    office.tenant.mailbox(ben).rounds.forget()
    await office.look(ben)
    assert (office.written(), await office.entries(ben)) == (before, entries)
    assert await office.linked(ben) == 2


async def test_a_deletion_missed_with_a_lost_cursor_is_found() -> None:
    office, ben, made = await _one()
    office.outlook.create(ben, contact("Eva", "Lind"))
    await office.look(ben)
    office.outlook.delete(ben, made)
    office.tenant.mailbox(ben).rounds.forget()
    await office.look(ben)
    assert await office.names(ben) == ["Eva Lind"]


async def test_a_contact_made_in_outlook_whose_answer_was_lost_is_found_by_its_stamp() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    await office.enter(ben, card())
    fail(office.parts.contacts, "create", Unavailable("answer lost"), after=True)
    await office.look(ben)
    await office.compare(ben)
    assert office.shown(ben) == ["Ana Kern"]
    assert await office.names(ben) == ["Ana Kern"]
    assert await office.linked(ben) == 1
    (pair,) = await office.pairs(ben)
    assert not pair.key.startswith("new.")
    assert str((await office.entries(ben))[0].key) == pair.key


async def test_a_contact_edited_and_copied_before_its_answer_was_known_is_still_one() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    await office.enter(ben, card())
    fail(office.parts.contacts, "create", Unavailable("answer lost"), after=True)
    assert await office.step(ben) == "retry"
    (id_,) = office.outlook.within(ben)
    office.outlook.copy(ben, id_)
    office.outlook.edit(ben, id_, job_title="Judge")
    for _ in range(2):
        await office.look(ben)
        await office.compare(ben)
    (entry,) = await office.entries(ben)
    assert entry.card.job_title == "Judge"
    assert len(office.in_outlook(ben)) == 2
    assert await office.linked(ben) == 1


async def test_an_entry_made_in_the_crm_whose_answer_was_lost_is_found_by_its_key() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    fail(office.parts.crm_contacts, "create_entries", Unavailable("answer lost"), after=True)
    await office.begin()
    await office.compare(ben)
    assert await office.names(ben) == office.shown(ben) == ["Ana Kern"]
    assert await office.linked(ben) == 1


async def test_a_key_that_could_not_be_told_to_the_crm_is_told_later() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    await office.enter(ben, card())
    fail(office.parts.crm_contacts, "update_entries", Unavailable("away"))
    await office.look(ben)
    assert office.shown(ben) == ["Ana Kern"]
    (pair,), (entry,) = await office.pairs(ben), await office.entries(ben)
    assert str(entry.key) == pair.key


async def test_an_update_whose_answer_was_lost_is_no_edit_of_anybodys() -> None:
    office, ben, _ = await _one()
    (entry,) = await office.entries(ben)
    await office.edit(entry, job_title="Judge")
    fail(office.parts.contacts, "update", Unavailable("answer lost"), after=True)
    assert await office.step(ben) == "retry"
    await office.edit(entry, job_title="Clerk")
    await office.look(ben)
    assert office.in_outlook(ben)[0].job_title == "Clerk"
    assert (await office.entries(ben))[0].card.job_title == "Clerk"


async def test_a_contact_changed_while_it_is_written_is_never_overwritten() -> None:
    office, ben, made = await _one()
    (entry,) = await office.entries(ben)
    await office.edit(entry, job_title="From the CRM")
    edit = lambda: office.outlook.edit(ben, made, job_title="From Outlook")
    between(office.parts.contacts, "update", edit)
    await office.look(ben)
    assert office.in_outlook(ben)[0].job_title == "From Outlook"
    assert (await office.entries(ben))[0].card.job_title == "From Outlook"


async def test_an_entry_changed_while_it_is_written_is_decided_anew() -> None:
    office, ben, made = await _one()
    (entry,) = await office.entries(ben)
    office.outlook.edit(ben, made, job_title="Judge")
    held = office.lists._entries

    def edit() -> None:
        now = held[entry.id]
        office.lists.put(
            replace(now, version=now.version + 1, card=replace(now.card, company="Court"))
        )

    between(office.parts.crm_contacts, "update_entries", edit)
    await office.look(ben)
    (entry,) = await office.entries(ben)
    assert (entry.card.job_title, entry.card.company) == ("Judge", "Court")
    assert office.in_outlook(ben)[0].company == "Court"


async def test_a_contact_deleted_while_it_is_written_is_decided_anew() -> None:
    office, ben, made = await _one()
    office.outlook.create(ben, contact("Eva", "Lind"))
    await office.look(ben)
    (entry, _) = await office.entries(ben)
    await office.edit(entry, job_title="Judge")
    between(office.parts.contacts, "update", lambda: office.outlook.purge(ben, made))
    for _ in range(3):
        await office.look(ben)
    assert office.shown(ben) == await office.names(ben) == ["Ana Kern", "Eva Lind"]
    assert {c.job_title for c in office.in_outlook(ben)} == {"Judge", ""}


@pytest.mark.parametrize("failure", [ItemGone("gone"), VersionConflict("changed")], ids=str)
async def test_a_write_refused_by_what_it_meets_is_decided_anew(failure: Any) -> None:
    office, ben, _ = await _one()
    (entry,) = await office.entries(ben)
    await office.edit(entry, job_title="Judge")
    fail(office.parts.contacts, "update", failure)
    await office.look(ben)
    assert office.in_outlook(ben)[0].job_title == "Judge"


async def test_a_value_outlook_refuses_is_tried_again_less_and_less_and_stops_no_other() -> None:
    office, ben, _ = await _one()
    office.outlook.create(ben, contact("Eva", "Lind"))
    await office.look(ben)
    (ana, eva) = await office.entries(ben)
    await office.edit(ana, job_title="Judge")
    await office.edit(eva, job_title="Clerk")
    fail(office.parts.contacts, "update", SkipItem(SkipReason.REFUSED_BY_OUTLOOK))
    await office.step(ben)
    assert sorted(c.job_title for c in office.in_outlook(ben)) in (["", "Clerk"], ["", "Judge"])
    (failed,) = [p for p in await office.pairs(ben) if p.state is PairState.FAILED]
    assert failed.due_at is not None
    await office.step(ben)
    assert [p.attempts for p in await office.pairs(ben) if p.state is PairState.FAILED] == [1]
    office.clock.advance(limits.RETRY_FIRST_SECONDS)
    await office.look(ben)
    assert sorted(c.job_title for c in office.in_outlook(ben)) == ["Clerk", "Judge"]
    assert await office.reasons(ben) == []


async def test_an_entry_the_crm_refuses_is_told_with_a_reason_and_tried_again() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    office.outlook.create(ben, contact("Eva", "Lind"))
    sound = office.parts.crm_contacts.create_entries
    refuses = [True]

    async def create_entries(drafts: Any) -> Any:
        written = list(await sound(drafts[1:] if refuses[0] else drafts))
        return [WrittenEntry(result=Wrote.REFUSED), *written] if refuses[0] else written

    instead(office.parts.crm_contacts, "create_entries", create_entries)
    await office.begin()
    assert len(await office.entries(ben)) == 1
    assert await office.reasons(ben) == ["refused_by_crm"]
    refuses[0] = False
    office.clock.advance(limits.RETRY_SECONDS_MAX)
    await office.look(ben)
    assert await office.names(ben) == ["Ana Kern", "Eva Lind"]


async def test_an_answer_holds_until_the_crm_takes_what_came_of_it() -> None:
    office, ben = await namesakes("ana@home.test", "ana@client.test")
    sound, tried = office.parts.crm_contacts.create_entries, []

    async def create_entries(drafts: Any) -> Any:
        tried.append(office.clock.now())
        return [WrittenEntry(result=Wrote.REFUSED) for _ in drafts]

    instead(office.parts.crm_contacts, "create_entries", create_entries)
    await office.answer(ben, Answer.SPLIT)
    await office.compare(ben)
    assert await office.reasons(ben) == ["refused_by_crm"]
    assert len(tried) == 1
    office.clock.advance(limits.RETRY_FIRST_SECONDS)
    await office.look(ben)
    assert await office.reasons(ben) == ["refused_by_crm"]
    assert len(tried) == 2
    instead(office.parts.crm_contacts, "create_entries", sound)
    office.clock.advance(limits.RETRY_SECONDS_MAX)
    await office.look(ben)
    await office.compare(ben)
    assert await office.names(ben) == office.shown(ben) == ["Ana Kern", "Ana Kern"]
    assert await office.reasons(ben) == []
    assert await office.memory.answers(ben, Stream.CONTACTS) == {}


async def test_a_write_that_is_refused_for_good_is_not_repeated_by_every_whole_comparison() -> None:
    office, ben, _ = await _one()
    (ana,) = await office.entries(ben)
    await office.edit(ana, job_title="Judge")
    tried = []

    async def update(*_: Any) -> Any:
        tried.append(office.clock.now())
        raise SkipItem(SkipReason.REFUSED_BY_OUTLOOK)

    instead(office.parts.contacts, "update", update)
    await office.look(ben)
    assert len(tried) == 1
    for _ in range(3):
        await office.compare(ben)
    assert len(tried) == 1
    for _ in range(2 * limits.RETRY_ATTEMPTS_MAX):
        office.clock.advance(limits.RETRY_SECONDS_MAX)
        await office.compare(ben)
    assert len(tried) == limits.RETRY_ATTEMPTS_MAX
    await office.edit(ana, job_title="Clerk")
    await office.look(ben)
    assert len(tried) == limits.RETRY_ATTEMPTS_MAX + 1


async def test_an_endless_listing_ends_the_run_and_the_next_one_begins_anew() -> None:
    office, ben, made = await _one()
    sound = office.parts.contacts.changed

    async def changed(*_: Any) -> ContactPage:
        return ContactPage(changed=(), removed=(), next=DeltaToken("again"), is_complete=False)

    instead(office.parts.contacts, "changed", changed)
    assert await office.step(ben) == "retry"
    instead(office.parts.contacts, "changed", sound)
    office.outlook.edit(ben, made, job_title="Judge")
    await office.look(ben)
    assert (await office.entries(ben))[0].card.job_title == "Judge"


async def test_empty_pages_are_no_end_and_no_deletion() -> None:
    office, ben, made = await _one()
    office.tenant.rules = replace(office.tenant.rules, empty_page_chance=0.5)
    office.outlook.edit(ben, made, job_title="Judge")
    for _ in range(5):
        await office.look(ben)
        await office.compare(ben)
    assert (await office.entries(ben))[0].card.job_title == "Judge"
    assert await office.linked(ben) == 1


async def test_a_listing_that_leaves_a_contact_out_deletes_nothing() -> None:
    office, ben, _ = await _one()
    office.outlook.create(ben, contact("Eva", "Lind"))
    await office.look(ben)

    async def listed(*_: Any) -> ContactList:
        return ContactList(contacts=(), next="")

    sound = office.parts.contacts.listed
    instead(office.parts.contacts, "listed", listed)
    await office.compare(ben)
    instead(office.parts.contacts, "listed", sound)
    assert await office.names(ben) == ["Ana Kern", "Eva Lind"]
    assert await office.linked(ben) == 2


async def test_our_own_writes_come_back_and_are_written_no_more() -> None:
    office, ben, made = await _one()
    await office.enter(ben, card("Eva", "Lind"))
    await office.look(ben)
    office.outlook.edit(ben, made, job_title="Judge")
    await office.look(ben)
    before, entries = office.written(), await office.entries(ben)
    for _ in range(3):
        await office.look(ben)
    assert (office.written(), await office.entries(ben)) == (before, entries)


async def test_text_that_the_server_puts_otherwise_is_written_once() -> None:
    office = Office(text_normalised=True)
    ben = office.user("ben")
    await office.begin(notes=True)
    entry = await office.enter(
        ben, card(company=" Client & Co ", notes="One\nTwo \n", job_title="Judge\n")
    )
    await office.look(ben)
    await office.edit(entry, department="  Law  ")
    await office.look(ben)
    before, entries = office.written(), await office.entries(ben)
    for _ in range(3):
        await office.look(ben)
        await office.compare(ben)
    assert (office.written(), await office.entries(ben)) == (before, entries)


@pytest.mark.parametrize("skew", [timedelta(hours=-7), timedelta(hours=7)])
async def test_a_clock_that_goes_wrong_loses_no_edit_of_different_fields(skew: timedelta) -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin(winner="newest")
    (entry,) = await office.entries(ben)
    office.outlook.edit(ben, made, job_title="Judge")
    item = office.outlook.look(ben, made)
    item.modified += skew
    await office.edit(entry, company="Court")
    await office.look(ben)
    (entry,) = await office.entries(ben)
    assert (entry.card.job_title, entry.card.company) == ("Judge", "Court")
    assert office.in_outlook(ben)[0].company == "Court"


@pytest.mark.parametrize(("winner", "stays"), [("microsoft365", "There"), ("crm", "Here")])
async def test_where_both_changed_one_field_the_policys_winner_stays(
    winner: str, stays: str
) -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin(winner=winner)
    (entry,) = await office.entries(ben)
    office.outlook.edit(ben, made, job_title="There")
    await office.edit(entry, job_title="Here")
    await office.look(ben)
    assert (await office.entries(ben))[0].card.job_title == stays
    assert office.in_outlook(ben)[0].job_title == stays


@pytest.mark.parametrize("last", ["there", "here"])
async def test_the_newest_of_two_edits_of_one_field_stays_where_the_policy_says_so(
    last: str,
) -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin(winner="newest")
    (entry,) = await office.entries(ben)
    for side in ("here", "there") if last == "there" else ("there", "here"):
        office.clock.advance(60)
        if side == "there":
            office.outlook.edit(ben, made, job_title="there")
        else:
            await office.edit(entry, job_title="here")
    await office.look(ben)
    assert (await office.entries(ben))[0].card.job_title == last
    assert office.in_outlook(ben)[0].job_title == last


async def test_two_workers_never_work_on_one_mailbox_at_once() -> None:
    office, ben, _ = await _one()
    await office.enter(ben, card("Eva", "Lind"))
    sound, other = office.parts.contacts.create, list[str]()

    async def create(*told: Any) -> Any:
        if not other:
            item = WorkItem(task=Task.CONTACTS_WAKE, mailbox=ben, woken_at=office.clock.now())
            other.append(await run_work_item(office.parts, item))
        return await sound(*told)

    instead(office.parts.contacts, "create", create)
    await office.look(ben)
    assert other == ["busy"]
    assert office.shown(ben) == ["Ana Kern", "Eva Lind"]
    assert await office.linked(ben) == 2


async def test_a_worker_whose_lease_ran_out_leaves_one_copy() -> None:
    """It stood still while it made a contact: another made it in its place."""
    office, ben, _ = await _one()
    await office.enter(ben, card("Eva", "Lind"))
    sound, other = office.parts.contacts.create, list[str]()

    async def create(*told: Any) -> Any:
        if not other:
            other.append("")
            office.clock.advance(limits.LEASE_SECONDS + 1)
            there = await sound(*told)
            other[0] = await office.step(ben)
            return there
        return await sound(*told)

    instead(office.parts.contacts, "create", create)
    await office.look(ben)
    await office.compare(ben)
    assert office.shown(ben) == ["Ana Kern", "Eva Lind"]
    assert await office.linked(ben) == 2
