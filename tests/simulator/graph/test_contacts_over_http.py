"""Contacts read, written, searched and followed over HTTP."""

from typing import Any

import httpx
import pytest

from simulator.graph import Recipient, Tenant
from simulator.memory.surroundings import ManualSurroundings
from sync_core.work import MailboxId
from tests.simulator.graph.acts import IMMUTABLE, code, document, ids, removed, round_of
from tests.simulator.graph.contact_acts import contact_delta, contact_json, made, person

STAMP = "String {6a1d4b1e-5f0c-4a53-9c1f-2f8e3b7d9a10} Name Stamp"
MARK = "Integer {6a1d4b1e-5f0c-4a53-9c1f-2f8e3b7d9a10} Name Mark"
WHOLE: dict[str, Any] = {
    "middleName": "M",
    "title": "Dr",
    "generation": "Jr",
    "initials": "CN",
    "nickName": "Cal",
    "displayName": "Carla the Great",
    "fileAs": "Great, Carla",
    "companyName": "Acme",
    "department": "Sales",
    "jobTitle": "Head",
    "officeLocation": "12",
    "profession": "Lawyer",
    "assistantName": "Ines",
    "manager": "Rui",
    "spouseName": "Sam",
    "children": ["A", "B"],
    "yomiGivenName": "Y1",
    "yomiSurname": "Y2",
    "yomiCompanyName": "Y3",
    "businessAddress": {"street": "1 High St\r\nFloor 2", "city": "Porto"},
    "homeAddress": {"postalCode": "4000", "countryOrRegion": "Portugal"},
    "otherAddress": {"state": "N"},
    "businessPhones": ["1", "2"],
    "homePhones": ["3", "4"],
    "mobilePhone": "5",
    "imAddresses": ["sip:carla@client.test"],
    "businessHomePage": "https://acme.test",
    "personalNotes": "Mine\nalone",
    "categories": ["Red"],
}


def path(mailbox: MailboxId, name: str = "") -> str:
    return f"/users/{mailbox}/contacts" + (f"/{name}" if name else "")


def stamped(name: str = STAMP, value: str = "5a") -> dict[str, Any]:
    return {"singleValueExtendedProperties": [{"id": name, "value": value}]}


def expanded(*names: str) -> dict[str, str]:
    asked = " or ".join(f"id eq '{name}'" for name in names)
    return {"$expand": f"singleValueExtendedProperties($filter={asked})"}


def values(contact: dict[str, Any]) -> dict[str, str]:
    return {p["id"]: p["value"] for p in contact.get("singleValueExtendedProperties", [])}


async def test_a_made_contact_comes_back_whole(graph: httpx.AsyncClient, ana: MailboxId) -> None:
    told = await made(graph, ana, birthday="1970-02-28T00:00:00Z", **WHOLE)
    read = await document(await graph.get(path(ana, told["id"]), headers=IMMUTABLE))
    assert read == told
    assert {name: read[name] for name in WHOLE} == WHOLE
    assert read["birthday"] == "1970-02-28T11:59:00Z"
    assert read["emailAddresses"] == [{"name": "Carla Nunes", "address": "carla.nunes@client.test"}]
    assert read["createdDateTime"] == "2026-11-21T09:00:00Z"
    assert f'W/"{read["changeKey"]}"' == read["@odata.etag"]


async def test_what_is_empty_is_told_as_nothing(graph: httpx.AsyncClient, ana: MailboxId) -> None:
    told = await made(graph, ana, emailAddresses=[])
    assert (told["companyName"], told["birthday"], told["mobilePhone"]) == (None, None, None)
    assert (told["emailAddresses"], told["homeAddress"], told["homePhones"]) == ([], {}, [])


