"""Between users' lists and the firm's people: who rises, what rises, what comes down."""

from dataclasses import replace
from typing import Any

import pytest

from flows.ports.crm_contacts import WrittenPerson, Wrote
from flows.ports.desk import NewPerson
from flows.run import run_work_item
from flows.wakeups import sweep_due
from sync_core import limits
from sync_core.contacts.contact import CrmContact, FirmPerson, Sharing
from sync_core.failures import Unavailable
from sync_core.mail import Address, PersonId
from sync_core.reconcile.answers import Answer, Answered
from sync_core.reconcile.pairs import Pair, PairState
from sync_core.work import FIRM, MailboxId, Stream, Task, WorkItem
from tests.flows.calendar.mischief import fail
from tests.flows.contacts.office import Office, card, contact
from tests.flows.contacts.test_faults import instead


async def _people(office: Office) -> list[str]:
    """Return the names of the firm's people."""
    return sorted(
        p.card.name for p in (await office.lists.people(list(office.crm.people()))).values()
    )


async def _person(office: Office, entry: CrmContact) -> FirmPerson:
    """Return the person an entry stands for."""
    now = (await office.lists.entries([entry.id]))[entry.id]
    assert now.person is not None
    return (await office.lists.people([now.person]))[now.person]


async def _share(office: Office, mailbox: MailboxId, entry: CrmContact, *kept_back: str) -> None:
    """Share an entry with the firm, as its user does on a page."""
    now = (await office.lists.entries([entry.id]))[entry.id]
    await office.lists.share_contact(now.id, now.version, Sharing.FIRM, frozenset(kept_back))
    await office.look(mailbox)


async def test_an_entry_stays_its_users_own_until_it_is_shared() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    await office.begin()
    assert await _people(office) == []
    (entry,) = await office.entries(ben)
    await _share(office, ben, entry)
    assert await _people(office) == ["Ana Kern"]


async def test_only_business_fields_rise_and_none_that_was_kept_back() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact(company="Court", job_title="Judge", home_phones=("+1 5",)))
    await office.begin()
    (entry,) = await office.entries(ben)
    await _share(office, ben, entry, "job_title")
    person = await _person(office, entry)
    assert (person.card.company, person.card.job_title) == ("Court", "")
    assert person.card.home_phones == ()


async def test_a_private_entry_never_rises() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    made = office.id_of(ben, "Ana Kern")
    office.outlook.mark_private(ben, made)
    await office.begin(sharing={"promote": "all"})
    (entry,) = await office.entries(ben)
    assert entry.sharing is Sharing.PRIVATE
    assert await _people(office) == []


async def test_by_rule_every_entry_that_is_not_private_rises() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    await office.begin(sharing={"promote": "all"})
    assert await _people(office) == ["Ana Kern"]


async def test_two_users_who_know_the_same_person_share_one_person() -> None:
    office = Office()
    ben, cy = office.user("ben"), office.user("cy")
    office.outlook.create(ben, contact(company="Court"))
    office.outlook.create(cy, contact(job_title="Judge"))
    await office.begin(sharing={"promote": "all"})
    assert await _people(office) == ["Ana Kern"]


async def test_a_change_of_the_firms_person_reaches_every_list_and_every_outlook() -> None:
    office = Office()
    ben, cy = office.user("ben"), office.user("cy")
    office.outlook.create(ben, contact())
    office.outlook.create(cy, contact())
    await office.begin(sharing={"promote": "all"})
    (entry,) = await office.entries(ben)
    person = await _person(office, entry)
    says = replace(person.card, job_title="Judge")
    await office.lists.edit_person(person.id, person.version, says, frozenset({"job_title"}))
    await office.look(FIRM, Task.CRM_FEED)
    assert [c.job_title for m in (ben, cy) for c in office.in_outlook(m)] == ["Judge", "Judge"]


async def test_an_edit_in_one_outlook_reaches_a_colleagues_outlook_by_way_of_the_firm() -> None:
    office = Office()
    ben, cy = office.user("ben"), office.user("cy")
    made = office.outlook.create(ben, contact())
    office.outlook.create(cy, contact())
    await office.begin(sharing={"promote": "all"})
    office.outlook.edit(ben, made, company="Court")
    await office.look(ben)
    await office.look(FIRM, Task.CRM_FEED)
    assert office.in_outlook(cy)[0].company == "Court"


async def test_without_fan_out_nothing_comes_down() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    await office.begin(sharing={"promote": "all", "fan_out": False})
    (entry,) = await office.entries(ben)
    person = await _person(office, entry)
    says = replace(person.card, job_title="Judge")
    await office.lists.edit_person(person.id, person.version, says, frozenset({"job_title"}))
    await office.look(ben)
    await office.look(ben)
    assert office.in_outlook(ben)[0].job_title == ""


