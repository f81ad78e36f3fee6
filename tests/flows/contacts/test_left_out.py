"""Contacts that do not sync, each with a reason: lists, copies, the unreadable, the nameless, the erased, the private."""

import pytest

from flows.contacts.preview import preview_contacts
from flows.ports.desk import NewPerson
from sync_core.calendar.event import Origin
from sync_core.contacts.contact import Sharing
from sync_core.failures import Unavailable
from sync_core.mail import Address
from sync_core.work import MailboxId
from tests.flows.calendar.mischief import fail
from tests.flows.contacts.office import Office, card, contact


async def _look_again(office: Office, ben: MailboxId) -> None:
    for _ in range(2):
        office.clock.advance(600)
        await office.look(ben)


async def test_a_distribution_list_is_left_out_with_a_reason() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.add_list(ben, "Everybody")
    await office.begin()
    assert await office.entries(ben) == []
    assert await office.reasons(ben) == ["distribution_list"]
    (row,) = (await preview_contacts(office.parts, ben)).left_out
    assert (row.name, row.reason) == ("Everybody", "distribution_list")


async def test_a_users_copy_of_our_contact_is_the_users_own() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    await office.enter(ben, card())
    await office.look(ben)
    office.outlook.copy(ben, office.id_of(ben, "Ana Kern"))
    await office.look(ben)
    await office.compare(ben)
    assert await office.reasons(ben) == ["double"]
    assert len(await office.entries(ben)) == 1
    assert len(office.in_outlook(ben)) == 2


async def test_a_copy_stays_the_users_own_after_the_original_was_deleted() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    await office.enter(ben, card())
    await office.look(ben)
    original = office.id_of(ben, "Ana Kern")
    office.outlook.copy(ben, original)
    await office.look(ben)
    office.outlook.delete(ben, original)
    await office.look(ben)
    for _ in range(2):
        await office.compare(ben)
    assert await office.entries(ben) == []
    assert office.shown(ben) == ["Ana Kern"]
    assert await office.reasons(ben) == ["double"]


async def test_a_copy_made_and_its_original_deleted_at_once_is_the_users_own_too() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    await office.enter(ben, card())
    await office.look(ben)
    original = office.id_of(ben, "Ana Kern")
    office.outlook.copy(ben, original)
    office.outlook.delete(ben, original)
    await office.look(ben)
    await office.compare(ben)
    assert await office.entries(ben) == []


async def test_a_copy_is_told_from_its_original_without_memory() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    await office.enter(ben, card())
    await office.look(ben)
    office.outlook.copy(ben, office.id_of(ben, "Ana Kern"))
    await office.look(ben)
    await office.forget_everything(ben)
    await office.compare(ben)
    assert len(await office.entries(ben)) == 1
    assert await office.reasons(ben) == ["double"]
    assert await office.linked(ben) == 1


async def test_a_copy_that_is_edited_changes_nothing_in_the_crm() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    await office.enter(ben, card())
    await office.look(ben)
    copy = office.outlook.copy(ben, office.id_of(ben, "Ana Kern"))
    await office.look(ben)
    office.outlook.edit(ben, copy, job_title="Judge", nickname="Annie")
    await office.look(ben)
    await office.compare(ben)
    (entry,) = await office.entries(ben)
    assert (entry.card.job_title, entry.card.nickname) == ("", "")


async def test_an_unreadable_contact_is_left_out_and_stops_no_other() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    office.outlook.create(ben, contact("Eva", "Lind"))
    office.outlook.damage(ben, made)
    await office.begin()
    assert await office.names(ben) == ["Eva Lind"]
    assert await office.reasons(ben) == ["broken"]
    office.outlook.damage(ben, made, is_damaged=False)
    await office.look(ben)
    assert await office.names(ben) == ["Ana Kern", "Eva Lind"]
    assert await office.reasons(ben) == []


async def test_a_contact_that_becomes_unreadable_keeps_its_entry_and_takes_up_where_it_was() -> (
    None
):
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin()
    office.outlook.damage(ben, made)
    await office.look(ben)
    (entry,) = await office.entries(ben)
    await office.edit(entry, job_title="Judge")
    await office.look(ben)
    await office.compare(ben)
    office.outlook.damage(ben, made, is_damaged=False)
    await office.look(ben)
    assert office.in_outlook(ben)[0].job_title == "Judge"
    assert await office.linked(ben) == 1


