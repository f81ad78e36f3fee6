"""The contacts port straight over the tenant: the same rules, sorted into the flows' failures."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from flows.ports.contacts import ContactDraft, ContactPage, Elsewhere
from flows.ports.tenant import DeltaToken, Gone
from simulator.graph import (
    Consent,
    MailboxState,
    Recipient,
    ServerRules,
    Tenant,
    TenantContacts,
)
from simulator.memory.surroundings import ManualSurroundings
from sync_core import limits
from sync_core.contacts.contact import (
    DEFAULT_FOLDER,
    ContactFolderId,
    ContactId,
    OutlookContact,
    PostalAddress,
    UnreadableContact,
)
from sync_core.contacts.fields import ContactField
from sync_core.failures import (
    ConsentNeeded,
    CursorLost,
    Failure,
    ItemGone,
    SkipItem,
    StopMailbox,
    Throttled,
    Unavailable,
    VersionConflict,
)
from sync_core.work import MailboxId
from tests.simulator.graph.contact_acts import addresses, card, person


@pytest.fixture
def port(tenant: Tenant) -> TenantContacts:
    return TenantContacts(tenant)


async def read(
    port: TenantContacts, mailbox: MailboxId, name: ContactId, folder: str = ""
) -> OutlookContact:
    found = (await port.read(mailbox, ContactFolderId(folder), [name]))[name]
    assert isinstance(found, OutlookContact)
    return found


async def round_of(
    port: TenantContacts,
    mailbox: MailboxId,
    token: DeltaToken | None = None,
    folder: ContactFolderId = DEFAULT_FOLDER,
) -> tuple[list[ContactPage], DeltaToken]:
    pages: list[ContactPage] = []
    for _ in range(300):
        page = await port.changed(mailbox, folder, token)
        pages.append(page)
        token = page.next
        if page.is_complete:
            return pages, token
    raise AssertionError("the round never ended")


async def told(
    port: TenantContacts,
    mailbox: MailboxId,
    token: DeltaToken | None,
    folder: ContactFolderId = DEFAULT_FOLDER,
) -> tuple[set[ContactId], set[ContactId], DeltaToken]:
    pages, following = await round_of(port, mailbox, token, folder)
    changed = {name for page in pages for name in page.changed}
    return changed, {name for page in pages for name in page.removed}, following


async def make(
    port: TenantContacts, mailbox: MailboxId, stamp: str = "5a", folder: str = "", **fields: Any
) -> OutlookContact:
    draft = ContactDraft(card=card(**fields), stamp=stamp)
    return await port.create(mailbox, ContactFolderId(folder), draft)


async def test_a_round_tells_the_ids_of_a_folder_and_then_what_changed(
    port: TenantContacts, tenant: Tenant, ana: MailboxId
) -> None:
    first, second = (tenant.contacts.create(ana, person(name)) for name in ("Carla", "Dora"))
    changed, removed, token = await told(port, ana, None)
    assert (changed, removed) == ({first, second}, set())
    tenant.contacts.edit(ana, first, company="Acme")
    tenant.contacts.delete(ana, second)
    third = tenant.contacts.create(ana, person("Emil"))
    changed, removed, token = await told(port, ana, token)
    assert (changed, removed) == ({first, third}, {second})
    changed, removed, _ = await told(port, ana, token)
    assert (changed, removed) == (set(), set())


async def test_folders_begin_with_the_default_one_and_each_has_changes_of_its_own(
    port: TenantContacts, tenant: Tenant, ana: MailboxId
) -> None:
    clients = tenant.contacts.add_folder(ana, "Clients")
    assert list((await port.folders(ana)).items()) == [("", "Contacts"), (clients, "Clients")]
    _, _, token = await told(port, ana, None)
    name = tenant.contacts.create(ana, person(), clients)
    assert (await told(port, ana, token))[0] == set()
    assert (await told(port, ana, None, clients))[0] == {name}


async def test_a_move_leaves_one_folder_and_enters_the_other_under_the_same_id(
    port: TenantContacts, tenant: Tenant, ana: MailboxId
) -> None:
    clients = tenant.contacts.add_folder(ana, "Clients")
    name = tenant.contacts.create(ana, person())
    (_, _, here), (_, _, there) = (
        await told(port, ana, None),
        await told(port, ana, None, clients),
    )
    tenant.contacts.move(ana, name, clients)
    assert (await told(port, ana, here))[:2] == (set(), {name})
    assert (await told(port, ana, there, clients))[:2] == ({name}, set())
    assert (await port.read(ana, DEFAULT_FOLDER, [name]))[name] is Elsewhere.OTHER_FOLDER
    assert (await read(port, ana, name, clients)).id == name


async def test_a_deleted_contact_is_gone_and_a_restored_one_is_the_same_again(
    port: TenantContacts, tenant: Tenant, ana: MailboxId
) -> None:
    name = tenant.contacts.create(ana, person())
    _, _, token = await told(port, ana, None)
    tenant.contacts.delete(ana, name)
    assert (await port.read(ana, DEFAULT_FOLDER, [name]))[name] is Gone.GONE
    _, removed, token = await told(port, ana, token)
    assert removed == {name}
    tenant.contacts.restore(ana, name)
    assert (await told(port, ana, token))[:2] == ({name}, set())
    assert (await read(port, ana, name)).card.given_name == "Carla"
    tenant.contacts.delete(ana, name)
    tenant.contacts.purge(ana, name)
    assert (await port.read(ana, DEFAULT_FOLDER, [name]))[name] is Gone.GONE


async def test_a_whole_folder_is_listed_page_by_page(
    port: TenantContacts, tenant: Tenant, ana: MailboxId
) -> None:
    names = [tenant.contacts.create(ana, person(f"N{n}")) for n in range(7)]
    tenant.change_rules(page_items_max=3)
    found: list[str] = []
    at = ""
    for _ in range(3):
        page = await port.listed(ana, DEFAULT_FOLDER, at)
        found += [contact.id for contact in page.contacts]
        at = page.next
    assert (found, at) == (names, "")


async def test_a_made_contact_comes_back_as_it_is_read(
    port: TenantContacts, ana: MailboxId
) -> None:
    whole = card(
        middle_name="M",
        title="Dr",
        suffix="Jr",
        display_name="Carla the Great",
        nickname="Cal",
        company="Acme",
        department="Sales",
        job_title="Head",
        business_address=PostalAddress(street="1 High St\nFloor 2", city="Porto", country="PT"),
        home_address=PostalAddress(postal_code="4000"),
        other_address=PostalAddress(state="N"),
        business_phones=("+351 1", "+351 2"),
        home_phones=("3", "4"),
        mobile_phone="5",
        emails=addresses("c@client.test", "d@client.test", "e@client.test"),
        web_page="https://acme.test",
        birthday=date(1970, 2, 28),
        notes="Block",
        categories=("Red",),
        is_private=True,
    )
    made = await port.create(ana, DEFAULT_FOLDER, ContactDraft(card=whole, stamp="5a"))
    assert (made.card, made.stamp) == (whole, "5a")
    assert await read(port, ana, made.id) == made


async def test_the_name_shown_is_made_of_the_names_where_none_is_told(
    port: TenantContacts, ana: MailboxId
) -> None:
    assert (await make(port, ana)).card.display_name == "Carla Nunes"


async def test_a_stamp_finds_what_was_made_and_its_copies_oldest_first(
    port: TenantContacts, tenant: Tenant, ana: MailboxId, surroundings: ManualSurroundings
) -> None:
    made = await make(port, ana)
    await make(port, ana, "6b", given="Dora")
    surroundings.advance(60)
    copy = tenant.contacts.copy(ana, made.id)
    assert [c.id for c in await port.find(ana, DEFAULT_FOLDER, "5a")] == [made.id, copy]
    tenant.contacts.delete(ana, made.id)
    assert [c.id for c in await port.find(ana, DEFAULT_FOLDER, "5a")] == [copy]
    assert await port.find(ana, DEFAULT_FOLDER, "7c") == ()


async def test_what_is_made_twice_is_there_twice(port: TenantContacts, ana: MailboxId) -> None:
    await make(port, ana)
    await make(port, ana)
    assert len(await port.find(ana, DEFAULT_FOLDER, "5a")) == 2


async def test_a_write_touches_the_fields_named_and_no_other(
    port: TenantContacts, tenant: Tenant, ana: MailboxId
) -> None:
    says = person(
        display_name="The client", spouse="Sam", yomi_surname="Y", children=("A", "B"), manager="M"
    )
    name = tenant.contacts.create(ana, replace(says, im_addresses=("sip:x",), notes="Mine"))
    before = tenant.contacts.look(ana, name).says
    told = card("Clara", "Other", company="Acme", notes="Theirs")
    held = await read(port, ana, name)
    after = await port.update(ana, held, told, frozenset({"given_name", "company"}))
    expected = replace(before, given_name="Clara", company="Acme", file_as="Nunes, Clara")
    assert tenant.contacts.look(ana, name).says == expected
    assert after.version != held.version
    assert after.card.display_name == "The client"


async def test_an_entry_nobody_can_use_and_the_name_of_one_that_stays_survive_a_write(
    port: TenantContacts, tenant: Tenant, ana: MailboxId
) -> None:
    entries = (Recipient("/o=Old/cn=x", "Old"), Recipient("C@Client.test", "Carla at work"))
    name = tenant.contacts.create(ana, person(emails=entries))
    held = await read(port, ana, name)
    assert (held.card.emails, held.unusable_entries) == (addresses("c@client.test"), 1)
    new = card(emails=addresses("d@client.test", "c@client.test"))
    after = await port.update(ana, held, new, frozenset({"emails"}))
    assert after.card.emails == new.emails
    assert tenant.contacts.look(ana, name).says.emails == (
        Recipient("d@client.test"),
        entries[1],
        entries[0],
    )


async def test_a_contact_is_marked_private_and_open_again(
    port: TenantContacts, tenant: Tenant, ana: MailboxId
) -> None:
    held = await make(port, ana)
    fields = frozenset({"is_private"})
    held = await port.update(ana, held, card(is_private=True), fields)
    assert tenant.contacts.look(ana, held.id).value_of("Integer 0x0036") == "2"
    assert (held.card.is_private, held.stamp) == (True, "5a")
    held = await port.update(ana, held, card(), fields)
    assert not held.card.is_private
    tenant.contacts.mark_private(ana, held.id)
    assert (await read(port, ana, held.id)).card.is_private


async def test_a_write_of_nothing_is_no_write(port: TenantContacts, ana: MailboxId) -> None:
    held = await make(port, ana)
    assert await port.update(ana, held, card(), frozenset({"no_field"})) is held


@pytest.mark.parametrize("act", ["edit", "move", "delete"])
async def test_a_write_on_an_older_version_changes_nothing(
    port: TenantContacts, tenant: Tenant, ana: MailboxId, act: str
) -> None:
    held = await make(port, ana)
    clients = tenant.contacts.add_folder(ana, "Clients")
    acts = {
        "edit": lambda: tenant.contacts.edit(ana, held.id, company="Theirs"),
        "move": lambda: tenant.contacts.move(ana, held.id, clients),
        "delete": lambda: tenant.contacts.delete(ana, held.id),
    }
    acts[act]()
    expected: type[Failure] = ItemGone if act == "delete" else VersionConflict
    before = tenant.contacts.look(ana, held.id).says
    with pytest.raises(expected):
        await port.update(ana, held, card(company="Ours"), frozenset({"company"}))
    assert tenant.contacts.look(ana, held.id).says == before
    if act != "delete":
        with pytest.raises(VersionConflict):
            await port.delete(ana, held)


async def test_a_deletion_goes_to_the_deleted_items_and_a_second_one_is_no_error(
    port: TenantContacts, tenant: Tenant, ana: MailboxId
) -> None:
    held = await make(port, ana)
    await port.delete(ana, held)
    await port.delete(ana, held)
    assert tenant.contacts.look(ana, held.id).folder is None
    tenant.contacts.purge(ana, held.id)
    await port.delete(ana, held)


@pytest.mark.parametrize(
    "fields",
    [
        {"emails": addresses("a@x.test", "b@x.test", "c@x.test", "d@x.test")},
        {"business_phones": ("1", "2", "3")},
        {"home_phones": ("1", "2", "3")},
    ],
)
async def test_more_than_a_contact_can_hold_is_refused(
    port: TenantContacts, ana: MailboxId, fields: dict[str, Any]
) -> None:
    with pytest.raises(SkipItem):
        await make(port, ana, **fields)
    held = await make(port, ana)
    with pytest.raises(SkipItem):
        await port.update(ana, held, card(**fields), frozenset(fields))


async def test_a_distribution_list_and_a_damaged_contact_are_told_as_such(
    port: TenantContacts, tenant: Tenant, ana: MailboxId
) -> None:
    group = tenant.contacts.add_list(ana, "Team")
    assert (await read(port, ana, group)).is_list
    name = tenant.contacts.create(ana, person())
    tenant.contacts.damage(ana, name)
    found = (await port.read(ana, DEFAULT_FOLDER, [name]))[name]
    assert isinstance(found, UnreadableContact)
    listed = (await port.listed(ana, DEFAULT_FOLDER, "")).contacts
    assert [type(contact) for contact in listed] == [OutlookContact, UnreadableContact]


async def test_a_deleted_folder_is_gone_with_all_that_lay_in_it(
    port: TenantContacts, tenant: Tenant, ana: MailboxId
) -> None:
    clients = tenant.contacts.add_folder(ana, "Clients")
    name = tenant.contacts.create(ana, person(), clients)
    _, _, token = await told(port, ana, None, clients)
    tenant.contacts.rename_folder(ana, clients, "Customers")
    assert (await port.folders(ana))[clients] == "Customers"
    tenant.contacts.remove_folder(ana, clients)
    draft = ContactDraft(card=card(), stamp="5a")
    for call in (
        port.changed(ana, clients, token),
        port.listed(ana, clients, ""),
        port.create(ana, clients, draft),
        port.find(ana, clients, "5a"),
        port.generation(ana, clients),
        port.mark(ana, clients, 1),
    ):
        with pytest.raises(ItemGone):
            await call
    assert (await port.read(ana, clients, [name]))[name] is Gone.GONE
    assert list(await port.folders(ana)) == [DEFAULT_FOLDER]


async def test_a_mark_is_kept_on_each_folder_and_changes_no_contact(
    port: TenantContacts, tenant: Tenant, ana: MailboxId
) -> None:
    clients = tenant.contacts.add_folder(ana, "Clients")
    tenant.contacts.create(ana, person())
    _, _, token = await told(port, ana, None)
    assert await port.generation(ana, DEFAULT_FOLDER) == 0
    await port.mark(ana, DEFAULT_FOLDER, 7)
    await port.mark(ana, clients, 3)
    assert await port.generation(ana, DEFAULT_FOLDER) == 7
    assert await port.generation(ana, clients) == 3
    assert (await told(port, ana, token))[:2] == (set(), set())


async def test_a_restored_backup_brings_back_contacts_ids_and_the_older_mark(
    port: TenantContacts, tenant: Tenant, ana: MailboxId
) -> None:
    kept, lost = await make(port, ana), await make(port, ana, "6b", given="Dora")
    await port.mark(ana, DEFAULT_FOLDER, 1)
    backup = tenant.contacts.back_up(ana)
    _, _, token = await told(port, ana, None)
    await port.mark(ana, DEFAULT_FOLDER, 2)
    changed = await port.update(ana, kept, card(company="Acme"), frozenset({"company"}))
    tenant.contacts.purge(ana, lost.id)
    late = await make(port, ana, "7c", given="Emil")
    tenant.contacts.restore_backup(ana, backup)
    assert await port.generation(ana, DEFAULT_FOLDER) == 1
    assert (await port.read(ana, DEFAULT_FOLDER, [late.id]))[late.id] is Gone.GONE
    again = await read(port, ana, kept.id)
    assert (again.card, again.modified_at) == (kept.card, kept.modified_at)
    assert again.version not in (kept.version, changed.version)
    assert (await read(port, ana, lost.id)).card == lost.card
    with pytest.raises(CursorLost):
        await port.changed(ana, DEFAULT_FOLDER, token)


async def test_an_old_token_is_lost(port: TenantContacts, tenant: Tenant, ana: MailboxId) -> None:
    _, _, first = await told(port, ana, None)
    token = first
    for _ in range(3):
        _, _, token = await told(port, ana, token)
    with pytest.raises(CursorLost):
        await port.changed(ana, DEFAULT_FOLDER, first)
    tenant.forget_cursors(ana)
    with pytest.raises(CursorLost):
        await port.changed(ana, DEFAULT_FOLDER, token)


@pytest.mark.parametrize(
    ("rules", "failure"),
    [
        (ServerRules(throttle_chance=1.0), Throttled),
        (ServerRules(fault_chance=1.0), Unavailable),
        (ServerRules(consent=Consent.REVOKED), ConsentNeeded),
        (ServerRules(stray_conflict_chance=1.0), Unavailable),
    ],
)
async def test_the_server_s_troubles_are_sorted(
    port: TenantContacts, tenant: Tenant, ana: MailboxId, rules: ServerRules, failure: type[Failure]
) -> None:
    tenant.rules = rules
    for call in (
        port.changed(ana, DEFAULT_FOLDER, None),
        port.listed(ana, DEFAULT_FOLDER, ""),
        port.read(ana, DEFAULT_FOLDER, []),
        port.folders(ana),
    ):
        with pytest.raises(failure):
            await call


async def test_a_mailbox_without_a_licence_stops(
    port: TenantContacts, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.set_state(ana, MailboxState.NO_LICENCE)
    with pytest.raises(StopMailbox):
        await port.folders(ana)


async def test_no_more_contacts_than_a_batch_holds_are_read_at_once(
    port: TenantContacts, ana: MailboxId
) -> None:
    names = [ContactId(f"{n}") for n in range(limits.READ_BATCH_CONTACTS + 1)]
    with pytest.raises(ValueError, match="at most 4"):
        await port.read(ana, DEFAULT_FOLDER, names)


async def test_every_field_of_a_card_can_be_written(port: TenantContacts, ana: MailboxId) -> None:
    """None is passed over in silence: each, told alone, comes back changed."""
    new = card(
        given="X",
        surname="Y",
        middle_name="a",
        title="b",
        suffix="c",
        display_name="d",
        nickname="e",
        company="f",
        department="g",
        job_title="h",
        business_address=PostalAddress(city="i"),
        home_address=PostalAddress(city="j"),
        other_address=PostalAddress(city="k"),
        business_phones=("1",),
        home_phones=("2",),
        mobile_phone="3",
        emails=addresses("l@x.test"),
        web_page="m",
        birthday=date(1980, 1, 1),
        notes="n",
        categories=("o",),
        is_private=True,
    )
    held = await make(port, ana)
    for name in ContactField:
        held = await port.update(ana, held, new, frozenset({name.value}))
        assert getattr(held.card, name.value) == getattr(new, name.value), name
    assert held.card == new
