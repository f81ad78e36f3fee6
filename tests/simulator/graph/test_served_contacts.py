"""Contacts steered from outside over real sockets, and kept over the end of a tenant."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from simulator.graph import Recipient, Tenant, TenantContacts, serve
from simulator.graph.contacts.kept import kept_contacts, restore_contacts
from simulator.graph.surroundings import SeededSurroundings
from simulator.processes.control import ProcessRefused, TenantControl
from sync_core.contacts.contact import DEFAULT_FOLDER, ContactId
from sync_core.work import MailboxId
from tests.simulator.graph.contact_acts import person

ANA = "ana.lima@northwind.test"
CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Vera Card\r\nTEL;TYPE=FAX:1\r\nEND:VCARD\r\n"


def firm() -> Tenant:
    """Return a tenant of one person, the same one each time."""
    made = Tenant(SeededSurroundings(3))
    made.add_user("Ana Lima")
    return made


@pytest.fixture
def tenant() -> Tenant:
    return firm()


@pytest.fixture
def ana(tenant: Tenant) -> MailboxId:
    user = tenant.users.with_address(ANA)
    assert user
    return user.id


@pytest.fixture
async def control(tenant: Tenant) -> AsyncIterator[TenantControl]:
    serving = await serve(tenant, control=True)
    async with aiohttp.ClientSession() as session:
        yield TenantControl(session, serving.control_url or "")
    await serving.stop()


async def test_a_contact_is_made_edited_copied_moved_deleted_and_restored_by_order(
    control: TenantControl, tenant: Tenant, ana: MailboxId
) -> None:
    (clients,) = await control.keep_contact_folders([{"mailbox": ANA, "name": "Clients"}])
    order = {
        "mailbox": ANA,
        "given_name": "Carla",
        "surname": "Nunes",
        "emails": ["c@client.test", {"address": "d@client.test", "name": "D"}],
        "birthday": "1980-03-22",
        "business_address": {"city": "Porto"},
        "private": True,
    }
    (name,) = await control.make_contacts([order])
    says = tenant.contacts.look(ana, ContactId(name)).says
    assert says.emails == (Recipient("c@client.test"), Recipient("d@client.test", "D"))
    assert (says.business_address.city, says.display_name) == ("Porto", "Carla Nunes")
    on_it = {"mailbox": ANA, "id": name}
    edit = on_it | {"act": "edit", "company": "Acme", "birthday": "", "private": False}
    assert await control.act_on_contacts([edit]) == [name]
    (shown,) = await control.contacts(ANA)
    assert (shown["company"], shown["is_private"]) == ("Acme", False)
    assert tenant.contacts.look(ana, ContactId(name)).says.birthday is None
    (copy,) = await control.act_on_contacts([on_it | {"act": "copy", "folder": clients}])
    assert [c["id"] for c in await control.contacts(ANA, clients)] == [copy]
    await control.act_on_contacts([on_it | {"act": "move", "folder": clients}])
    assert await control.contacts(ANA) == []
    await control.act_on_contacts([on_it | {"act": act} for act in ("delete", "restore")])
    assert [c["id"] for c in await control.contacts(ANA)] == [name]
    await control.act_on_contacts([on_it | {"act": act} for act in ("damage", "purge")])
    assert await control.contacts(ANA) == []


async def test_lists_and_folders_are_made_renamed_and_deleted_by_order(
    control: TenantControl, tenant: Tenant, ana: MailboxId
) -> None:
    await control.make_contacts([{"mailbox": ANA, "display_name": "Team", "is_list": True}])
    (shown,) = await control.contacts(ANA)
    assert (shown["name"], shown["is_list"]) == ("Team", True)
    (folder,) = await control.keep_contact_folders([{"mailbox": ANA, "name": "A"}])
    await control.keep_contact_folders([{"mailbox": ANA, "id": folder, "name": "B"}])
    assert [f.name for f in tenant.mailbox(ana).contacts.own_folders()] == ["B"]
    await control.keep_contact_folders([{"mailbox": ANA, "id": folder}])
    assert tenant.mailbox(ana).contacts.own_folders() == []


async def test_a_file_is_brought_in_by_order(control: TenantControl) -> None:
    told = await control.load_contacts(ANA, "../made.vcf", CARD + b"BEGIN:VCARD\n")
    assert told == {
        "contacts": 1,
        "left_out": [{"place": "made.vcf:2", "why": "unfinished", "part": ""}],
        "left_over": [{"place": "made.vcf:1", "why": "no_place", "part": "TEL"}],
    }
    assert [c["name"] for c in await control.contacts(ANA)] == ["Vera Card"]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"mailbox": "nobody@x.test"}, "nobody@x.test"),
        ({"mailbox": ANA, "emails": ["a", "b", "c", "d"]}, "emails"),
        ({"mailbox": ANA, "folder": "nowhere"}, "not found"),
        ({"mailbox": ANA, "shoe_size": 43}, "shoe_size"),
    ],
)
async def test_a_bad_order_says_what_is_wrong_with_it(
    control: TenantControl, order: dict[str, object], said: str
) -> None:
    with pytest.raises(ProcessRefused, match=said):
        await control.make_contacts([order])
    assert await control.contacts(ANA) == []


async def test_contacts_are_kept_over_the_end_of_a_tenant(
    control: TenantControl, tenant: Tenant, ana: MailboxId
) -> None:
    clients = tenant.contacts.add_folder(ana, "Clients")
    first = tenant.contacts.create(ana, person())
    second = tenant.contacts.copy(ana, first, clients)
    gone = tenant.contacts.create(ana, person("Gone"))
    tenant.contacts.delete(ana, gone)
    tenant.contacts.mark_private(ana, second)
    await TenantContacts(tenant).mark(ana, DEFAULT_FOLDER, 4)
    document = await control.kept_contacts()
    again = firm()
    assert restore_contacts(again, document) == 3
    port = TenantContacts(again)
    assert list((await port.folders(ana)).values()) == ["Contacts", "Clients"]
    assert await port.generation(ana, DEFAULT_FOLDER) == 4
    assert again.contacts.within(ana) == tenant.contacts.within(ana)
    assert again.contacts.look(ana, second) == tenant.contacts.look(ana, second)
    assert again.contacts.look(ana, gone).folder is None
    assert (await port.changed(ana, clients, None)).changed == (second,)
    made = again.contacts.create(ana, person())
    assert made not in {first, second, gone}
    assert kept_contacts(firm()) != document


async def test_kept_contacts_are_restored_by_order(
    control: TenantControl, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.contacts.create(ana, person())
    document = await control.kept_contacts()
    tenant.contacts.create(ana, person("Late"))
    assert await control.restore_contacts(document) == 1
    assert len(await control.contacts(ANA)) == 1
    with pytest.raises(ProcessRefused):
        await control.restore_contacts(b"{}")
