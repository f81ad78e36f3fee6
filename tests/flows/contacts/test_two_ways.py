"""A contact made, changed or deleted on one side follows on the other, and only then."""

from sync_core.contacts.contact import PostalAddress
from tests.flows.contacts.office import Office, card, contact


async def test_an_outlook_contact_stands_in_the_users_list() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact(company="Client & Co", business_phones=("+1 555 0100",)))
    await office.begin()
    (entry,) = await office.entries(ben)
    assert entry.card.name == "Ana Kern"
    assert entry.card.company == "Client & Co"
    assert entry.card.business_phones == ("+1 555 0100",)
    assert await office.linked(ben) == 1


async def test_an_entry_of_the_list_stands_in_outlook() -> None:
    office = Office()
    ben = office.user("ben")
    await office.begin()
    await office.enter(ben, card(home_address=PostalAddress(city="Oslo")))
    await office.look(ben)
    (there,) = office.in_outlook(ben)
    assert there.display_name == "Ana Kern"
    assert there.home_address.city == "Oslo"
    assert await office.linked(ben) == 1


async def test_an_edit_in_outlook_reaches_the_list_and_an_edit_of_the_list_outlook() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin()
    office.outlook.edit(ben, made, job_title="Judge")
    await office.look(ben)
    (entry,) = await office.entries(ben)
    assert entry.card.job_title == "Judge"
    await office.edit(entry, mobile_phone="+44 20 1")
    await office.look(ben)
    (there,) = office.in_outlook(ben)
    assert (there.job_title, there.mobile_phone) == ("Judge", "+44 20 1")


async def test_different_fields_edited_on_both_sides_are_merged() -> None:
    office = Office()
    ben = office.user("ben")
    made = office.outlook.create(ben, contact())
    await office.begin()
    (entry,) = await office.entries(ben)
    office.outlook.edit(ben, made, job_title="Judge")
    await office.edit(entry, company="Court")
    await office.look(ben)
    (entry,) = await office.entries(ben)
    (there,) = office.in_outlook(ben)
    assert (entry.card.job_title, entry.card.company) == ("Judge", "Court")
    assert (there.job_title, there.company) == ("Judge", "Court")


async def test_what_both_sides_show_alike_is_never_written_again() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact(birthday=None, web_page="HTTPS://Client.test/"))
    await office.begin()
    await office.enter(ben, card("Eva", "Lind"))
    await office.look(ben)
    before = office.written()
    versions = {e.id: e.version for e in await office.entries(ben)}
    await office.look(ben)
    await office.compare(ben)
    assert office.written() == before
    assert {e.id: e.version for e in await office.entries(ben)} == versions


async def test_fields_nobody_maps_survive_our_writes() -> None:
    office = Office()
    ben = office.user("ben")
    office.outlook.create(ben, contact(spouse="Kim", children=("Lea",), im_addresses=("a@im",)))
    await office.begin()
    (entry,) = await office.entries(ben)
    await office.edit(entry, job_title="Judge")
    await office.look(ben)
    (there,) = office.in_outlook(ben)
    assert (there.spouse, there.children, there.im_addresses) == ("Kim", ("Lea",), ("a@im",))
    assert there.job_title == "Judge"
