"""An answer holds until it is acted on, whatever comes between; what was answered is not asked again."""

from typing import Any

from sync_core.contacts.contact import CrmContact, Sharing
from sync_core.failures import Unavailable
from sync_core.reconcile.answers import Answer, Answered
from sync_core.reconcile.pairs import Pair, PairState
from sync_core.work import MailboxId, Stream, Task
from tests.flows.calendar.mischief import fail
from tests.flows.contacts.office import Office, card, contact, first_run


async def _alike(**policy: Any) -> tuple[Office, MailboxId]:
    """Return a firm in which a contact is asked about, since an entry of the list has its name."""
    office, ben = await first_run(
        [contact("Ana", "Kern", "", job_title="Judge")], [card("Ana", "Kern")], **policy
    )
    assert await office.reasons(ben) == ["likely_twin"]
    return office, ben


async def _say(office: Office, ben: MailboxId, answer: Answer, stream: Stream) -> None:
    """Answer the one question of a stream, and let nothing run yet."""
    rows = await office.memory.pairs(ben, stream)
    (pair,) = [p for p in rows if p.state is PairState.ASKED]
    told = Answered(answer=answer, about=pair.asks, by="admin", at=office.clock.now())
    assert await office.memory.answer_pair(ben, stream, pair.key, told)


async def test_an_accepted_entry_stands_for_its_person_though_the_process_ended_when_half_was_written() -> (
    None
):
    office = Office()
    ben = office.user("ben")
    await office.begin(sharing={"promote": "all"})
    await office.enter(ben, card("Ana", "Kern"))
    await office.look(ben)
    alike = await office.enter(ben, card("Ana", "Kern", "", company="Court"))
    await office.look(ben, Task.CONTACTS_SHARE)
    await _say(office, ben, Answer.ACCEPT, Stream.SHARING)
    fail(office.parts.crm_contacts, "update_people", Unavailable("lost"), after=True)
    for _ in range(2):
        await office.look(ben, Task.CONTACTS_SHARE)
        office.clock.advance(600)
    assert (await _row_of(office, ben, alike.id)).state is PairState.LINKED
    assert len({e.person for e in await office.entries(ben)}) == 1
    assert await office.memory.answers(ben, Stream.SHARING) == {}


async def test_an_answer_is_kept_while_the_contact_cannot_be_read() -> None:
    office, ben = await _alike()
    made = office.id_of(ben, "Ana Kern")
    office.outlook.damage(ben, made)
    await _say(office, ben, Answer.SPLIT, Stream.CONTACTS)
    await office.look(ben)
    assert await office.reasons(ben) == ["broken"]
    office.outlook.damage(ben, made, is_damaged=False)
    await office.look(ben)
    assert await office.reasons(ben) == []
    assert await office.names(ben) == ["Ana Kern", "Ana Kern"]


async def test_an_answer_is_kept_while_the_contact_is_asked_about_otherwise() -> None:
    office, ben = await _alike(prevent={"crm": {"create": True}})
    await office.answer(ben, Answer.SPLIT)
    assert await office.reasons(ben) == ["prevented"]
    other = await office.enter(ben, card("Ana", "Kern", "ana@else.test"))
    await office.compare(ben)
    assert "ambiguous" in await office.reasons(ben)
    await office.lists.remove_contact(other.id, other.version)
    for _ in range(2):
        await office.compare(ben)
    assert await office.reasons(ben) == ["prevented"]


async def _rejected(answer: Answer) -> tuple[Office, MailboxId, CrmContact]:
    """Return a firm in which a person said who an entry is, and then rejected what was to be written of it."""
    office = Office()
    ben = office.user("ben")
    await office.begin(sharing={"promote": "all"})
    await office.enter(ben, card("Ana", "Kern"))
    await office.look(ben)
    await office.policy(sharing={"promote": "all"}, brakes={"changes": 1})
    alike = await office.enter(ben, card("Ana", "Kern", "", company="Court"), Sharing.FIRM)
    await office.look(ben, Task.CONTACTS_SHARE)
    await _say(office, ben, answer, Stream.SHARING)
    await office.enter(ben, card("Eva", "Lind"), Sharing.FIRM)
    await office.look(ben, Task.CONTACTS_SHARE)
    await office.answer_plan(ben, approves=False, stream=Stream.SHARING)
    return office, ben, alike


async def test_an_entry_that_was_split_and_rejected_is_not_asked_about_again() -> None:
    office, ben, alike = await _rejected(Answer.SPLIT)
    for _ in range(2):
        await office.look(ben, Task.CONTACTS_SHARE)
        office.clock.advance(25 * 3600)
        assert (await _row_of(office, ben, alike.id)).state is PairState.UNLINKED


async def test_an_entry_stands_for_whom_it_was_accepted_as_though_nothing_may_be_written_of_it() -> (
    None
):
    office, ben, alike = await _rejected(Answer.ACCEPT)
    for _ in range(2):
        await office.look(ben, Task.CONTACTS_SHARE)
        office.clock.advance(25 * 3600)
        assert (await _row_of(office, ben, alike.id)).state is PairState.LINKED
    there = {e.id: e for e in await office.entries(ben)}[alike.id]
    assert there.person is not None
    assert (there.card.company, there.card.emails) == ("Court", ())


async def test_an_entry_that_waited_and_was_rejected_is_not_made_when_it_is_edited_later() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact("Ana", "Kern", ""))
    await office.begin(enabled=False)
    entry = await office.enter(ben, card("Ana", "Kern", "ana@client.test"))
    await office.enter(ben, card("Ana", "Kern", "ana@else.test"))
    await office.begin(brakes={"changes": 1})
    await office.answer(ben, Answer.SPLIT)
    await office.reject(ben)
    await office.edit(entry, job_title="Judge")
    await office.look(ben)
    await office.compare(ben)
    assert office.shown(ben) == ["Ana Kern"]


async def _row_of(office: Office, ben: MailboxId, entry: str) -> Pair:
    rows = await office.memory.pairs(ben, Stream.SHARING)
    (pair,) = [p for p in rows if p.outlook == entry]
    return pair