async def test_an_unreadable_contact_that_was_being_made_stops_no_other() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    await office.enter(ben, card())
    fail(office.parts.contacts, "create", Unavailable("answer lost"), after=True)
    await office.step(ben)
    (id_,) = office.outlook.within(ben)
    office.outlook.damage(ben, id_)
    await office.enter(ben, card("Eva", "Lind"))
    await office.look(ben)
    assert office.shown(ben) == ["Ana Kern", "Eva Lind"]
    office.outlook.damage(ben, id_, is_damaged=False)
    await office.look(ben)
    await office.compare(ben)
    assert office.shown(ben) == ["Ana Kern", "Eva Lind"]
    assert await office.linked(ben) == 2


async def test_a_contact_without_name_company_or_address_is_left_out() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact("", "", "", mobile_phone="+1 555 0100"))
    await office.begin()
    assert await office.entries(ben) == []
    assert await office.reasons(ben) == ["nameless"]
    office.outlook.edit(ben, made, company="Court")
    await office.look(ben)
    assert await office.names(ben) == ["Court"]


@pytest.mark.parametrize(
    "says", [contact("", "", "x@y.test"), contact("", "", "", company="Court")]
)
async def test_an_address_or_a_company_is_name_enough(says: object) -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, says)  # type: ignore[arg-type]  # a Contact
    await office.begin()
    assert len(await office.entries(ben)) == 1


async def test_imported_entries_stay_in_the_crm_where_the_policy_says_so() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin(imported=False)
    await office.enter(ben, card(), origin=Origin.IMPORT)
    await office.enter(ben, card("Eva", "Lind"))
    await office.look(ben)
    assert office.shown(ben) == ["Eva Lind"]
    assert await office.reasons(ben) == ["imported"]


async def test_a_private_contact_is_its_users_alone_not_even_the_proxies() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    office.outlook.mark_private(ben, made)
    await office.begin()
    (entry,) = await office.entries(ben)
    assert entry.sharing is Sharing.PRIVATE
    seen = await office.lists.contact_list(entry.owner, "", 0, 10, with_private=False)
    assert seen.rows == ()


async def test_private_contacts_are_kept_out_where_the_policy_says_so() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    office.outlook.mark_private(ben, made)
    await office.begin(private="skip")
    assert await office.entries(ben) == []
    assert await office.reasons(ben) == ["private"]


async def test_an_entry_marked_private_in_the_crm_is_marked_so_in_outlook() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact())
    await office.begin()
    (entry,) = await office.entries(ben)
    await office.lists.share_contact(entry.id, entry.version, Sharing.PRIVATE, frozenset())
    await office.look(ben)
    assert await office.told(ben, "is_private")


async def test_kept_out_later_a_contact_is_marked_and_what_changed_meanwhile_is_not_lost() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin(private="skip")
    office.outlook.mark_private(ben, made)
    office.outlook.edit(ben, made, job_title="Judge")
    await office.look(ben)
    (entry,) = await office.entries(ben)
    assert entry.sharing is Sharing.PRIVATE
    assert entry.card.job_title == ""
    office.outlook.mark_private(ben, made, is_private=False)
    await office.edit(entry, is_private=False)
    await office.look(ben)
    await office.compare(ben)
    (entry,) = await office.entries(ben)
    assert entry.card.job_title == "Judge"


@pytest.mark.parametrize("winner", ["microsoft365", "crm"])
async def test_kept_out_before_its_entry_was_confirmed_a_contact_is_marked_and_loses_nothing(
    winner: str,
) -> None:
    """The answer of the entry's creation was lost: it is there all the same, for everybody to see."""
    office = Office()
    ben = office.user("ben")
    await office.begin(private="skip", winner=winner)
    fail(office.parts.crm_contacts, "create_entries", Unavailable("lost"), after=True)
    made = office.outlook.create(ben, contact(company="Court"))
    await office.step(ben)
    office.outlook.mark_private(ben, made)
    office.outlook.edit(ben, made, company="Bank")
    await _look_again(office, ben)
    (entry,) = await office.entries(ben)
    assert (entry.sharing, entry.card.company) == (Sharing.PRIVATE, "Court")
    assert await office.reasons(ben) == ["private"]
    office.outlook.mark_private(ben, made, is_private=False)
    await _look_again(office, ben)
    (entry,) = await office.entries(ben)
    assert (entry.sharing, entry.card.company) == (Sharing.LIST, "Bank")
    assert not await office.told(ben, "is_private")


