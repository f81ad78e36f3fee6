"""The JSON API of contact lists."""

from typing import Any

import pytest

from sync_core.contacts.contact import PostalAddress, Sharing
from sync_core.work import Task
from tests.admin.asking import call
from tests.admin.contacts import card, enter, now, signed_in
from tests.admin.firm import Firm

PRIYA, TOMAS = "Priya Shah", "Tomas Lindqvist"
API = "/api/admin/contacts"


async def test_a_program_adds_reads_changes_and_deletes(firm: Firm) -> None:
    mailbox = await firm.mailbox(1, PRIYA, contacts_enabled=True)
    user = await firm.staff(PRIYA)
    says = {
        "given_name": "Ana",
        "surname": "Kern",
        "emails": ["Ana@Client.test"],
        "business_address": {"city": "Oslo"},
        "birthday": "1980-01-31",
    }

    status, made = await call(firm, "POST", API, {"owner": user, "card": says, "sharing": "firm"})
    assert status == 201 and made["woken"]
    one = f"{API}/entries/{made['contact']}"
    _, told = await call(firm, "GET", one)
    assert (told["name"], told["sharing"], told["origin"]) == ("Ana Kern", "firm", "api")
    assert told["card"]["emails"] == ["ana@client.test"]
    assert told["card"]["business_address"]["city"] == "Oslo"
    assert told["card"]["birthday"] == "1980-01-31"

    _, same = await call(firm, "POST", f"{one}/edit", {"version": 1, "card": told["card"]})
    assert (same["written"], same["version"]) == (False, 1)
    edit = {"version": 1, "card": {"birthday": None, "business_address": {"country": "NO"}}}
    _, done = await call(firm, "POST", f"{one}/edit", edit)
    assert done["version"] == 2
    share = {"version": 2, "sharing": "list", "kept_back": ["company"]}
    assert (await call(firm, "POST", f"{one}/share", share))[0] == 200
    _, told = await call(firm, "GET", one)
    assert told["kept_back"] == ["company"] and told["card"]["birthday"] is None
    assert told["card"]["business_address"] == {
        "street": "", "city": "Oslo", "state": "", "postal_code": "", "country": "NO",
    }  # fmt: skip

    assert (await call(firm, "POST", f"{one}/delete", {"version": 2}))[0] == 409
    assert (await call(firm, "POST", f"{one}/delete", {"version": 3}))[0] == 200
    assert (await call(firm, "GET", one))[0] == 404
    assert set(firm.queued()) == {(Task.CONTACTS_WAKE, mailbox)}


async def test_a_program_reads_a_list_without_what_is_private(firm: Firm) -> None:
    await enter(firm, PRIYA, card("Ana Kern"))
    secret = await enter(firm, PRIYA, card("Dr Secret"), Sharing.PRIVATE)
    url = f"{API}?user={await firm.staff(PRIYA)}"
    await firm.staff(TOMAS)

    for headers, names in (
        ({}, ["Ana Kern"]),
        (signed_in(TOMAS), ["Ana Kern"]),
        (signed_in(PRIYA), ["Ana Kern", "Dr Secret"]),
    ):
        _, told = await call(firm, "GET", url, headers=headers)
        assert [one["name"] for one in told["contacts"]] == names and told["total"] == len(names)
    status, _ = await call(firm, "GET", f"{API}/entries/{secret.id}", headers=signed_in(TOMAS))
    assert status == 404
    assert (await call(firm, "GET", f"{API}?user=nobody"))[0] == 400


async def test_an_entry_is_related_to_a_person_and_to_nobody(firm: Firm) -> None:
    ana = await firm.person("Ana Kern", "ana@client.test")
    entry = await enter(firm, PRIYA, card("Ana Kern"))
    url = f"{API}/entries/{entry.id}/relate"

    assert (await call(firm, "POST", url, {"version": 1}))[0] == 400
    assert (await call(firm, "POST", url, {"version": 1, "person": "no-such"}))[0] == 400
    assert (await call(firm, "POST", url, {"version": 1, "person": ana}))[0] == 200
    assert (await now(firm, entry)).person == ana
    assert (await call(firm, "POST", url, {"version": 2, "person": None}))[0] == 200
    assert (await now(firm, entry)).person is None


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ([], "version"),
        ({"version": "1", "card": {}}, "version"),
        ({"version": True, "card": {}}, "version"),
        ({"version": 1}, "card"),
        ({"version": 1, "card": {"nose": "x"}}, "nose"),
        ({"version": 1, "card": {"is_private": True}}, "is_private"),
        ({"version": 1, "card": {"surname": 7}}, "surname"),
        ({"version": 1, "card": {"emails": "ana@x.test"}}, "emails"),
        ({"version": 1, "card": {"emails": ["nonsense"]}}, "emails"),
        ({"version": 1, "card": {"home_address": "Oslo"}}, "home_address"),
        ({"version": 1, "card": {"home_address": {"planet": "x"}}}, "home_address"),
        ({"version": 1, "card": {"birthday": "soon"}}, "birthday"),
        ({"version": 1, "card": {}, "owner": "x"}, "owner"),
    ],
)
async def test_a_change_of_another_shape_names_the_field(
    firm: Firm, document: Any, field: str
) -> None:
    address = PostalAddress(city="Oslo")
    entry = await enter(firm, PRIYA, card("Ana Kern", home_address=address))

    status, told = await call(firm, "POST", f"{API}/entries/{entry.id}/edit", document)

    assert status == 400 and [f["path"] for f in told["error"]["fields"]] == [field]
    assert await now(firm, entry) == entry and firm.queued() == []
