"""A contact that seems to be somebody else now is held, and a person says what it means."""

from dataclasses import replace

import pytest

from simulator.graph import Recipient
from sync_core.reconcile.answers import Answer
from sync_core.work import MailboxId
from tests.flows.contacts.office import Office, contact


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


async def test_undone_the_former_person_stands_in_outlook_again() -> None:
    office, ben = await _replaced()
    await office.answer(ben, Answer.UNDO)
    assert office.shown(ben) == ["Ana Kern"]
    assert [e.address for e in office.in_outlook(ben)[0].emails] == ["ana@client.test"]
    assert await office.reasons(ben) == []


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
