"""A contact that seems to be somebody else now is held, and a person says what it means."""

from dataclasses import replace

import pytest

from simulator.graph import Recipient
from sync_core.failures import Unavailable
from sync_core.mail import Address
from sync_core.reconcile.answers import Answer
from sync_core.work import MailboxId
from tests.flows.calendar.mischief import fail
from tests.flows.contacts.office import Office, card, contact


async def _replaced() -> tuple[Office, MailboxId]:
    """Return a firm in which ben wrote another person over an old contact."""
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact(job_title="Judge"))
    await office.begin()
    new = (Recipient("eva@other.test", "Eva"),)
    office.outlook.edit(
        ben, made, given_name="Eva", surname="Lind", display_name="Eva Lind", emails=new
    )
    await office.look(ben)
    return office, ben


async def test_a_contact_written_over_by_another_person_is_held() -> None:
    office, ben = await _replaced()
    assert await office.reasons(ben) == ["different_person"]
    assert await office.names(ben) == ["Ana Kern"]


async def test_renamed_lets_the_change_through() -> None:
    office, ben = await _replaced()
    await office.answer(ben, Answer.RENAME)
    assert await office.names(ben) == ["Eva Lind"]
    assert await office.reasons(ben) == []


async def test_a_new_person_gets_an_entry_and_the_former_one_stays_on_both_sides() -> None:
    office, ben = await _replaced()
    await office.answer(ben, Answer.NEW_PERSON)
    await office.look(ben)
    assert await office.names(ben) == ["Ana Kern", "Eva Lind"]
    assert office.shown(ben) == ["Ana Kern", "Eva Lind"]
    assert await office.linked(ben) == 2


async def test_a_new_person_who_may_not_be_made_waits_unasked_until_it_may() -> None:
    """It is not looked at again and again meanwhile."""
    office, ben = await _replaced()
    await office.policy(prevent={"crm": {"create": True}})
    await office.answer(ben, Answer.NEW_PERSON)
    await office.compare(ben)
    assert await office.reasons(ben) == ["prevented"]
    assert await office.names(ben) == ["Ana Kern"]
    await office.policy()
    await office.look(ben)
    await office.compare(ben)
    assert await office.names(ben) == office.shown(ben) == ["Ana Kern", "Eva Lind"]
    assert await office.linked(ben) == 2


async def test_undone_the_former_person_stands_in_outlook_again() -> None:
    office, ben = await _replaced()
    await office.answer(ben, Answer.UNDO)
    assert office.shown(ben) == ["Ana Kern"]
    assert [e.address for e in office.in_outlook(ben)[0].emails] == ["ana@client.test"]
    assert await office.reasons(ben) == []


async def test_undone_what_was_taken_away_with_the_former_person_stands_in_outlook_again() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact(nickname="Anni"))
    await office.begin(fields={"nickname": {"never_blank": True}})
    new = (Recipient("eva@other.test", "Eva"),)
    office.outlook.edit(ben, made, given_name="Eva", surname="Lind", emails=new, nickname="")
    await office.look(ben)
    await office.answer(ben, Answer.UNDO)
    (shown,) = office.in_outlook(ben)
    assert (shown.given_name, shown.surname, shown.nickname) == ("Ana", "Kern", "Anni")


async def test_an_answer_to_what_has_changed_since_is_asked_anew() -> None:
    office, ben = await _replaced()
    first = await office.asked(ben)
    office.outlook.edit(
        ben, office.id_of(ben, "Eva Lind"), surname="Lindt", display_name="Eva Lindt"
    )
    await office.look(ben)
    second = await office.asked(ben)
    assert first.asks != second.asks
    assert replace(first, asks="") == replace(second, asks="")


@pytest.mark.parametrize(
    "change",
    [
        {"surname": "Lind", "display_name": "Ana Lind"},
        {"company": "Other", "emails": (Recipient("ana@other.test", "Ana"),)},
    ],
    ids=["a marriage", "another job"],
)
async def test_who_keeps_the_name_or_the_address_is_the_same_person(
    change: dict[str, object],
) -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact(company="Court"))
    await office.begin()
    office.outlook.edit(ben, made, **change)
    await office.look(ben)
    assert await office.reasons(ben) == []


