"""A person of the firm: the card, the lists that hold them, and erasing them for good."""

import pytest

from sync_core.contacts.contact import Sharing
from sync_core.mail import PersonId
from sync_core.work import Task
from tests.admin.asking import ask, call, get, submit
from tests.admin.contacts import card, enter, leads_to
from tests.admin.firm import Firm


@pytest.fixture
async def ana(firm: Firm) -> PersonId:
    """Return Ana, who stands in Priya's list, and in Tomas's private one."""
    person = await firm.person("Ana Kern", "ana@client.test", client="Contoso")
    for owner, sharing in (("Priya Shah", Sharing.LIST), ("Tomas Lindqvist", Sharing.PRIVATE)):
        entry = await enter(firm, owner, card("Ana Kern", "ana@client.test"), sharing)
        await firm.crm.contacts.relate_contact(entry.id, 1, person)
    return person


async def version_of(firm: Firm, person: PersonId) -> int:
    """Return the version of a person as the page shows it."""
    found = await firm.crm.contacts.firm_person(person)
    assert found is not None
    return found.person.version


async def test_the_page_shows_the_card_and_the_lists_but_no_private_one(
    firm: Firm, ana: PersonId
) -> None:
    page = await get(firm, f"/people/{ana}")

    assert "ana@client.test" in page and "Erase for good" in page
    assert 'Contact lists <span class="count">1</span>' in page
    assert ">Priya Shah</a>" in page and "Tomas Lindqvist" not in page
    _, told = await call(firm, "GET", f"/api/admin/people/{ana}")
    assert [one["user"] for one in told["lists"]] == [await firm.staff("Priya Shah")]


async def test_an_edit_wakes_what_is_shared_of_every_list_that_holds_the_person(
    firm: Firm, ana: PersonId
) -> None:
    mailbox = await firm.mailbox(1, "Priya Shah", contacts_enabled=True)
    await firm.mailbox(2, "Jonas Weber", contacts_enabled=True)
    form = [("version", str(await version_of(firm, ana))), ("company", "Fabrikam")]

    path, query = leads_to(await submit(firm, f"/people/{ana}/edit", form))

    assert (path, query["said"]) == (f"/people/{ana}", ["changed.woken"])
    page = await get(firm, f"/people/{ana}?said=changed.woken")
    assert "The person was changed." in page and "Fabrikam" in page
    assert firm.queued() == [(Task.CONTACTS_SHARE, mailbox)]
    again = await submit(firm, f"/people/{ana}/edit", form[:1] + [("company", "Other")])
    assert again.status == 409


async def test_an_address_that_another_person_has_is_refused_and_named(
    firm: Firm, ana: PersonId
) -> None:
    await firm.person("Ben Okafor", "ben@client.test")
    form = [("version", str(await version_of(firm, ana))), ("emails", "ben@client.test")]

    answer = await submit(firm, f"/people/{ana}/edit", form)

    assert answer.status == 400 and b"expected an address that nobody else has" in answer.body


@pytest.mark.parametrize("typed", ["", "Ana", "Ben Okafor"])
async def test_nobody_is_erased_unless_their_name_is_typed(
    firm: Firm, ana: PersonId, typed: str
) -> None:
    form = [("version", str(await version_of(firm, ana))), ("name", typed)]

    answer = await submit(firm, f"/people/{ana}/erase", form)

    assert answer.status == 400 and b"expected the name of the person" in answer.body
    assert await firm.crm.contacts.firm_person(ana) is not None


async def test_an_erased_person_is_gone_from_every_list_and_its_mailboxes_are_woken(
    firm: Firm, ana: PersonId
) -> None:
    mailbox = await firm.mailbox(1, "Priya Shah", contacts_enabled=True)
    form = [("version", str(await version_of(firm, ana))), ("name", " ana  KERN ")]

    path, query = leads_to(await submit(firm, f"/people/{ana}/erase", form))

    assert (path, query["said"]) == ("/people", ["erased.woken"])
    assert "The person was erased for good." in await get(firm, "/people?said=erased")
    assert (await ask(firm, "GET", f"/people/{ana}")).status == 404
    for owner in ("Priya Shah", "Tomas Lindqvist"):
        user = await firm.staff(owner)
        found = await firm.crm.contacts.contact_list(user, "", 0, 9, with_private=True)
        assert found.total == 0
    assert firm.queued() == [(Task.CONTACTS_WAKE, mailbox)]


async def test_programs_edit_and_erase_alike(firm: Firm, ana: PersonId) -> None:
    url, version = f"/api/admin/people/{ana}", await version_of(firm, ana)
    told = {"version": version, "card": {"job_title": "Judge", "emails": ["ana@client.test"]}}

    status, _ = await call(firm, "POST", f"{url}/edit", told)
    _, person = await call(firm, "GET", url)
    assert status == 200 and person["card"]["job_title"] == "Judge"
    refused, _ = await call(firm, "POST", f"{url}/erase", {"version": person["version"]})
    status, done = await call(
        firm, "POST", f"{url}/erase", {"version": person["version"], "name": "Ana Kern"}
    )
    assert refused == 400 and (status, done["erased"]) == (200, True)
    assert (await call(firm, "GET", url))[0] == 404
