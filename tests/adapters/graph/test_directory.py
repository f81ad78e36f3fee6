"""Who is in the directory, under which addresses, and what stands behind a mailbox."""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest

from flows.ports.tenant import PageToken
from sync_core import limits
from sync_core.failures import ConsentNeeded, CursorLost, Throttled
from sync_core.mailboxes import MailboxKind
from tests.adapters.graph.canned import URL, Graph, error, page, parts


def user(**fields: Any) -> dict[str, Any]:
    told = {
        "id": "AAAAAAAA-0000-0000-0000-000000000001",
        "mail": "Bo@northwind.test",
        "proxyAddresses": [
            "smtp:b.o@northwind.test",
            "SMTP:Bo@Northwind.test",
            "SIP:bo@sip.test",
            "X500:/o=X",
        ],
        "userPrincipalName": "bo@northwind.onmicrosoft.test",
        "accountEnabled": True,
        "userType": "Member",
    }
    return {**told, **fields}


async def test_a_user_has_every_smtp_address_in_normal_form_and_the_primary_first() -> None:
    graph = Graph(page(user()))

    (told,) = (await graph.tenant.directory.users()).users

    assert told.id == "aaaaaaaa-0000-0000-0000-000000000001"
    assert told.primary == "bo@northwind.test"
    assert told.addresses == (
        "bo@northwind.test",
        "b.o@northwind.test",
        "bo@northwind.onmicrosoft.test",
    )
    assert (told.kind, told.account_enabled, told.has_mailbox) == (MailboxKind.USER, True, True)
    assert graph.counted == 1


async def test_only_the_fields_needed_are_asked_in_the_largest_pages() -> None:
    graph = Graph(page())

    await graph.tenant.directory.users()

    asked = parse_qs(graph.asked[0].url.query.decode())
    assert asked["$top"] == [str(limits.DIRECTORY_PAGE_USERS)]
    assert asked["$select"] == ["id,mail,proxyAddresses,userPrincipalName,accountEnabled,userType"]


async def test_guests_and_users_without_mail_have_no_mailbox() -> None:
    graph = Graph(page(user(userType="Guest"), user(mail=None, proxyAddresses=[])))

    guest, unlicensed = (await graph.tenant.directory.users()).users

    assert not guest.has_mailbox
    assert not unlicensed.has_mailbox
    assert unlicensed.primary is None
    assert unlicensed.addresses == ("bo@northwind.onmicrosoft.test",)


async def test_disabled_accounts_are_kept_and_their_kind_is_asked_together() -> None:
    disabled = [user(id=str(i), accountEnabled=False) for i in range(5)]
    settings = parts(
        (200, {"userPurpose": "shared"}),
        (200, {"userPurpose": "room"}),
        (200, {"userPurpose": "equipment"}),
        (200, {"userPurpose": "user"}),
        (403, {"error": {"code": "ErrorAccessDenied"}}),
    )
    graph = Graph(page(user(), *disabled), settings)

    told = (await graph.tenant.directory.users()).users

    assert [u.kind for u in told] == [
        MailboxKind.USER,
        MailboxKind.SHARED,
        MailboxKind.ROOM,
        MailboxKind.ROOM,
        MailboxKind.USER,
        MailboxKind.SHARED,
    ]
    assert all(u.has_mailbox for u in told)
    assert not told[1].account_enabled
    assert len(json.loads(graph.asked[1].content)["requests"]) == 5
    assert graph.counted == 2


async def test_pages_of_the_directory_follow_on() -> None:
    following = f"{URL}/users?$skiptoken=x"
    graph = Graph(page(user(), following=following), page(user(id="2")))

    first = await graph.tenant.directory.users()
    second = await graph.tenant.directory.users(first.next)

    assert first.next == following
    assert (second.users[0].id, second.next) == ("2", None)
    assert str(graph.asked[1].url) == following


async def test_a_refused_directory_asks_for_consent() -> None:
    graph = Graph(error(403, "Authorization_RequestDenied"))

    with pytest.raises(ConsentNeeded):
        await graph.tenant.directory.users()


async def test_a_forgotten_page_of_the_directory_is_a_lost_cursor() -> None:
    graph = Graph(error(400, "Directory_ExpiredPageToken"))

    with pytest.raises(CursorLost):
        await graph.tenant.directory.users(PageToken(f"{URL}/users?$skiptoken=x"))


async def test_a_kind_that_cannot_be_told_just_now_is_not_guessed() -> None:
    busy = parts((429, {"error": {"code": "ApplicationThrottled"}}))
    graph = Graph(page(user(accountEnabled=False)), busy)

    with pytest.raises(Throttled):
        await graph.tenant.directory.users()