async def test_without_the_guard_the_entry_is_renamed() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin(identity_guard=False)
    new = (Recipient("eva@other.test", "Eva"),)
    office.outlook.edit(
        ben, made, given_name="Eva", surname="Lind", display_name="Eva Lind", emails=new
    )
    await office.look(ben)
    assert await office.names(ben) == ["Eva Lind"]


async def _replaced_here() -> tuple[Office, MailboxId]:
    """Return a firm in which somebody wrote another person over an entry of ben's list."""
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact(job_title="Judge"))
    await office.begin()
    (entry,) = await office.entries(ben)
    await office.edit(
        entry,
        given_name="Eva",
        surname="Lind",
        display_name="Eva Lind",
        emails=(Address("eva@other.test"),),
    )
    await office.look(ben)
    return office, ben


async def test_an_entry_written_over_by_another_person_is_held() -> None:
    office, ben = await _replaced_here()
    assert await office.reasons(ben) == ["different_person"]
    assert office.shown(ben) == ["Ana Kern"]


@pytest.mark.parametrize(
    ("answer", "here", "there"),
    [
        (Answer.RENAME, ["Eva Lind"], ["Eva Lind"]),
        (Answer.NEW_PERSON, ["Ana Kern", "Eva Lind"], ["Ana Kern", "Eva Lind"]),
        (Answer.UNDO, ["Ana Kern"], ["Ana Kern"]),
    ],
)
async def test_what_a_person_says_of_an_entry_written_over_is_done_on_both_sides(
    answer: Answer, here: list[str], there: list[str]
) -> None:
    office, ben = await _replaced_here()
    await office.answer(ben, answer)
    for _ in range(2):
        await office.look(ben)
        await office.compare(ben)
    assert (await office.names(ben), office.shown(ben)) == (here, there)
    assert await office.linked(ben) == len(here)
    assert await office.reasons(ben) == []


async def test_undone_what_was_edited_on_the_other_side_meanwhile_is_copied_at_once() -> None:
    office, ben = await _replaced_here()
    office.outlook.edit(ben, office.id_of(ben, "Ana Kern"), job_title="Bailiff")
    await office.look(ben)
    await office.answer(ben, Answer.UNDO)
    (entry,) = await office.entries(ben)
    assert (entry.card.display_name, entry.card.job_title) == ("Ana Kern", "Bailiff")
    assert [e.job_title for e in office.in_outlook(ben)] == ["Bailiff"]


async def test_the_former_entry_keeps_its_person_when_the_contact_becomes_a_new_one() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin(sharing={"promote": "all"})
    (before,) = await office.entries(ben)
    new = (Recipient("eva@other.test", "Eva"),)
    office.outlook.edit(
        ben, made, given_name="Eva", surname="Lind", display_name="Eva Lind", emails=new
    )
    await office.look(ben)
    await office.answer(ben, Answer.NEW_PERSON)
    await office.look(ben)
    ana, eva = await office.entries(ben)
    assert (ana.id, ana.person) == (before.id, before.person)
    assert eva.person not in (None, before.person)


async def test_name_and_company_both_replaced_are_somebody_else_where_there_is_no_address() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact("Ana", "Kern", "", company="Court"))
    await office.begin()
    office.outlook.edit(
        ben, made, given_name="Eva", surname="Lind", display_name="Eva Lind", company="Bank"
    )
    await office.look(ben)
    assert await office.reasons(ben) == ["different_person"]


async def test_changed_back_in_outlook_the_question_is_over() -> None:
    office, ben = await _replaced()
    (id_,) = office.outlook.within(ben)
    was = (Recipient("ana@client.test", "Ana"),)
    office.outlook.edit(
        ben, id_, given_name="Ana", surname="Kern", display_name="Ana Kern", emails=was
    )
    await office.look(ben)
    assert await office.reasons(ben) == []
    assert await office.linked(ben) == 1