async def test_kept_out_before_it_was_confirmed_in_outlook_a_contact_is_marked_in_the_crm() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin(private="skip")
    fail(office.parts.contacts, "create", Unavailable("lost"), after=True)
    await office.enter(ben, card())
    await office.step(ben)
    office.outlook.mark_private(ben, office.id_of(ben, "Ana Kern"))
    await _look_again(office, ben)
    (entry,) = await office.entries(ben)
    assert entry.sharing is Sharing.PRIVATE
    assert office.shown(ben) == ["Ana Kern"]
    await office.edit(entry, is_private=False)
    await _look_again(office, ben)
    assert not await office.told(ben, "is_private")
    assert await office.linked(ben) == 1


async def test_a_mark_whose_answer_was_lost_is_taken_away_again_by_its_user() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin(private="skip")
    office.outlook.mark_private(ben, made)
    fail(office.parts.crm_contacts, "update_entries", Unavailable("lost"), after=True)
    await office.step(ben)
    await _look_again(office, ben)
    office.outlook.mark_private(ben, made, is_private=False)
    await _look_again(office, ben)
    assert not await office.told(ben, "is_private")
    assert (await office.entries(ben))[0].sharing is Sharing.LIST


async def _erased(office: Office) -> None:
    """Let ana@client.test be the address of somebody who was erased."""
    ana = office.crm.add_person(
        NewPerson(name="Ana Kern", addresses=[("email", Address("ana@client.test"))])
    )
    (person,) = (await office.lists.people([ana])).values()
    await office.lists.erase_person(person.id, person.version)


async def test_an_erased_person_does_not_come_in_by_outlook() -> None:
    office = Office()
    ben = office.user("ben")
    await _erased(office)
    office.outlook.create(ben, contact())
    await office.begin()
    await office.compare(ben)
    assert await office.entries(ben) == []
    assert await office.reasons(ben) == ["erased"]


async def test_an_erased_person_does_not_come_in_by_an_entry_of_the_same_name() -> None:
    office = Office()
    ben = office.user("ben")
    await _erased(office)
    await office.begin()
    await office.enter(ben, card("Ana", "Kern", "kern@client.test"))
    office.outlook.create(ben, contact("Ana", "Kern", "kern@client.test", "ana@client.test"))
    for _ in range(3):
        await office.compare(ben)
        assert await office.reasons(ben) == ["erased"]
        assert [e.card.emails for e in await office.entries(ben)] == [("kern@client.test",)]


async def test_an_entry_merely_like_an_erased_contact_is_made_in_outlook() -> None:
    office = Office()
    ben = office.user("ben")
    await _erased(office)
    office.outlook.create(ben, contact())
    await office.begin()
    await office.enter(ben, card("Ana", "Kern", "kern@client.test"))
    await office.compare(ben)
    assert await office.reasons(ben) == ["erased"]
    assert [c.emails[0].address for c in office.in_outlook(ben)] == [
        "ana@client.test",
        "kern@client.test",
    ]


@pytest.mark.parametrize("deletion", ["delete", "keep"])
async def test_a_contact_of_somebody_who_is_erased_is_not_entered_again_by_an_edit(
    deletion: str,
) -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin(sharing={"promote": "all"}, deletions={"in_outlook": deletion})
    (entry,) = await office.entries(ben)
    assert entry.person is not None
    (person,) = (await office.lists.people([entry.person])).values()
    office.outlook.edit(ben, made, job_title="Judge")
    await office.lists.erase_person(person.id, person.version)
    await office.look(ben)
    for _ in range(2):
        await office.compare(ben)
    assert await office.entries(ben) == []
    assert await office.reasons(ben) == ["erased"]


async def test_every_contact_that_does_not_sync_is_told_with_why() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.add_list(ben, "Everybody")
    office.outlook.create(ben, contact("", "", "", mobile_phone="+1 555 0100"))
    office.outlook.create(ben, contact())
    await office.begin(prevent={"crm": {"create": True}})
    told = {row.reason: row.text for row in (await preview_contacts(office.parts, ben)).left_out}
    assert set(told) == {"distribution_list", "nameless", "prevented"}
    assert all(told.values())
