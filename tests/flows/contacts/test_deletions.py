"""What becomes of a contact whose twin was deleted, by the policy of each side."""

import pytest

from sync_core.contacts.contact import ContactId
from sync_core.work import MailboxId
from tests.flows.contacts.office import Office, card, contact, namesakes


async def _two(**contacts: object) -> tuple[Office, MailboxId, ContactId]:
    """Return a firm in which ben's two contacts are in step, and one of them."""
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    office.outlook.create(ben, contact("Eva", "Lind"))
    await office.begin(**contacts)
    return office, ben, made


async def _remove(office: Office, ben: MailboxId, name: str) -> None:
    (entry,) = [e for e in await office.entries(ben) if e.card.name == name]
    await office.lists.remove_contact(entry.id, entry.version)


async def test_a_contact_deleted_in_outlook_leaves_the_users_list() -> None:
    office, ben, made = await _two()
    office.outlook.delete(ben, made)
    await office.look(ben)
    assert await office.names(ben) == ["Eva Lind"]
    assert await office.linked(ben) == 1


async def test_a_contact_purged_in_outlook_leaves_the_users_list() -> None:
    office, ben, made = await _two()
    office.outlook.purge(ben, made)
    await office.look(ben)
    assert await office.names(ben) == ["Eva Lind"]


@pytest.mark.parametrize(
    ("field", "flow"), [("job_title", "to_crm"), ("nickname", "to_outlook")], ids=str
)
async def test_a_value_that_never_flows_to_the_other_side_brings_no_contact_back(
    field: str, flow: str
) -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact("Eva", "Lind"))
    is_here = flow == "to_outlook"
    if is_here:
        office.outlook.create(ben, contact("Ana", "Kern", **{field: "Only here"}))
    await office.begin(fields={field: {"flow": flow}})
    if is_here:
        await _remove(office, ben, "Ana Kern")
    else:
        await office.enter(ben, card("Ana", "Kern", **{field: "Only here"}))
        await office.look(ben)
        office.outlook.delete(ben, office.id_of(ben, "Ana Kern"))
    for _ in range(2):
        await office.look(ben)
        await office.compare(ben)
    assert await office.names(ben) == office.shown(ben) == ["Eva Lind"]


async def test_an_address_that_had_no_place_does_not_bring_a_deleted_contact_back() -> None:
    """An entry of the contact that nobody can use took one of its three places."""
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact("Eva", "Lind"))
    made = office.outlook.create(
        ben, contact("Ana", "Kern", "ana@a.test", "/o=ExchangeLabs/cn=ana")
    )
    await office.begin()
    (entry,) = [e for e in await office.entries(ben) if e.card.name == "Ana Kern"]
    await office.edit(entry, emails=(*entry.card.emails, "ana@b.test", "ana@c.test"))
    await office.look(ben)
    shown = {c.surname: [e.address for e in c.emails] for c in office.in_outlook(ben)}
    assert "ana@b.test" in shown["Kern"]
    assert "ana@c.test" not in shown["Kern"]
    office.outlook.delete(ben, made)
    await office.look(ben)
    assert await office.names(ben) == ["Eva Lind"]
    assert office.shown(ben) == ["Eva Lind"]


async def test_an_entry_removed_from_the_list_is_deleted_in_outlook() -> None:
    office, ben, _ = await _two()
    await _remove(office, ben, "Ana Kern")
    await office.look(ben)
    assert office.shown(ben) == ["Eva Lind"]


async def test_kept_in_the_crm_an_entry_stays_and_is_not_made_in_outlook_again() -> None:
    office, ben, made = await _two(deletions={"in_crm": "keep"})
    office.outlook.delete(ben, made)
    await office.look(ben)
    await office.compare(ben)
    (entry, _) = await office.entries(ben)
    await office.edit(entry, job_title="Judge")
    await office.look(ben)
    assert await office.names(ben) == ["Ana Kern", "Eva Lind"]
    assert office.shown(ben) == ["Eva Lind"]


