"""One entry is one contact's: who claims what another claims, who is asked meanwhile, and answers that race."""

from flows.wakeups import refresh_directory_due
from sync_core import limits
from sync_core.contacts.contact import DEFAULT_FOLDER
from sync_core.reconcile.answers import Answer, Answered
from sync_core.reconcile.pairs import PairState
from sync_core.work import MailboxId, Stream, Task
from tests.flows.contacts.office import Office, card, contact, first_run, namesakes

HERS = ("ana@client.test", "ana@second.test")
"""Addresses that the entry has."""


async def _claimed(*emails: str) -> tuple[Office, MailboxId]:
    """Return a firm in which contacts called Ana Kern, each with one of the addresses, meet one entry of that name."""
    those = [contact("Ana", "Kern", email) for email in emails]
    return await first_run(those, [card("Ana", "Kern", *HERS[: max(1, len(emails))])])


async def _answer_all(office: Office, ben: MailboxId, answer: Answer) -> None:
    for pair in await office.pairs(ben):
        if pair.state is PairState.ASKED:
            told = Answered(answer=answer, about=pair.asks, by="admin", at=office.clock.now())
            assert await office.memory.answer_pair(ben, Stream.CONTACTS, pair.key, told)
    await office.look(ben, Task.CONTACTS_NOW)


async def test_an_entry_that_two_contacts_claim_is_given_to_neither_and_made_nowhere() -> None:
    office, ben = await _claimed(*HERS)
    for _ in range(2):
        await office.look(ben)
        await office.compare(ben)
    assert len(office.in_outlook(ben)) == 2
    assert len(await office.entries(ben)) == 1
    assert set(await office.reasons(ben)) == {"ambiguous"}


async def test_of_two_claims_the_one_left_is_linked_once_the_other_was_deleted() -> None:
    office, ben = await _claimed(*HERS)
    office.outlook.delete(ben, next(iter(office.outlook.within(ben))))
    await office.look(ben)
    await office.compare(ben)
    assert len(office.in_outlook(ben)) == len(await office.entries(ben)) == 1
    assert await office.linked(ben) == 1
    assert await office.reasons(ben) == []


async def test_two_claims_that_were_split_get_an_entry_each() -> None:
    office, ben = await _claimed(*HERS)
    await _answer_all(office, ben, Answer.SPLIT)
    await office.compare(ben)
    assert len(await office.entries(ben)) == len(office.in_outlook(ben)) == 3
    assert await office.linked(ben) == 3


async def test_two_contacts_accepted_as_one_entry_do_not_both_get_it() -> None:
    office, ben = await _claimed("ana@home.test", "ana@work.test")
    await _answer_all(office, ben, Answer.ACCEPT)
    linked = [p.crm for p in await office.pairs(ben) if p.state is PairState.LINKED]
    assert len(linked) == len(set(linked))
    for _ in range(2):
        await office.look(ben)
        await office.compare(ben)
    linked = [p.crm for p in await office.pairs(ben) if p.state is PairState.LINKED]
    assert len(linked) == len(set(linked)) <= len(await office.entries(ben))
    assert len(office.in_outlook(ben)) == 2


async def test_two_accepted_answers_with_nothing_to_write_do_not_share_an_entry_either() -> None:
    office, ben = await first_run(
        [contact("Ana", "Kern", ""), contact("Ana", "Kern", "")], [card("Ana", "Kern", "")]
    )
    await _answer_all(office, ben, Answer.ACCEPT)
    linked = [p.crm for p in await office.pairs(ben) if p.state is PairState.LINKED]
    assert len(linked) == len(set(linked))


async def test_entries_that_look_as_much_like_a_contact_wait_with_it() -> None:
    office, ben = await namesakes("ana@home.test", "ana@client.test", "ana@else.test")
    (first, _) = await office.entries(ben)
    await office.edit(first, nickname="Annie")
    await office.look(ben)
    await office.compare(ben)
    assert len(office.in_outlook(ben)) == 1
    assert await office.reasons(ben) == ["ambiguous"] * 3
    await office.answer(ben, Answer.SPLIT)
    await office.compare(ben)
    assert len(office.in_outlook(ben)) == len(await office.entries(ben)) == 3


async def test_an_answer_to_a_contact_that_changed_since_is_asked_anew() -> None:
    office, ben = await _claimed("ana@home.test")
    pair = await office.asked(ben)
    told = Answered(answer=Answer.IGNORE, about=pair.asks, by="admin", at=office.clock.now())
    assert await office.memory.answer_pair(ben, Stream.CONTACTS, pair.key, told)
    (id_,) = office.outlook.within(ben)
    office.outlook.edit(ben, id_, job_title="Judge")
    await office.look(ben, Task.CONTACTS_NOW)
    assert await office.reasons(ben) == ["likely_twin"]
    assert (await office.asked(ben)).asks != pair.asks


async def test_an_ignored_contact_that_is_deleted_lets_its_entry_go_to_outlook() -> None:
    office, ben = await _claimed("ana@home.test")
    await office.answer(ben, Answer.IGNORE)
    office.outlook.delete(ben, next(iter(office.outlook.within(ben))))
    await office.look(ben)
    await office.compare(ben)
    assert [[e.address for e in s.emails] for s in office.in_outlook(ben)] == [["ana@client.test"]]
    assert await office.linked(ben) == 1