async def test_a_later_edit_of_the_name_makes_the_name_shown_anew(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    told = await made(graph, ana, displayName="The client")
    assert (told["displayName"], told["fileAs"]) == ("The client", "Nunes, Carla")
    url = path(ana, told["id"])
    after = await document(await graph.patch(url, json={"jobTitle": "Head"}, headers=IMMUTABLE))
    assert after["displayName"] == "The client"
    after = await document(await graph.patch(url, json={"surname": "Lima"}, headers=IMMUTABLE))
    assert (after["displayName"], after["fileAs"]) == ("Carla Lima", "Lima, Carla")
    both = {"surname": "Reis", "displayName": "Ms Reis", "fileAs": "R"}
    await graph.patch(url, json=both, headers=IMMUTABLE)
    after = await document(await graph.patch(url, json={"givenName": "C"}, headers=IMMUTABLE))
    assert (after["displayName"], after["fileAs"]) == ("C Reis", "R")


async def test_a_patch_writes_what_is_sent_replaces_lists_and_clears_with_null(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    told = await made(graph, ana, birthday="1970-02-28T11:59:00Z", **WHOLE)
    change: dict[str, Any] = {
        "companyName": None,
        "birthday": None,
        "homeAddress": None,
        "homePhones": [],
    }
    change |= {"emailAddresses": [{"address": "new@client.test"}]}
    after = await document(await graph.patch(path(ana, told["id"]), json=change, headers=IMMUTABLE))
    assert after["emailAddresses"] == [{"name": "new@client.test", "address": "new@client.test"}]
    assert after["homeAddress"] == {}
    written = set(change) | {"@odata.etag", "changeKey"}
    assert {n: v for n, v in after.items() if n not in written} == {
        n: v for n, v in told.items() if n not in written
    }
    assert after["@odata.etag"] != told["@odata.etag"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("emailAddresses", [{"address": f"{n}@x.test"} for n in range(4)]),
        ("businessPhones", ["1", "2", "3"]),
        ("homePhones", ["1", "2", "3"]),
        ("imAddresses", ["1", "2", "3", "4"]),
        ("birthday", "tomorrow"),
        ("givenName", 7),
        ("emailAddresses", "x"),
        ("homeAddress", []),
        ("categories", [1]),
    ],
)
async def test_what_a_contact_cannot_hold_is_refused_by_name(
    graph: httpx.AsyncClient, ana: MailboxId, name: str, value: Any
) -> None:
    answered = await graph.post(path(ana), json=contact_json() | {name: value})
    assert code(answered) == (400, "ErrorPropertyValidationFailure")
    told = await made(graph, ana)
    answered = await graph.patch(path(ana, told["id"]), json={name: value})
    assert code(answered) == (400, "ErrorPropertyValidationFailure")
    assert (await document(await graph.get(path(ana, told["id"]), headers=IMMUTABLE))) == told


async def test_a_write_on_an_older_version_is_refused(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    told = await made(graph, ana)
    url, match = path(ana, told["id"]), {"if-match": told["@odata.etag"]}
    assert (await graph.patch(url, json={"jobTitle": "A"}, headers=match)).status_code == 200
    for call in (
        graph.patch(url, json={"jobTitle": "B"}, headers=match),
        graph.delete(url, headers=match),
    ):
        assert code(await call) == (412, "ErrorIrresolvableConflict")
    assert (await document(await graph.get(url)))["jobTitle"] == "A"
    assert (await graph.delete(url, headers={"if-match": "*"})).status_code == 204


async def test_a_deleted_contact_is_still_read_by_id_among_the_deleted_items_until_purged(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    told = await made(graph, ana)
    url = path(ana, told["id"])
    assert (await graph.delete(url)).status_code == 204
    deleted = await document(await graph.get(f"/users/{ana}/mailFolders/deleteditems"))
    read = await document(await graph.get(url, headers=IMMUTABLE))
    assert read["parentFolderId"] == deleted["id"] != told["parentFolderId"]
    assert (await document(await graph.get(path(ana))))["value"] == []
    missing = await graph.get(f"/users/{ana}/contactFolders/{deleted['id']}")
    assert code(missing) == (404, "ErrorItemNotFound")
    assert (await graph.delete(url)).status_code == 204
    assert code(await graph.get(url)) == (404, "ErrorItemNotFound")
    assert code(await graph.get(path(ana, "nonsense"))) == (400, "ErrorInvalidIdMalformed")


async def test_immutable_ids_stay_through_a_move_and_default_ones_change(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    told = await made(graph, ana)
    default = (await document(await graph.get(path(ana, told["id"]))))["id"]
    clients = tenant.contacts.add_folder(ana, "Clients")
    tenant.contacts.move(ana, told["id"], clients)
    assert code(await graph.get(path(ana, default))) == (404, "ErrorItemNotFound")
    read = await document(await graph.get(path(ana, told["id"]), headers=IMMUTABLE))
    assert (read["id"], read["parentFolderId"]) == (told["id"], clients)
    within = f"/users/{ana}/contactFolders/{clients}/contacts/{told['id']}"
    assert (await graph.get(within)).status_code == 200
    elsewhere = f"/users/{ana}/contactFolders/contacts/contacts/{told['id']}"
    assert code(await graph.get(elsewhere)) == (404, "ErrorItemNotFound")


async def test_the_stamp_filters_within_one_folder_and_copies_carry_it(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    told = await made(graph, ana, **stamped())
    clients = tenant.contacts.add_folder(ana, "Clients")
    copy = tenant.contacts.copy(ana, told["id"])
    tenant.contacts.copy(ana, told["id"], clients)
    asked = {
        "$filter": f"singleValueExtendedProperties/any(ep: ep/id eq '{STAMP}' and ep/value eq '5a')"
    } | expanded(STAMP)
    found = await document(await graph.get(path(ana), params=asked, headers=IMMUTABLE))
    assert [c["id"] for c in found["value"]] == [told["id"], copy]
    assert values(found["value"][1]) == {STAMP: "5a"}
    within = f"/users/{ana}/contactFolders/{clients}/contacts"
    assert len((await document(await graph.get(within, params=asked)))["value"]) == 1


async def test_sensitivity_and_message_class_are_extended_properties_however_spelt(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    told = await made(graph, ana, **stamped("Integer 0x0036", "2"))
    asked = expanded("Integer 0x36", "String 0x001A", STAMP)
    read = await document(await graph.get(path(ana, told["id"]), params=asked))
    assert values(read) == {"Integer 0x36": "2", "String 0x1a": "IPM.Contact"}
    change = stamped("integer 0x36", "0")
    assert (await graph.patch(path(ana, told["id"]), json=change)).status_code == 200
    assert tenant.contacts.look(ana, told["id"]).extended == {"Integer 0x36": "0"}
    group = tenant.contacts.add_list(ana, "Team")
    read = await document(await graph.get(path(ana, group), params=asked))
    assert values(read) == {"String 0x1a": "IPM.DistList"}
    plain = await document(await graph.get(path(ana, told["id"])))
    assert "singleValueExtendedProperties" not in plain
    wrong = await graph.get(path(ana), params={"$expand": "singleValueExtendedProperties"})
    assert code(wrong) == (400, "ErrorInvalidProperty")


async def test_lists_go_on_from_page_to_page_by_filter_order_and_selection(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    for n in range(13):
        tenant.contacts.create(ana, person(f"N{n:02}"))
    link, found = path(ana), []
    while link:
        page = await document(await graph.get(link, headers=IMMUTABLE))
        found.append(len(page["value"]))
        link = page.get("@odata.nextLink", "")
    assert found == [10, 3]
    asked = {"$top": "2", "$select": "givenName", "$orderby": "displayName desc"}
    page = await document(await graph.get(path(ana), params=asked))
    assert [c["givenName"] for c in page["value"]] == ["N12", "N11"]
    assert page["value"][0].keys() == {"@odata.etag", "id", "givenName"}
    page = await document(await graph.get(page["@odata.nextLink"]))
    assert [c["givenName"] for c in page["value"]] == ["N10", "N09"]
    by_address = "emailAddresses/any(a:a/address eq 'N03.Nunes@client.test')"
    page = await document(await graph.get(path(ana), params={"$filter": by_address}))
    assert [c["givenName"] for c in page["value"]] == ["N03"]
    for wrong in ({"$filter": "surname gt 'A'"}, {"$orderby": "notes"}, {"$select": "sensitivity"}):
        assert (await graph.get(path(ana), params=wrong)).status_code == 400


async def test_the_default_folder_is_not_listed_and_is_known_by_its_name(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    base = f"/users/{ana}/contactFolders"
    assert (await document(await graph.get(base)))["value"] == []
    default = await document(await graph.get(f"{base}('contacts')"))
    assert default["displayName"] == "Contacts"
    assert (await made(graph, ana))["parentFolderId"] == default["id"]
    own = await graph.post(base, json={"displayName": "Clients"})
    assert own.status_code == 201
    again = await graph.post(base, json={"displayName": "clients"})
    assert code(again) == (409, "ErrorFolderExists")
    assert [f["displayName"] for f in (await document(await graph.get(base)))["value"]] == [
        "Clients"
    ]
    url = f"{base}/{own.json()['id']}"
    renamed = await document(await graph.patch(url, json={"displayName": "Customers"}))
    assert (renamed["displayName"], renamed["id"]) == ("Customers", own.json()["id"])
    assert (await graph.delete(url)).status_code == 204
    assert code(await graph.get(url)) == (404, "ErrorItemNotFound")
    refused = await graph.delete(f"{base}/{default['id']}")
    assert code(refused) == (400, "ErrorDeleteDistinguishedFolder")


@pytest.mark.parametrize("which", ["contacts", "own"])
async def test_a_folder_carries_an_extended_property_that_nobody_sees(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, which: str
) -> None:
    folder = which if which == "contacts" else tenant.contacts.add_folder(ana, "Clients")
    url = f"/users/{ana}/contactFolders/{folder}"
    unmarked = await document(await graph.get(url, params=expanded(MARK)))
    assert values(unmarked) == {}
    assert (await graph.patch(url, json=stamped(MARK, "7"))).status_code == 200
    assert values(await document(await graph.get(url, params=expanded(MARK)))) == {MARK: "7"}
    assert "singleValueExtendedProperties" not in await document(await graph.get(url))


async def test_a_delta_of_ids_tells_what_came_changed_and_left(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    first, second = (tenant.contacts.create(ana, person(name)) for name in ("Carla", "Dora"))
    clients = tenant.contacts.add_folder(ana, "Clients")
    items, link, pages = await round_of(
        graph,
        contact_delta(ana),
        IMMUTABLE | {"prefer": 'IdType="ImmutableId", odata.maxpagesize=1'},
    )
    assert (ids(items), pages) == ({first, second}, 2)
    assert items[0].keys() == {"@odata.type", "@odata.etag", "id"}
    tenant.contacts.edit(ana, first, surname="Lima")
    tenant.contacts.move(ana, second, clients)
    items, link, _ = await round_of(graph, link)
    assert (ids(items), removed(items)) == ({first}, {second})
    items, _, _ = await round_of(graph, contact_delta(ana, clients))
    assert ids(items) == {second}
    default = (await document(await graph.get(path(ana, first))))["id"]
    tenant.contacts.delete(ana, first)
    items, link, _ = await round_of(graph, link, {"accept": "*/*"})
    assert removed(items) == {default} != {first}
    items, link, _ = await round_of(graph, link)
    assert items == []


async def test_a_delta_takes_a_selection_alone(graph: httpx.AsyncClient, ana: MailboxId) -> None:
    url = f"/users/{ana}/contactFolders/contacts/contacts/delta()"
    assert (await graph.get(url)).status_code == 200
    for option in ("$expand=x", "$filter=x", "$orderby=x", "$top=5"):
        assert code(await graph.get(f"{url}?{option}")) == (400, "ErrorInvalidUrlQuery")


async def test_a_delta_token_ages_and_is_lost_in_the_end(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    _, first, _ = await round_of(graph, contact_delta(ana))
    link = first
    for _ in range(3):
        _, link, _ = await round_of(graph, link)
    gone = await graph.get(first)
    assert code(gone) == (410, "SyncStateNotFound")
    assert "/contacts/delta" in gone.headers["location"]
    tenant.forget_cursors(ana)
    assert (await graph.get(link)).status_code == 410


async def test_the_delta_of_all_contacts_is_served_only_where_the_rules_say_so(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    name = tenant.contacts.create(ana, person())
    url = f"/users/{ana}/contacts/delta?$select=id"
    assert code(await graph.get(url)) == (400, "ErrorInvalidUrlQuery")
    tenant.change_rules(contacts_delta_served=True)
    items, link, _ = await round_of(graph, url)
    assert ids(items) == {name}
    assert (await round_of(graph, link))[0] == []


async def test_the_delta_of_folders_tells_own_ones(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    one, two = (tenant.contacts.add_folder(ana, name) for name in ("A", "B"))
    items, link, _ = await round_of(graph, f"/users/{ana}/contactFolders/delta")
    assert ids(items) == {one, two}
    tenant.contacts.rename_folder(ana, one, "C")
    tenant.contacts.remove_folder(ana, two)
    items, _, _ = await round_of(graph, link)
    assert (ids(items), removed(items)) == ({one}, {two})


async def test_a_batch_holds_no_more_than_four_requests_of_a_mailbox_at_once(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    names = [tenant.contacts.create(ana, person(f"N{n}")) for n in range(8)]
    tenant.mailbox(ana).admission.in_flight = 2
    parts = [
        {"id": f"{n}", "method": "GET", "url": f"/users/{ana}/contacts/{name}"}
        for n, name in enumerate(names)
    ]
    answered = await document(await graph.post("/$batch", json={"requests": parts}))
    statuses = sorted(part["status"] for part in answered["responses"])
    assert 429 in statuses
    tenant.mailbox(ana).admission.in_flight = 0
    answered = await document(await graph.post("/$batch", json={"requests": parts[:4]}))
    assert [part["status"] for part in answered["responses"]] == [200] * 4


async def test_a_damaged_contact_is_served_damaged(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    name = tenant.contacts.create(ana, person())
    tenant.contacts.damage(ana, name)
    assert (await document(await graph.get(path(ana, name))))["emailAddresses"] == 7
    tenant.contacts.damage(ana, name, is_damaged=False)
    assert len((await document(await graph.get(path(ana, name))))["emailAddresses"]) == 1


async def test_times_of_making_and_changing_are_told(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId, surroundings: ManualSurroundings
) -> None:
    name = tenant.contacts.create(ana, person(emails=(Recipient("/o=x/cn=y", "Old"),)))
    surroundings.advance(90)
    tenant.contacts.edit(ana, name, notes="x")
    read = await document(await graph.get(path(ana, name)))
    assert read["createdDateTime"] == "2026-11-21T09:00:00Z"
    assert read["lastModifiedDateTime"] == "2026-11-21T09:01:30Z"
    assert read["emailAddresses"] == [{"name": "Old", "address": "/o=x/cn=y"}]


async def test_notes_lose_what_outlook_takes_where_the_rules_say_so(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.change_rules(text_normalised=True)
    told = await made(graph, ana, personalNotes="a\nb \n", companyName=" Acme ")
    assert (told["personalNotes"], told["companyName"]) == ("a\r\nb", "Acme")
