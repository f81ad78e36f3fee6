"""What is asked of a mailbox, and how pages, changes and single messages come back."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import httpx
import pytest

from flows.ports.tenant import DeltaToken, Gone, What
from sync_core import limits
from sync_core.failures import CursorLost, StopMailbox, Throttled, Unavailable
from sync_core.mail import FolderId, Message, MessageId, Unreadable
from tests.adapters.graph.canned import (
    BOX,
    SINCE,
    URL,
    Graph,
    error,
    message,
    ok,
    page,
    parts,
)

FOLDER = FolderId("fol/der+=")


def asked_for(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.url.query.decode()).items()}


async def test_arrived_mail_is_asked_oldest_first_with_the_fields_needed() -> None:
    graph = Graph(page())

    await graph.tenant.mail.arrived(BOX, SINCE, What(text=False))

    asked = asked_for(graph.asked[0])
    assert graph.asked[0].url.path == f"/v1.0/users/{BOX}/messages"
    assert asked["$filter"] == "receivedDateTime ge 2026-01-01T00:00:00Z"
    assert asked["$orderby"] == "receivedDateTime asc"
    assert asked["$top"] == str(limits.LIVE_PAGE_MESSAGES)
    assert asked["$expand"] == "singleValueExtendedProperties($filter=id eq 'Integer 0x36')"
    fields = asked["$select"].split(",")
    assert "body" not in fields
    assert {"internetMessageHeaders", "bccRecipients", "sender", "isDraft"} <= set(fields)
    assert graph.asked[0].headers["Prefer"] == 'IdType="ImmutableId"'


async def test_the_body_is_asked_as_text_where_text_is_wanted() -> None:
    graph = Graph(page())

    await graph.tenant.mail.arrived(BOX, SINCE, What(text=True))

    assert "body" in asked_for(graph.asked[0])["$select"].split(",")
    assert 'outlook.body-content-type="text"' in graph.asked[0].headers["Prefer"]


async def test_history_is_asked_newest_first_within_its_span() -> None:
    graph = Graph(page())
    until = datetime(2026, 2, 1, 12, 0, 0, tzinfo=UTC)

    await graph.tenant.mail.history(BOX, SINCE, until, What())
    await graph.tenant.mail.history(BOX, SINCE, None, What())

    bounded, unbounded = map(asked_for, graph.asked)
    assert bounded["$orderby"] == "receivedDateTime desc"
    assert bounded["$top"] == str(limits.HISTORY_PAGE_MESSAGES)
    assert bounded["$filter"] == (
        "receivedDateTime ge 2026-01-01T00:00:00Z and receivedDateTime le 2026-02-01T12:00:01Z"
    )
    assert unbounded["$filter"] == "receivedDateTime ge 2026-01-01T00:00:00Z"


async def test_history_keeps_what_is_shown_at_its_end_and_drops_what_is_shown_later() -> None:
    until = datetime(2026, 2, 1, 12, 0, 0, tzinfo=UTC)
    graph = Graph(
        page(
            message(id="later", receivedDateTime="2026-02-01T12:00:01Z"),
            message(id="last", receivedDateTime="2026-02-01T12:00:00Z"),
        )
    )

    read = await graph.tenant.mail.history(BOX, SINCE, until, What())

    assert [m.id for m in read.messages] == ["last"]


@pytest.mark.parametrize("year", [1, 9999])
async def test_spans_at_the_ends_of_the_calendar_are_asked_for(year: int) -> None:
    graph = Graph(page())

    end = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    await graph.tenant.mail.history(BOX, datetime(1, 1, 1, tzinfo=UTC), end, What())

    assert "receivedDateTime ge 0001-01-01T00:00:00Z" in asked_for(graph.asked[0])["$filter"]


async def test_an_empty_page_that_goes_on_is_passed_through() -> None:
    following = f"{URL}/users/{BOX}/messages?$skiptoken=x"
    graph = Graph(page(following=following))

    read = await graph.tenant.mail.arrived(BOX, SINCE, What())

    assert read.messages == ()
    assert read.next == following


async def test_a_delta_asks_for_ids_by_pages_and_repeats_its_preferences() -> None:
    link = f"{URL}/users('u')/mailFolders('f')/messages/delta?$skiptoken=s%2Fx"
    graph = Graph(ok({"value": [], "@odata.nextLink": link}))

    first = await graph.tenant.mail.changed(BOX, FOLDER, None)
    await graph.tenant.mail.changed(BOX, FOLDER, first.next)

    start, further = graph.asked
    assert start.url.raw_path.startswith(
        b"/v1.0/users/" + BOX.encode() + b"/mailFolders/fol%2Fder%2B%3D/messages/delta?"
    )
    assert asked_for(start) == {"$select": "id,internetMessageId,receivedDateTime,parentFolderId"}
    assert str(further.url) == link
    wanted = f'IdType="ImmutableId", odata.maxpagesize={limits.DELTA_PAGE_ITEMS}'
    assert [start.headers["Prefer"], further.headers["Prefer"]] == [wanted, wanted]
    assert not first.is_complete


async def test_a_delta_tells_items_and_removals_and_where_the_next_round_begins() -> None:
    link = f"{URL}/users/u/mailFolders/f/messages/delta?$deltatoken=d"
    graph = Graph(
        ok(
            {
                "value": [
                    message(id="there"),
                    {"id": "away", "@removed": {"reason": "deleted"}},
                    message(id="nameless", internetMessageId=None),
                ],
                "@odata.deltaLink": link,
            }
        )
    )

    told = await graph.tenant.mail.changed(BOX, FOLDER, None)

    assert [(i.id, i.internet_message_id, i.folder) for i in told.items] == [
        ("there", "<one@client.test>", "folder"),
        ("nameless", "", "folder"),
    ]
    assert told.items[0].received_at == datetime(2026, 2, 3, 10, tzinfo=UTC)
    assert told.removed == ("away",)
    assert (told.next, told.is_complete) == (link, True)
    assert graph.counted == 1


async def test_partial_and_odd_items_of_a_delta_are_read_again_and_counted() -> None:
    delta = ok(
        {
            "value": [
                {"id": "read-flag", "isRead": True},
                message(id="odd", receivedDateTime="yesterday"),
                {"id": "gone", "isRead": True},
                message(id="whole"),
                {"id": "refused", "isRead": False},
            ],
            "@odata.deltaLink": f"{URL}/users/u/mailFolders/f/messages/delta?$deltatoken=d",
        }
    )
    reread = parts(
        (200, message(id="read-flag")),
        (200, message(id="odd", receivedDateTime="yesterday")),
        (404, {"error": {"code": "ErrorItemNotFound"}}),
        (500, {"error": {"code": "ErrorInternalServerError"}}),
    )
    graph = Graph(delta, reread)

    told = await graph.tenant.mail.changed(BOX, FOLDER, None)

    by_id = {item.id: item for item in told.items}
    assert set(by_id) == {"whole", "read-flag", "odd", "refused"}
    assert by_id[MessageId("read-flag")].received_at == by_id[MessageId("whole")].received_at
    assert by_id[MessageId("odd")].received_at.year == 9999
    assert told.removed == ("gone",)
    assert graph.counted == 2


@pytest.mark.parametrize("status", [400, 410])
async def test_a_forgotten_delta_token_is_a_lost_cursor(status: int) -> None:
    graph = Graph(error(status, "SyncStateNotFound", {"Location": f"{URL}/fresh"}))
    token = DeltaToken(f"{URL}/users/u/mailFolders/f/messages/delta?$deltatoken=d")

    with pytest.raises(CursorLost):
        await graph.tenant.mail.changed(BOX, FOLDER, token)

    assert len(graph.asked) == 1


async def test_a_folder_that_is_gone_has_no_changes_and_removes_nothing() -> None:
    graph = Graph(error(404, "ErrorItemNotFound"))

    told = await graph.tenant.mail.changed(BOX, FOLDER, None)

    assert (told.items, told.removed, told.is_complete) == ((), (), True)


async def test_a_mailbox_that_is_gone_is_not_taken_for_a_folder_that_is() -> None:
    graph = Graph(error(404, "MailboxNotEnabledForRESTAPI"))

    with pytest.raises(StopMailbox):
        await graph.tenant.mail.changed(BOX, FOLDER, None)


async def test_a_delta_page_without_any_link_is_not_taken_for_the_end() -> None:
    graph = Graph(page(message()))

    with pytest.raises(Unavailable):
        await graph.tenant.mail.changed(BOX, FOLDER, None)


async def test_messages_are_read_in_one_batch_each_with_its_own_preferences() -> None:
    ids = [MessageId("a/b+c="), MessageId("gone")]
    graph = Graph(parts((200, message(id=ids[0])), (404, {"error": {"code": "ErrorItemNotFound"}})))

    read = await graph.tenant.mail.read(BOX, ids, What(text=True))

    assert isinstance(read[ids[0]], Message)
    assert read[ids[1]] is Gone.GONE
    sent = json.loads(graph.asked[0].content)["requests"]
    assert graph.asked[0].url.path == "/v1.0/$batch"
    assert sent[0]["url"].startswith(f"/users/{BOX}/messages/a%2Fb%2Bc%3D?$select=")
    wanted = 'IdType="ImmutableId", outlook.body-content-type="text"'
    assert {one["headers"]["Prefer"] for one in sent} == {wanted}
    assert graph.counted == 1


async def test_a_throttled_part_of_a_batch_throttles_the_read() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        throttled = {
            "status": 429,
            "headers": {"Retry-After": "9"},
            "body": {"error": {"code": "x"}},
        }
        good = {"status": 200, "body": message()}
        return ok({"responses": [{"id": "1", **throttled}, {"id": "0", **good}]})

    graph = Graph(answer)

    with pytest.raises(Throttled) as caught:
        await graph.tenant.mail.read(BOX, [MessageId("a"), MessageId("b")], What())

    assert caught.value.seconds == 9.0


async def test_a_message_that_graph_fails_on_holds_up_no_other_and_keeps_its_time() -> None:
    ids = [MessageId("poison"), MessageId("good")]
    broken = {"error": {"code": "ErrorInternalServerError", "message": "ana@client.test"}}
    known = {"id": "poison", "receivedDateTime": "2026-02-03T10:00:00Z", "internetMessageId": None}
    graph = Graph(parts((500, broken), (200, message(id="good"))), parts((200, known)))

    read = await graph.tenant.mail.read(BOX, ids, What())

    bad = read[ids[0]]
    assert isinstance(bad, Unreadable)
    assert bad.received_at == datetime(2026, 2, 3, 10, tzinfo=UTC)
    assert bad.problem == "item: refused with 500 ErrorInternalServerError"
    assert isinstance(read[ids[1]], Message)


async def test_a_batch_answer_that_lacks_a_part_is_tried_again_later() -> None:
    graph = Graph(ok({"responses": [{"id": "0", "status": 200, "body": message()}]}))

    with pytest.raises(Unavailable):
        await graph.tenant.mail.read(BOX, [MessageId("a"), MessageId("b")], What())


async def test_a_batch_is_bounded_and_an_empty_one_asks_nothing() -> None:
    graph = Graph(page())
    too_many = [MessageId(str(i)) for i in range(limits.READ_BATCH_MESSAGES + 1)]

    with pytest.raises(ValueError, match=str(limits.READ_BATCH_MESSAGES)):
        await graph.tenant.mail.read(BOX, too_many, What())

    assert await graph.tenant.mail.read(BOX, [], What()) == {}
    assert graph.asked == []


async def test_undecodable_items_stand_alone_and_name_their_field_but_not_its_value() -> None:
    graph = Graph(
        page(
            message(id="first"),
            message(id="bad", subject=["secret"]),
            message(id="timeless", receivedDateTime="secret", subject="x"),
            {"subject": "secret", "receivedDateTime": "2026-02-03T10:00:00Z"},
            "secret",
            message(id="last", receivedDateTime="2026-02-03T11:00:00Z"),
        )
    )

    read = await graph.tenant.mail.arrived(BOX, SINCE, What())

    good = [m.id for m in read.messages if isinstance(m, Message)]
    bad = [m for m in read.messages if isinstance(m, Unreadable)]
    assert good == ["first", "last"]
    assert [b.id for b in bad] == ["bad", "timeless", "without-id", "without-id"]
    assert [b.problem.split(":")[0] for b in bad] == ["subject", "receivedDateTime", "id", "item"]
    assert {b.received_at for b in bad} == {datetime(2026, 2, 3, 10, tzinfo=UTC)}
    assert "secret" not in str(bad)


async def test_a_page_of_items_without_times_takes_the_time_asked_for() -> None:
    graph = Graph(page(message(receivedDateTime=None, sentDateTime=None)))

    read = await graph.tenant.mail.arrived(BOX, SINCE, What())

    assert isinstance(read.messages[0], Unreadable)
    assert read.messages[0].received_at == SINCE


async def test_half_a_surrogate_pair_and_broken_bytes_lose_no_message() -> None:
    told = json.dumps({"value": [message(bodyPreview="cut \ud83d"), message(id="two")]})
    broken = told.encode().replace(b"Offer", b"Of\xffer")
    graph = Graph(httpx.Response(200, content=broken))

    read = await graph.tenant.mail.arrived(BOX, SINCE, What())

    first, second = read.messages
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert first.preview == "cut \N{REPLACEMENT CHARACTER}"
    first.preview.encode()


async def test_odd_dates_are_read_and_a_senders_impossible_clock_loses_no_message() -> None:
    graph = Graph(
        page(
            message(sentDateTime="0001-01-01T00:00:00Z"),
            message(sentDateTime="9999-12-31T23:59:59.9999999Z"),
            message(sentDateTime="9999-12-31T23:59:59-05:00"),
            message(sentDateTime="0001-01-01T00:00:00+05:00"),
            message(sentDateTime="2026-02-03T10:00:00.1234567Z"),
            message(sentDateTime="2026-02-03T10:00:00+01:00"),
            message(sentDateTime="2026-02-03T10:00:00"),
            message(sentDateTime=None),
            message(sentDateTime="the day before"),
        )
    )

    read = await graph.tenant.mail.arrived(BOX, SINCE, What())

    messages = [m for m in read.messages if isinstance(m, Message)]
    at_ten = datetime(2026, 2, 3, 10, tzinfo=UTC)
    assert len(messages) == 9
    assert [m.sent_at for m in messages[4:]] == [
        at_ten + timedelta(microseconds=123456),
        at_ten - timedelta(hours=1),
        at_ten,
        at_ten,
        at_ten,
    ]
    assert [m.sent_at.year for m in messages[:4]] == [1, 9999, 9999, 1]
    assert all(m.sent_at.tzinfo is UTC and m.received_at.tzinfo is UTC for m in messages)