async def test_kept_in_outlook_a_contact_stays_and_is_not_entered_again() -> None:
    office, ben, made = await _two(deletions={"in_outlook": "keep"})
    await _remove(office, ben, "Ana Kern")
    await office.look(ben)
    await office.compare(ben)
    office.outlook.edit(ben, made, job_title="Judge")
    await office.look(ben)
    assert await office.names(ben) == ["Eva Lind"]
    assert office.shown(ben) == ["Ana Kern", "Eva Lind"]


async def test_a_contact_edited_in_outlook_survives_its_removal_from_the_list() -> None:
    office, ben, made = await _two()
    office.outlook.edit(ben, made, job_title="Judge")
    await _remove(office, ben, "Ana Kern")
    await office.look(ben)
    (entry, _) = await office.entries(ben)
    assert (entry.card.name, entry.card.job_title) == ("Ana Kern", "Judge")
    assert await office.linked(ben) == 2


async def test_an_entry_edited_in_the_crm_survives_its_deletion_in_outlook() -> None:
    office, ben, made = await _two()
    (entry, _) = await office.entries(ben)
    await office.edit(entry, job_title="Judge")
    office.outlook.delete(ben, made)
    await office.look(ben)
    await office.look(ben)
    assert office.shown(ben) == ["Ana Kern", "Eva Lind"]
    assert {c.job_title for c in office.in_outlook(ben)} == {"", "Judge"}
    assert await office.names(ben) == ["Ana Kern", "Eva Lind"]
    assert await office.linked(ben) == 2


@pytest.mark.parametrize("side", ["outlook", "crm"])
async def test_where_the_policy_says_so_the_deletion_wins_over_the_edit(side: str) -> None:
    office, ben, made = await _two(deletions={"edit_survives": False})
    (entry, _) = await office.entries(ben)
    if side == "outlook":
        office.outlook.delete(ben, made)
        await office.edit(entry, job_title="Judge")
    else:
        await _remove(office, ben, "Ana Kern")
        office.outlook.edit(ben, made, job_title="Judge")
    await office.look(ben)
    assert await office.names(ben) == office.shown(ben) == ["Eva Lind"]


async def test_deleted_on_both_sides_it_is_forgotten() -> None:
    office, ben, made = await _two()
    await _remove(office, ben, "Ana Kern")
    office.outlook.delete(ben, made)
    await office.look(ben)
    assert len(await office.pairs(ben)) == 1


async def test_a_contact_taken_out_of_the_deleted_items_comes_back_to_the_list() -> None:
    office, ben, made = await _two()
    office.outlook.delete(ben, made)
    await office.look(ben)
    office.outlook.restore(ben, made)
    await office.look(ben)
    assert await office.names(ben) == ["Ana Kern", "Eva Lind"]
    assert await office.linked(ben) == 2


async def test_parted_by_a_deletion_that_was_kept_a_contact_restored_is_linked_again() -> None:
    office, ben, made = await _two(deletions={"in_crm": "keep"})
    office.outlook.delete(ben, made)
    await office.look(ben)
    office.outlook.restore(ben, made)
    await office.look(ben)
    assert await office.names(ben) == office.shown(ben) == ["Ana Kern", "Eva Lind"]
    assert await office.linked(ben) == 2


async def test_a_contact_whose_question_is_open_is_deleted_and_its_entry_goes_to_outlook() -> None:
    office, ben = await namesakes("ana@home.test", "ana@client.test")
    office.outlook.delete(ben, office.id_of(ben, "Ana Kern"))
    await office.look(ben)
    assert [[e.address for e in s.emails] for s in office.in_outlook(ben)] == [["ana@client.test"]]
    assert len(await office.entries(ben)) == 1
    assert await office.reasons(ben) == []


async def test_an_entry_whose_question_is_open_is_removed_and_the_contact_gets_its_own() -> None:
    office, ben = await namesakes("ana@home.test", "ana@client.test")
    await _remove(office, ben, "Ana Kern")
    await office.look(ben)
    (entry,) = await office.entries(ben)
    assert entry.card.emails == ("ana@home.test",)
    assert len(office.in_outlook(ben)) == 1
    assert await office.reasons(ben) == []