async def test_removing_a_contact_never_removes_the_firms_person() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin(sharing={"promote": "all"})
    office.outlook.delete(ben, made)
    await office.look(ben)
    assert await office.entries(ben) == []
    assert await _people(office) == ["Ana Kern"]


async def test_who_may_be_a_person_of_the_firm_is_asked_about() -> None:
    office = Office()
    ben = office.user("ben")
    office.crm.add_person(
        NewPerson(name="Ana Kern", addresses=[("email", Address("ana@old.test"))])
    )
    office.outlook.create(ben, contact())
    await office.begin(sharing={"promote": "all"})
    (pair,) = [p for p in await office.memory.pairs(ben, Stream.SHARING)]
    assert (pair.state, pair.reason) == (PairState.ASKED, "likely_twin")
    told = Answered(answer=Answer.ACCEPT, about=pair.asks, by="admin", at=office.clock.now())
    assert await office.memory.answer_pair(ben, Stream.SHARING, pair.key, told)
    await office.look(ben, Task.CONTACTS_SHARE)
    assert await _people(office) == ["Ana Kern"]
    (entry,) = await office.entries(ben)
    assert set((await _person(office, entry)).card.emails) == {"ana@client.test", "ana@old.test"}


async def test_an_erased_person_is_not_brought_in_again() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    await office.begin(sharing={"promote": "all"})
    (entry,) = await office.entries(ben)
    person = await _person(office, entry)
    await office.lists.erase_person(person.id, person.version)
    office.outlook.create(ben, contact("Ana", "Kern", "ana@client.test"))
    await office.look(ben)
    await office.compare(ben)
    assert await _people(office) == []


async def test_an_address_of_another_person_is_refused_and_re_points_nothing() -> None:
    office = Office()
    ben = office.user("ben")
    eva = office.crm.add_person(
        NewPerson(name="Eva Lind", addresses=[("email", Address("eva@client.test"))])
    )
    made = office.outlook.create(ben, contact())
    await office.begin(sharing={"promote": "all"})
    both = contact("Ana", "Kern", "ana@client.test", "eva@client.test").emails
    office.outlook.edit(ben, made, emails=both)
    await office.look(ben)
    people = await office.lists.people([PersonId(eva)])
    assert people[PersonId(eva)].card.emails == (Address("eva@client.test"),)
    rows = await office.memory.pairs(ben, Stream.SHARING)
    assert [p.reason for p in rows if p.state is PairState.FAILED] == ["refused_by_crm"]


async def test_many_changes_at_once_wait_for_a_person() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin(sharing={"promote": "all"}, brakes={"changes": 3, "preview_first": False})
    for n in range(5):
        await office.enter(ben, card(f"Ana{n}", "Kern", f"ana{n}@client.test"))
    await office.policy(sharing={"promote": "all"}, brakes={"changes": 3, "preview_first": False})
    await office.look(ben)
    record = await office.memory.mailbox(ben)
    assert record is not None and (record.contacts_held or record.sharing_held)
    assert await _people(office) == []


async def _asked(office: Office, ben: MailboxId) -> Pair:
    rows = await office.memory.pairs(ben, Stream.SHARING)
    (pair,) = [p for p in rows if p.state is PairState.ASKED]
    return pair


async def _answer(office: Office, ben: MailboxId, answer: Answer) -> None:
    pair = await _asked(office, ben)
    told = Answered(answer=answer, about=pair.asks, by="admin", at=office.clock.now())
    assert await office.memory.answer_pair(ben, Stream.SHARING, pair.key, told)
    for _ in range(2):
        await office.look(ben, Task.CONTACTS_SHARE)


async def _written_over() -> tuple[Office, MailboxId]:
    """Return a firm in which an entry that stands for Ana was written over by Eva, in the list."""
    office = Office()
    ben = office.user("ben")
    await office.begin(sharing={"promote": "all"})
    entry = await office.enter(ben, card())
    await office.look(ben)
    await office.edit(
        entry,
        given_name="Eva",
        surname="Lind",
        display_name="Eva Lind",
        emails=(Address("eva@other.test"),),
    )
    await office.look(ben, Task.CONTACTS_SHARE)
    return office, ben


async def test_an_entry_written_over_by_somebody_else_changes_no_person_of_the_firm() -> None:
    office, ben = await _written_over()
    assert (await _asked(office, ben)).reason == "different_person"
    assert await _people(office) == ["Ana Kern"]


