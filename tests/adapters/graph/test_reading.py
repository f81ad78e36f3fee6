"""What of a message as Graph sends it stands where in the engine's own record."""

import json
from typing import Any

import pytest

from adapters.graph.pages import messages_of
from adapters.graph.plaintext import plain_text
from sync_core.mail import Entry, Message, MessageClass, Role, Unreadable
from tests.adapters.graph.canned import SINCE, message
from tests.shared_data import shared_path


def read(**fields: Any) -> Message:
    (one,), _ = messages_of(json.dumps({"value": [message(**fields)]}).encode(), SINCE)
    assert isinstance(one, Message)
    return one


def person(address: str | None, name: str | None = "N") -> dict[str, Any]:
    return {"emailAddress": {"name": name, "address": address}}


def test_a_message_is_read_whole() -> None:
    told = read(hasAttachments=True, isDraft=True)

    assert told.id == "AAMk/a+b=="
    assert told.internet_message_id == "<one@client.test>"
    assert told.received_at.isoformat() == "2026-02-03T10:00:00+00:00"
    assert told.sent_at.isoformat() == "2026-02-03T09:59:58+00:00"
    assert (told.folder, told.conversation) == ("folder", "thread")
    assert (told.subject, told.preview, told.text) == ("Offer", "Hello", "Hello")
    assert told.has_attachments
    assert told.is_draft
    assert told.entries == (
        Entry(Role.FROM, "ana@client.test", "Ana"),
        Entry(Role.TO, "bo@northwind.test", "Bo"),
    )


def test_only_id_and_time_are_needed() -> None:
    body = b'{"value":[{"id":"x","receivedDateTime":"2026-02-03T10:00:00Z"}]}'

    (one,), following = messages_of(body, SINCE)

    assert isinstance(one, Message)
    assert (one.entries, one.text, one.folder, following) == ((), "", "", "")
    assert one.sent_at == one.received_at


def test_nulls_are_as_good_as_absent_fields() -> None:
    nothing = {name: None for name in message() if name not in ("id", "receivedDateTime")}

    told = read(**nothing)

    assert (told.entries, told.subject, told.is_draft, told.is_automated) == ((), "", False, False)


def test_the_sender_counts_only_where_it_is_another_than_from() -> None:
    assert Role.SENDER not in [e.role for e in read(sender=person("ANA@client.test")).entries]
    assert (
        Entry(Role.SENDER, "pa@client.test", "N") in read(sender=person("pa@client.test")).entries
    )
    assert (
        Entry(Role.SENDER, "pa@client.test", "N")
        in read(sender=person("pa@client.test"), **{"from": None}).entries
    )


def test_entries_keep_their_texts_exactly_as_shown() -> None:
    odd = [
        "/O=EXCHANGELABS/OU=X/CN=BO",
        "a..b.@X.test",
        "two@at@x.test",
        "undisclosed",
        "O'Hara@x.test ",
    ]

    told = read(
        toRecipients=[person(address) for address in odd], bccRecipients=[person("B@x.test")]
    )

    assert [e.text for e in told.entries if e.role is Role.TO] == odd
    assert Entry(Role.BCC, "B@x.test", "N") in told.entries


def test_an_entry_with_a_name_alone_is_kept_and_one_with_nothing_is_none() -> None:
    told = read(
        ccRecipients=[person(None, "The team"), person(None, None), {}, {"emailAddress": None}]
    )

    assert [e for e in told.entries if e.role is Role.CC] == [Entry(Role.CC, "", "The team")]


@pytest.mark.parametrize(
    ("name", "value", "is_automated"),
    [
        ("Auto-Submitted", "auto-replied", True),
        ("AUTO-SUBMITTED", "auto-generated; x=y", True),
        ("Auto-Submitted", "no", False),
        ("Auto-Submitted", "No ; x", False),
        ("Precedence", "Bulk", True),
        ("Precedence", "list", True),
        ("Precedence", "junk", True),
        ("Precedence", "auto_reply", True),
        ("Precedence", "first-class", False),
        ("List-Id", "<news.client.test>", True),
        ("List-Unsubscribe", "<mailto:x@client.test>", True),
        ("Return-Path", " <> ", True),
        ("Return-Path", "<ana@client.test>", False),
        ("X-List-Id", "x", False),
    ],
)
def test_headers_tell_a_machines_mail(name: str, value: str, is_automated: bool) -> None:
    headers = [{"name": "Received", "value": "x"}, {"name": name, "value": value}]

    assert read(internetMessageHeaders=headers).is_automated is is_automated


@pytest.mark.parametrize(
    ("value", "is_private"), [("0", False), ("1", True), ("2", True), ("3", True), (None, False)]
)
def test_sensitivity_tells_private_mail(value: str | None, is_private: bool) -> None:
    properties = [{"id": "String {a} Name x", "value": "2"}, {"id": "Integer 0x36", "value": value}]

    assert read(singleValueExtendedProperties=properties).is_private is is_private


@pytest.mark.parametrize(
    ("odata_type", "expected"),
    [
        ("#microsoft.graph.message", MessageClass.MAIL),
        ("#microsoft.graph.eventMessage", MessageClass.MEETING),
        ("#microsoft.graph.eventMessageRequest", MessageClass.MEETING),
        ("#Microsoft.Graph.eventMessageResponse", MessageClass.MEETING),
    ],
)
def test_meeting_mail_is_told_by_its_type(odata_type: str, expected: MessageClass) -> None:
    assert read(**{"@odata.type": odata_type}).message_class is expected


def test_a_body_that_comes_as_html_all_the_same_is_made_plain() -> None:
    html = (
        "<html><head><style>p{}</style></head><body><p>Dear&nbsp;Ana,<br>yes &amp; no</p>x</body>"
    )

    assert read(body={"contentType": "HTML", "content": html}).text == "Dear Ana,\nyes & no\nx"
    assert read(body={"contentType": "text", "content": "a <b> c"}).text == "a <b> c"


@pytest.mark.parametrize(
    "html",
    ["", "<", "<p", "</p></p>", "<script>x", "<head><body>x", "<![CDATA[x", "&#x110000;", "<!-- x"],
)
def test_broken_html_is_read_without_complaint(html: str) -> None:
    assert isinstance(plain_text(html), str)


def test_a_head_left_open_hides_no_body() -> None:
    assert plain_text("<head><meta x><body>shown") == "shown"


def test_microsofts_documented_messages_are_read() -> None:
    told = json.loads(shared_path("data/graph/outlook-mocks.json").read_text(encoding="utf-8-sig"))
    bodies = [
        mock["response"].get("body")
        for mock in told["mocks"]
        if "messages" in mock["request"]["url"]
    ]
    lists = [b for b in bodies if isinstance(b, dict) and isinstance(b.get("value"), list)]
    read_ones = 0

    for body in lists:
        items, _ = messages_of(json.dumps(body).encode(), SINCE)
        assert len(items) == len(body["value"])
        read_ones += sum(isinstance(item, Message) for item in items)
        for item in items:
            if isinstance(item, Unreadable):
                assert item.problem.split(":")[0] in ("id", "receivedDateTime"), item.problem

    assert read_ones > 0
