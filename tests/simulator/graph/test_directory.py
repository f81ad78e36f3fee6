"""The directory over HTTP: users, their addresses, their delta, the settings of mailboxes."""

from datetime import UTC, datetime

import httpx
import pytest

from simulator.graph import Tenant
from sync_core.mailboxes import MailboxKind
from sync_core.work import MailboxId
from tests.simulator.graph.acts import code, document, mail, removed, round_of


async def test_users_come_in_pages_with_what_was_selected(
    graph: httpx.AsyncClient, tenant: Tenant
) -> None:
    ids = [tenant.add_user(f"User {n}", x500=f"/o=x/cn={n}") for n in range(5)]
    link: str | None = "/users?$select=id,proxyAddresses,userType&$top=2"
    found: list[str] = []
    while link:
        page = await document(await graph.get(link))
        assert all(set(u) == {"id", "proxyAddresses", "userType"} for u in page["value"])
        found += [u["id"] for u in page["value"]]
        link = page.get("@odata.nextLink")
    assert found == ids


async def test_addresses_are_only_given_when_selected(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    plain = await document(await graph.get(f"/users/{ana}"))
    chosen = await document(await graph.get(f"/users/{ana}?$select=proxyAddresses"))
    assert "proxyAddresses" not in plain
    assert chosen["proxyAddresses"] == [
        "SMTP:ana.lima@northwind.test",
        "smtp:ana@northwind-old.test",
    ]


async def test_a_user_is_found_by_principal_name_too(
    graph: httpx.AsyncClient, ana: MailboxId
) -> None:
    assert (await document(await graph.get("/users/Ana.Lima@northwind.test")))["id"] == ana
    assert code(await graph.get("/users/nobody@northwind.test"))[0] == 404


async def test_a_mailbox_s_settings_tell_what_it_is_for(
    graph: httpx.AsyncClient, tenant: Tenant
) -> None:
    desk = tenant.add_user("Desk", kind=MailboxKind.SHARED)
    room = tenant.add_user("Room 1", kind=MailboxKind.ROOM)
    for mailbox, purpose in ((desk, "shared"), (room, "room")):
        settings = await document(await graph.get(f"/users/{mailbox}/mailboxSettings"))
        user = await document(await graph.get(f"/users/{mailbox}?$select=accountEnabled"))
        assert (settings["userPurpose"], user["accountEnabled"]) == (purpose, False)


async def test_changes_of_the_directory_are_told_and_can_be_followed_from_now_on(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    users, link, _ = await round_of(graph, "/users/delta?$select=id,proxyAddresses")
    latest, newest, _ = await round_of(graph, "/users/delta?$deltatoken=latest")
    assert ([u["id"] for u in users], latest) == ([ana], [])
    bo = tenant.add_user("Bo Ek")
    tenant.add_alias(ana, "ana@more.test")
    tenant.remove_user(bo)
    changed, _, _ = await round_of(graph, link)
    again, _, _ = await round_of(graph, newest)
    assert removed(changed) == removed(again) == {bo}
    (hers,) = (u for u in changed if u["id"] == ana)
    assert "smtp:ana@more.test" in hers["proxyAddresses"]
    assert code(await graph.get(f"/users/{bo}"))[0] == 404


async def test_mail_sent_over_the_api_reaches_colleagues_without_its_bcc(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    bo = tenant.add_user("Bo Ek")
    message = {
        "subject": "Lunch",
        "body": {"contentType": "text", "content": "At noon?"},
        "toRecipients": [{"emailAddress": {"address": "carla@client.test"}}],
        "bccRecipients": [{"emailAddress": {"address": "BO.EK@northwind.test"}}],
    }
    answered = await graph.post(f"/users/{ana}/sendMail", json={"message": message})
    sent = await document(await graph.get(f"/users/{ana}/mailFolders/sentitems/messages"))
    came = await document(await graph.get(f"/users/{bo}/mailFolders/inbox/messages"))
    assert answered.status_code == 202
    assert [len(p["value"][0]["bccRecipients"]) for p in (sent, came)] == [1, 0]
    assert sent["value"][0]["internetMessageId"] == came["value"][0]["internetMessageId"]
    assert sent["value"][0]["from"]["emailAddress"]["address"] == "ana.lima@northwind.test"


async def test_an_address_that_is_taken_cannot_be_given_again(
    tenant: Tenant, ana: MailboxId
) -> None:
    with pytest.raises(ValueError, match=r"ana@northwind-old\.test"):
        tenant.add_user("Other Ana", "ANA@northwind-old.test")
    assert [u.id for u in tenant.users.all()] == [ana]


async def test_folders_are_listed_level_by_level_and_hidden_ones_on_demand(
    graph: httpx.AsyncClient, tenant: Tenant, ana: MailboxId
) -> None:
    tenant.folder(ana, "inbox/Clients/Acme")
    top = await document(await graph.get(f"/users/{ana}/mailFolders?$top=100"))
    hidden = await document(
        await graph.get(f"/users/{ana}/mailFolders?$top=100&includeHiddenFolders=true")
    )
    below = await document(await graph.get(f"/users/{ana}/mailFolders/inbox/childFolders"))
    names = {f["displayName"] for f in top["value"]}
    assert {"Inbox", "Sent Items", "Junk Email"} <= names
    assert {f["displayName"] for f in hidden["value"]} - names == {"Search Folders"}
    assert [(f["displayName"], f["childFolderCount"]) for f in below["value"]] == [("Clients", 1)]


async def test_well_known_names_hold_in_every_language_and_not_every_mailbox_has_all(
    graph: httpx.AsyncClient, tenant: Tenant
) -> None:
    bo = tenant.add_user("Bo Ek", german=True)
    tenant.deliver(bo, mail(), "inbox", datetime(2001, 1, 1, tzinfo=UTC))
    inbox = await document(await graph.get(f"/users/{bo}/mailFolders/inbox"))
    assert (inbox["displayName"], inbox["totalItemCount"]) == ("Posteingang", 1)
    missing = await graph.get(f"/users/{bo}/mailFolders/clutter")
    assert code(missing) == (404, "ErrorItemNotFound")