@pytest.mark.parametrize(
    ("answer", "people", "names"),
    [
        (Answer.RENAME, ["Eva Lind"], ["Eva Lind"]),
        (Answer.NEW_PERSON, ["Ana Kern", "Eva Lind"], ["Eva Lind"]),
        (Answer.UNDO, ["Ana Kern"], ["Ana Kern"]),
    ],
)
async def test_what_a_person_says_of_it_is_done_in_the_firm(
    answer: Answer, people: list[str], names: list[str]
) -> None:
    office, ben = await _written_over()
    (entry,) = await office.entries(ben)
    before = entry.person
    await _answer(office, ben, answer)
    assert await _people(office) == people
    assert await office.names(ben) == names
    (entry,) = await office.entries(ben)
    assert (entry.person != before) is (answer is Answer.NEW_PERSON)
    rows = await office.memory.pairs(ben, Stream.SHARING)
    assert [p.state for p in rows] == [PairState.LINKED]


async def test_what_was_kept_back_never_comes_down_either_and_what_is_told_later_rises() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact(job_title="Judge"))
    await office.begin()
    (entry,) = await office.entries(ben)
    await _share(office, ben, entry, "job_title")
    person = await _person(office, entry)
    assert person.card.job_title == ""
    says = replace(person.card, job_title="Clerk")
    await office.lists.edit_person(person.id, person.version, says, frozenset({"job_title"}))
    await office.look(ben)
    assert (await office.entries(ben))[0].card.job_title == "Judge"


async def test_an_entry_no_longer_shared_rises_no_more_and_the_person_stays() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin()
    (entry,) = await office.entries(ben)
    await _share(office, ben, entry)
    now = (await office.entries(ben))[0]
    await office.lists.share_contact(now.id, now.version, Sharing.LIST, frozenset())
    office.outlook.edit(ben, made, job_title="Judge")
    await office.look(ben)
    assert (await office.entries(ben))[0].card.job_title == "Judge"
    assert (await _person(office, entry)).card.job_title == ""


async def test_an_entry_made_private_rises_no_more() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin(sharing={"promote": "all"})
    (entry,) = await office.entries(ben)
    office.outlook.mark_private(ben, made)
    office.outlook.edit(ben, made, job_title="Judge")
    await office.look(ben)
    assert (await _person(office, entry)).card.job_title == ""


async def test_those_the_firm_knows_already_rise_where_the_policy_says_so() -> None:
    office = Office()
    ben = office.user("ben")
    ana = office.crm.add_person(
        NewPerson(name="Ana Kern", addresses=[("email", Address("ana@client.test"))])
    )
    office.outlook.create(ben, contact(job_title="Judge"))
    office.outlook.create(ben, contact("Eva", "Lind"))
    await office.begin(sharing={"promote": "known"})
    assert await _people(office) == ["Ana Kern"]
    (person,) = (await office.lists.people([ana])).values()
    assert person.card.job_title == "Judge"


@pytest.mark.parametrize(("winner", "stays"), [("firm", "Firm"), ("user", "User")])
async def test_where_user_and_firm_changed_one_field_the_policys_winner_stays(
    winner: str, stays: str
) -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    await office.begin(sharing={"promote": "all", "winner": winner})
    (entry,) = await office.entries(ben)
    person = await _person(office, entry)
    says = replace(person.card, job_title="Firm")
    await office.lists.edit_person(person.id, person.version, says, frozenset({"job_title"}))
    await office.edit(entry, job_title="User")
    await office.look(ben)
    assert (await _person(office, entry)).card.job_title == stays
    assert (await office.entries(ben))[0].card.job_title == stays
    assert office.in_outlook(ben)[0].job_title == stays


async def test_the_firms_person_keeps_addresses_that_outlook_has_no_place_for() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin(sharing={"promote": "all"})
    five = tuple(Address(f"ana{n}@client.test") for n in range(5))
    entry = await office.enter(ben, card("Ana", "Kern", *five))
    for _ in range(3):
        await office.look(ben)
    assert (await _person(office, entry)).card.emails == five
    assert await office.told(ben, "emails") == five[:3]


async def test_between_list_and_firm_nothing_is_written_that_is_equal() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact(company="Court"))
    await office.begin(sharing={"promote": "all"})
    (entry,) = await office.entries(ben)
    person = await _person(office, entry)
    for _ in range(3):
        office.clock.advance(86_400)
        await office.look(ben)
        await office.look(ben, Task.CONTACTS_SHARE)
    assert (await _person(office, entry)) == person
    assert (await office.entries(ben))[0].version == entry.version


async def test_a_person_who_is_erased_leaves_every_list_and_comes_back_by_none() -> None:
    office = Office()
    ben, cy = office.user("ben"), office.user("cy")
    office.outlook.create(ben, contact())
    made = office.outlook.create(cy, contact())
    await office.begin(sharing={"promote": "all"})
    (entry,) = await office.entries(ben)
    person = await _person(office, entry)
    office.outlook.edit(cy, made, job_title="Judge")
    await office.lists.erase_person(person.id, person.version)
    for mailbox in (ben, cy, ben, cy):
        await office.compare(mailbox)
        await office.look(mailbox, Task.CONTACTS_SHARE)
    assert await office.entries(ben) == await office.entries(cy) == []
    assert await _people(office) == []