async def test_an_address_that_moves_to_another_contact_moves_and_nobody_is_asked() -> None:
    office = Office()
    ben = office.user("ben")
    ana = office.outlook.create(ben, contact("Ana", "Kern", "ana@client.test", "desk@client.test"))
    eva = office.outlook.create(ben, contact("Eva", "Lind"))
    await office.begin()
    first = await office.entries(ben)
    office.outlook.edit(ben, ana, emails=contact("Ana", "Kern", "ana@client.test").emails)
    both = contact("Eva", "Lind", "eva@client.test", "desk@client.test").emails
    office.outlook.edit(ben, eva, emails=both)
    await office.look(ben)
    entries = await office.entries(ben)
    assert [e.id for e in entries] == [e.id for e in first]
    assert entries[0].card.emails == (Address("ana@client.test"),)
    assert entries[1].card.emails == (Address("eva@client.test"), Address("desk@client.test"))
    assert await office.reasons(ben) == []


async def _made_and_replaced() -> tuple[Office, MailboxId]:
    """Return a firm in which ben wrote another person over a contact before its entry knew its key."""
    office = Office()
    ben = office.user("ben")
    await office.begin()
    await office.enter(ben, card())
    fail(office.parts.contacts, "create", Unavailable("answer lost"), after=True)
    await office.step(ben)
    made = next(iter(office.outlook.within(ben)))
    new = (Recipient("eva@other.test", "Eva"),)
    office.outlook.edit(
        ben, made, given_name="Eva", surname="Lind", display_name="Eva Lind", emails=new
    )
    await office.compare(ben)
    return office, ben


async def test_a_contact_written_over_before_its_making_was_confirmed_is_held() -> None:
    office, ben = await _made_and_replaced()
    assert await office.reasons(ben) == ["different_person"]
    assert await office.names(ben) == ["Ana Kern"]
    await office.compare(ben)
    assert office.shown(ben) == ["Eva Lind"]


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        (Answer.RENAME, ["Eva Lind"]),
        (Answer.UNDO, ["Ana Kern"]),
        (Answer.NEW_PERSON, ["Ana Kern", "Eva Lind"]),
    ],
)
async def test_an_answer_about_a_contact_whose_making_was_not_confirmed_acts(
    answer: Answer, names: list[str]
) -> None:
    office, ben = await _made_and_replaced()
    await office.answer(ben, answer)
    await office.compare(ben)
    assert await office.names(ben) == office.shown(ben) == names
    assert await office.linked(ben) == len(names)
    assert await office.reasons(ben) == []


async def test_a_new_person_made_of_one_whose_making_was_not_confirmed_waits_until_it_may() -> None:
    """The former one is not made in Outlook again before: the two would be told apart by nothing."""
    office, ben = await _made_and_replaced()
    await office.policy(prevent={"crm": {"create": True}})
    await office.answer(ben, Answer.NEW_PERSON)
    for _ in range(2):
        await office.compare(ben)
    assert office.shown(ben) == ["Eva Lind"]
    assert await office.names(ben) == ["Ana Kern"]
    await office.policy()
    await office.look(ben)
    await office.compare(ben)
    assert await office.names(ben) == office.shown(ben) == ["Ana Kern", "Eva Lind"]
    assert await office.linked(ben) == 2


@pytest.mark.parametrize("winner", ["microsoft365", "crm"])
@pytest.mark.parametrize("is_written", [False, True])
async def test_a_contact_written_over_before_it_was_one_with_its_entry_is_somebody_else(
    winner: str, is_written: bool
) -> None:
    """Nobody is asked: looked at today the two would never have met."""
    office = Office()
    ben = office.user("ben")
    await office.begin(winner=winner)
    made = office.outlook.create(ben, contact(job_title="Judge"))
    await office.enter(ben, card(company="Court"))
    fail(office.parts.crm_contacts, "update_entries", Unavailable("away"), after=is_written)
    await office.step(ben)
    new = (Recipient("eva@other.test", "Eva"),)
    office.outlook.edit(
        ben, made, given_name="Eva", surname="Lind", display_name="Eva Lind", emails=new
    )
    for _ in range(3):
        office.clock.advance(600)
        await office.look(ben)
    assert await office.names(ben) == office.shown(ben) == ["Ana Kern", "Eva Lind"]
    assert await office.linked(ben) == 2
