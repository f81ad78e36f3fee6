"""People keep their contacts in the pretend Outlook: what they press happens in the tenant, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from simulator.graph import Recipient, Tenant
from sync_core.contacts.contact import ContactId, PostalAddress
from sync_core.work import MailboxId
from tests.simulator.graph.contact_acts import person as somebody
from tests.simulator.graph.outlook.conftest import ANA, BEN, Person
from tests.simulator.graph.outlook.contact_forms import fields_of

WHOLE = {
    "given_name": "Carla",
    "surname": "Nunes",
    "company": "Acme",
    "emails": '"Nunes, Carla" <c@client.test>\r\nd@client.test',
    "business_phones": "1\r\n2",
    "mobile_phone": "3",
    "birthday": "1980-03-22",
    "street": "1 High St\r\nFloor 2",
    "city": "Porto",
    "notes": "One\r\nTwo",
    "categories": "Red, Blue",
    "private": "on",
}


def at(name: ContactId, mailbox: str = ANA) -> str:
    """Return the address of a contact's page."""
    return f"{mailbox}/contacts/{name}"


async def test_a_contact_is_made_in_its_form_and_shown_in_the_list(
    tenant: Tenant, ana: MailboxId, person: Person
) -> None:
    shown = await person.send(f"{ANA}/contacts", WHOLE)
    ((name, says),) = tenant.contacts.within(ana).items()
    assert (says.display_name, says.company, says.mobile_phone) == ("Carla Nunes", "Acme", "3")
    assert says.emails == (
        Recipient("c@client.test", "Nunes, Carla"),
        Recipient("d@client.test"),
    )
    assert says.business_address == PostalAddress(street="1 High St\nFloor 2", city="Porto")
    assert (says.business_phones, says.categories) == (("1", "2"), ("Red", "Blue"))
    assert (says.birthday, says.notes) == (datetime(1980, 3, 22, 11, 59, tzinfo=UTC), "One\nTwo")
    assert tenant.contacts.look(ana, name).value_of("Integer 0x36") == "2"
    assert quote(name) in shown
    assert "Carla Nunes" in shown
    assert "private" in shown


async def test_an_unchanged_form_writes_nothing(
    tenant: Tenant, ana: MailboxId, person: Person
) -> None:
    says = somebody(
        emails=(Recipient("/o=Old/cn=x", "Old"), Recipient("c@client.test", 'A "B" C')),
        notes="One\r\nTwo \n",
        birthday=datetime(1980, 3, 22, tzinfo=UTC),
        business_address=PostalAddress(street="A\r\nB\n"),
        spouse="Sam",
        home_phones=("1",),
    )
    name = tenant.contacts.create(ana, says)
    tenant.contacts.mark_private(ana, name)
    before = tenant.contacts.look(ana, name).version
    form = fields_of(await person.see(at(name)))
    await person.send(at(name), {"act": "save"} | form)
    assert tenant.contacts.look(ana, name).version == before


async def test_an_edit_writes_what_was_changed_and_no_other_field(
    tenant: Tenant, ana: MailboxId, person: Person
) -> None:
    name = tenant.contacts.create(
        ana, somebody(spouse="Sam", other_address=PostalAddress(city="X"))
    )
    before = tenant.contacts.look(ana, name).says
    form = fields_of(await person.see(at(name))) | {"company": "Acme", "private": "on"}
    await person.send(at(name), {"act": "save"} | form)
    after = tenant.contacts.look(ana, name)
    assert after.says == replace(before, company="Acme")
    assert after.value_of("Integer 0x36") == "2"
    form = fields_of(await person.see(at(name)))
    del form["private"]
    await person.send(at(name), {"act": "save"} | form)
    assert tenant.contacts.look(ana, name).value_of("Integer 0x36") == "0"


async def test_a_contact_is_deleted_restored_and_deleted_for_good(
    tenant: Tenant, ana: MailboxId, person: Person
) -> None:
    name = tenant.contacts.create(ana, somebody())
    await person.send(at(name), {"act": "delete"})
    assert tenant.contacts.look(ana, name).folder is None
    assert quote(name) in await person.see(f"{ANA}/contacts?folder=deleted")
    shown = await person.see(at(name))
    assert "Restore to Contacts" in shown
    await person.send(at(name), {"act": "move"})
    assert list(tenant.contacts.within(ana)) == [name]
    await person.send(at(name), {"act": "delete"})
    await person.send(at(name), {"act": "purge"})
    await person.see(at(name), status=404)


async def test_a_contact_is_copied_and_moved_to_another_folder(
    tenant: Tenant, ana: MailboxId, person: Person
) -> None:
    clients = tenant.contacts.add_folder(ana, "Clients")
    name = tenant.contacts.create(ana, somebody())
    assert "Move to Clients" in await person.see(at(name))
    await person.send(at(name), {"act": "copy"})
    assert len(tenant.contacts.within(ana)) == 2
    await person.send(at(name), {"act": "move", "to": clients})
    assert list(tenant.contacts.within(ana, clients)) == [name]
    assert quote(name) in await person.see(f"{ANA}/contacts?folder={clients}")
    await person.send(f"{ANA}/contacts", {"surname": "New", "folder": clients})
    assert len(tenant.contacts.within(ana, clients)) == 2


@pytest.mark.parametrize(
    ("told", "status", "said"),
    [
        ({}, 400, "given_name"),
        ({"surname": "x", "emails": "nobody"}, 400, "emails"),
        ({"surname": "x", "birthday": "soon"}, 400, "birthday"),
        ({"surname": "x", "emails": "a@x.t\nb@x.t\nc@x.t\nd@x.t"}, 400, "emails"),
        ({"surname": "x", "home_phones": "1\n2\n3"}, 400, "home_phones"),
        ({"surname": "x", "folder": "nowhere"}, 404, "ErrorItemNotFound"),
    ],
)
async def test_a_form_that_cannot_be_kept_says_why_and_changes_nothing(
    tenant: Tenant, ana: MailboxId, person: Person, told: dict[str, str], status: int, said: str
) -> None:
    assert said in await person.send(f"{ANA}/contacts", told, status)
    assert tenant.contacts.within(ana) == {}


async def test_an_unknown_act_and_a_strange_site_s_form_are_refused(
    tenant: Tenant, ana: MailboxId, person: Person
) -> None:
    name = tenant.contacts.create(ana, somebody())
    await person.send(at(name), {"act": "share"}, 400)
    await person.send(at(name), {"act": "delete"}, 403, origin="http://evil.test")
    assert list(tenant.contacts.within(ana)) == [name]
    await person.see(at(name, BEN), status=400)
    await person.see("nobody@x.test/contacts", status=404)


async def test_everything_is_escaped(tenant: Tenant, ana: MailboxId, person: Person) -> None:
    hostile = "</textarea><script>x</script>\"'&"
    tenant.contacts.add_folder(ana, hostile)
    fields = dict.fromkeys(("given_name", "company", "notes", "mobile_phone"), hostile)
    says = somebody(**fields, emails=(Recipient(hostile, hostile),), categories=(hostile,))
    name = tenant.contacts.create(ana, says)
    for path in (f"{ANA}/contacts", at(name), f"{ANA}/contacts/new"):
        assert "<script" not in await person.see(path)


async def test_a_distribution_list_is_shown_and_has_no_form(
    tenant: Tenant, ana: MailboxId, person: Person
) -> None:
    name = tenant.contacts.add_list(ana, "Team")
    shown = await person.see(at(name))
    assert "distribution list" in shown
    assert fields_of(shown) == {}