async def test_two_that_are_the_same_to_the_letter_are_linked_and_found_again_without_memory() -> (
    None
):
    office, ben = await _claimed("ana@client.test")
    assert office.written() == {}
    (entry,) = await office.entries(ben)
    (id_,) = office.outlook.within(ben)
    assert entry.key == office.parts.digester.contact_key(id_)


async def test_without_memory_everything_is_found_again_and_nothing_is_doubled() -> None:
    office, ben = await _claimed("ana@client.test")
    office.outlook.create(ben, contact("Eva", "Lind"))
    await office.enter(ben, card("Ida", "Ek"))
    await office.look(ben)
    before, entries = office.written(), await office.entries(ben)
    await office.forget_everything(ben)
    await office.compare(ben)
    assert office.written() == before
    assert await office.entries(ben) == entries
    assert await office.linked(ben) == 3


async def test_two_of_one_family_with_one_address_are_asked_about_and_not_linked_by_it() -> None:
    office, ben = await first_run(
        [contact("Ana", "Kern", "kern@home.test")], [card("Bob", "Kern", "kern@home.test")]
    )
    assert await office.linked(ben) == 0
    assert await office.reasons(ben) == ["likely_twin"]


async def test_an_entry_of_a_former_mailbox_is_not_made_again_at_any_comparison() -> None:
    office = Office()
    old = office.user("ben")
    office.outlook.create(old, contact())
    await office.begin()
    new = office.tenant.add_user("ben two", "ben.two@northwind.test")
    await refresh_directory_due(office.parts)
    await office.work()
    await office.memory.change_mailbox(new, owner=await office.owner(old))
    for _ in range(3):
        await office.compare(new)
    assert await office.reasons(new) == ["not_made_again"]
    assert office.in_outlook(new) == []


async def test_an_entry_is_made_in_outlook_once_the_contact_it_may_have_been_was_moved_away() -> (
    None
):
    office, ben = await _claimed("ana@home.test")
    assert await office.reasons(ben) == ["likely_twin"]
    away = office.outlook.add_folder(ben, "Private")
    office.outlook.move(ben, next(iter(office.outlook.within(ben))), away)
    await office.look(ben)
    assert office.shown(ben) == ["Ana Kern"]
    assert await office.linked(ben) == 1


async def test_a_contact_that_comes_back_is_not_joined_with_whom_nobody_said_it_is() -> None:
    office, ben = await _claimed("ana@home.test")
    one = next(iter(office.outlook.within(ben)))
    away = office.outlook.add_folder(ben, "Private")
    office.outlook.move(ben, one, away)
    await office.look(ben)
    office.outlook.move(ben, one, DEFAULT_FOLDER)
    await office.look(ben)
    assert sorted(e.card.emails for e in await office.entries(ben)) == sorted(
        (("ana@client.test",), ("ana@home.test",))
    )


async def test_an_entry_renamed_while_two_contacts_may_be_it_is_made_in_outlook() -> None:
    office, ben = await _claimed("ana@home.test", "ana@work.test")
    (entry,) = await office.entries(ben)
    await office.edit(entry, given_name="Zoe", surname="Wolf", display_name="Zoe Wolf")
    await office.compare(ben)
    assert await office.linked(ben) == len(await office.entries(ben)) == 3


async def _asked_about() -> tuple[Office, MailboxId]:
    """Return a firm in which a contact is asked about, since an entry of the list has its name."""
    office, ben = await namesakes("ana@home.test", "ana@client.test")
    assert await office.reasons(ben) == ["likely_twin"]
    return office, ben


async def test_an_entry_written_down_while_its_contact_is_asked_about_is_linked_and_not_made_beside_it() -> (
    None
):
    office, ben = await _asked_about()
    hers = await office.enter(ben, card("Ana", "Kern", "ana@home.test", job_title="Judge"))
    await office.look(ben)
    told = {one.emails[0].address: one.job_title for one in office.in_outlook(ben)}
    assert told == {"ana@home.test": "Judge", "ana@client.test": ""}
    kept = {p.crm: p.outlook for p in await office.pairs(ben) if p.state is PairState.LINKED}
    assert len(kept) == 2 and hers.id in kept


async def test_an_entry_that_is_only_like_a_contact_in_question_joins_the_question() -> None:
    office, ben = await _asked_about()
    await office.enter(ben, card("Ana", "Kern", "ana@else.test"))
    await office.look(ben)
    await office.compare(ben)
    assert office.shown(ben) == ["Ana Kern"]
    assert set(await office.reasons(ben)) == {"ambiguous"}


async def test_an_entry_is_not_made_beside_one_of_many_contacts_that_may_not_come_into_the_crm() -> (
    None
):
    office = Office()
    ben = office.user("ben")
    names = [f"N{number:02}" for number in range(limits.CONTACTS_READ_ALONE_MAX + 1)]
    for name in names:
        office.outlook.create(ben, contact(name, f"{name}son"))
    await office.begin(prevent={"crm": {"create": True}})
    assert await office.entries(ben) == []
    began = office.clock.now()
    await office.enter(ben, card("N07", "N07son"))
    await office.look(ben)
    assert len(office.in_outlook(ben)) == len(names)
    assert await office.linked(ben) == 1
    runs = [r for r in await office.memory.runs(began.date(), 500) if r.started_at >= began]
    assert sum(r.counts.get("read_batches", 0) for r in runs) == 0, "the folder is listed instead"