async def _refused(changes: Any) -> Any:
    """Refuse every change of a person."""
    return [WrittenPerson(result=Wrote.REFUSED) for _ in changes]


async def test_a_rename_that_the_crm_refused_is_tried_again_and_not_asked_about_again() -> None:
    office, ben = await _written_over()
    sound = office.parts.crm_contacts.update_people
    instead(office.parts.crm_contacts, "update_people", _refused)
    await _answer(office, ben, Answer.RENAME)
    for _ in range(2):
        office.clock.advance(limits.RETRY_SECONDS_MAX)
        await office.look(ben, Task.CONTACTS_SHARE)
        rows = await office.memory.pairs(ben, Stream.SHARING)
        assert [p.reason for p in rows] == ["refused_by_crm"]
    instead(office.parts.crm_contacts, "update_people", sound)
    office.clock.advance(limits.RETRY_SECONDS_MAX)
    await office.look(ben, Task.CONTACTS_SHARE)
    assert await _people(office) == ["Eva Lind"]
    assert await office.memory.answers(ben, Stream.SHARING) == {}


async def test_an_answer_about_an_entry_that_was_removed_is_forgotten_with_it() -> None:
    office, ben = await _written_over()
    instead(office.parts.crm_contacts, "update_people", _refused)
    await _answer(office, ben, Answer.RENAME)
    (entry,) = await office.entries(ben)
    await office.lists.remove_contact(entry.id, entry.version)
    await office.look(ben, Task.CONTACTS_SHARE)
    assert await office.memory.pairs(ben, Stream.SHARING) == ()
    assert await office.memory.answers(ben, Stream.SHARING) == {}


async def test_a_person_whom_the_firm_refused_is_tried_again_when_it_is_due_and_not_a_day_later() -> (
    None
):
    office = Office()
    ben = office.user("ben")
    await office.begin(sharing={"promote": "all"})
    sound = office.parts.crm_contacts.create_people
    instead(office.parts.crm_contacts, "create_people", _refused_for_now)
    await office.enter(ben, card())
    await office.look(ben)
    assert await _people(office) == []
    instead(office.parts.crm_contacts, "create_people", sound)
    office.clock.advance(limits.RETRY_FIRST_SECONDS)
    await sweep_due(office.parts)
    await office.work()
    assert await _people(office) == ["Ana Kern"]
    record = await office.memory.mailbox(ben)
    assert record is not None and record.sharing_due_at is None


async def test_whom_the_firm_refused_is_tried_no_more_once_the_entry_is_private() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin(sharing={"promote": "all"})
    instead(office.parts.crm_contacts, "create_people", _refused_for_now)
    entry = await office.enter(ben, card())
    await office.look(ben)
    now = (await office.lists.entries([entry.id]))[entry.id]
    await office.lists.share_contact(now.id, now.version, Sharing.PRIVATE, frozenset())
    office.clock.advance(limits.RETRY_FIRST_SECONDS)
    await office.look(ben, Task.CONTACTS_SHARE)
    record = await office.memory.mailbox(ben)
    assert record is not None and record.sharing_due_at is None
    assert await office.memory.pairs(ben, Stream.SHARING) == ()


async def _refused_for_now(cards: Any) -> list[WrittenPerson]:
    return [WrittenPerson(result=Wrote.REFUSED) for _ in cards]


@pytest.mark.parametrize("winner", ["firm", "user", "newest"])
async def test_what_was_kept_back_as_a_person_was_made_is_lost_by_none_of_the_two(
    winner: str,
) -> None:
    """The firm never heard of it: that the person has none is no value of the firm's."""
    office = Office()
    ben = office.user("ben")
    await office.begin(sharing={"winner": winner})
    entry = await office.enter(ben, card(job_title="Judge"))
    fail(office.parts.crm_contacts, "create_people", Unavailable("lost"), after=True)
    await office.lists.share_contact(
        entry.id, entry.version, Sharing.FIRM, frozenset({"job_title"})
    )
    await office.step(ben)
    item = WorkItem(task=Task.CONTACTS_SHARE, mailbox=ben, woken_at=office.clock.now())
    assert await run_work_item(office.parts, item) == "retry"
    (entry,) = await office.entries(ben)
    await _share(office, ben, entry)
    office.clock.advance(600)
    await office.look(ben, Task.CONTACTS_SHARE)
    (entry,) = await office.entries(ben)
    assert entry.card.job_title == "Judge"
    assert (await _person(office, entry)).card.job_title == "Judge"
