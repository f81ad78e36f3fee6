"""What is asked of Graph for contacts, and what its answers mean."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, unquote

import httpx
import pytest

from adapters.graph.cards.hidden import MARK
from adapters.graph.cards.reading import checked, contact_of
from adapters.graph.cards.wire import FIELDS
from adapters.graph.contacts import GraphContacts
from flows.ports.contacts import ContactDraft, Elsewhere
from flows.ports.tenant import DeltaToken, Gone
from sync_core import limits
from sync_core.contacts.contact import (
    DEFAULT_FOLDER,
    Card,
    ContactFolderId,
    ContactId,
    OutlookContact,
    UnreadableContact,
)
from sync_core.failures import (
    ConsentNeeded,
    CursorLost,
    Failure,
    ItemGone,
    SkipItem,
    SkipReason,
    StopMailbox,
    Throttled,
    Unavailable,
    VersionConflict,
)
from sync_core.mail import Address
from sync_core.work import MailboxId
from tests.adapters.graph.canned import (
    BOX,
    URL,
    Graph,
    changes,
    contact,
    error,
    ok,
    page,
    parts,
)

DEALS = ContactFolderId("d/1")
HOME = ok({"id": "home", "displayName": "Contacts"})
DELETED = ok({"id": "bin"})
GONE = error(404, "ErrorItemNotFound")
STALE = error(412, "ErrorIrresolvableConflict")
USER = f"/v1.0/users/{BOX}"
AT_HOME = f"GET {USER}/contactFolders/contacts"
AT_BIN = f"GET {USER}/mailFolders/deleteditems"
AT_ID = f"{USER}/contacts/AAMk%2Fc%2B1%3D%3D"
ID = ContactId("AAMk/c+1==")
COMPANY = frozenset({"company"})
EMAILS = frozenset({"emails"})
HIDDEN = (
    "id eq 'Integer 0x36' or id eq 'String 0x1A' or "
    "id eq 'String {6a1d4b1e-5f0c-4a53-9c1f-2f8e3b7d9a10} Name RapportStamp'"
)


def port(graph: Graph) -> GraphContacts:
    return graph.tenant.contacts


def asked(graph: Graph) -> list[str]:
    return [f"{r.method} {r.url.raw_path.decode().partition('?')[0]}" for r in graph.asked]


def options(request: httpx.Request) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(request.url.query.decode()).items()}


def sent(graph: Graph, number: int = 0) -> Any:
    return json.loads(graph.asked[number].content)


def a_contact(**fields: Any) -> OutlookContact:
    told = contact_of(checked(contact(**fields)))
    assert isinstance(told, OutlookContact)
    return told


async def failure(asking: Any) -> Failure:
    with pytest.raises(Failure) as caught:
        await asking
    return caught.value


class TestChanges:
    async def test_a_folder_is_asked_for_ids_alone_with_immutable_ids(self) -> None:
        graph = Graph(changes({"id": "a"}, finished=f"{URL}/d?$deltatoken=1"))

        told = await port(graph).changed(BOX, DEALS, None)

        (request,) = graph.asked
        assert asked(graph) == [f"GET {USER}/contactFolders/d%2F1/contacts/delta"]
        assert options(request) == {"$select": "id"}
        size = limits.CONTACT_DELTA_PAGE
        assert request.headers["Prefer"] == f'IdType="ImmutableId", odata.maxpagesize={size}'
        assert (told.changed, told.removed) == (("a",), ())
        assert (told.next, told.is_complete) == (f"{URL}/d?$deltatoken=1", True)

    async def test_the_default_folder_is_asked_for_once_a_process_and_mailbox(self) -> None:
        graph = Graph(HOME, changes(finished=f"{URL}/d"))
        other = MailboxId(BOX.replace("1", "9"))

        for _ in range(3):
            await port(graph).changed(BOX, DEFAULT_FOLDER, None)
        graph.server._answers.insert(0, HOME)
        await port(graph).changed(other, DEFAULT_FOLDER, None)

        delta = f"GET {USER}/contactFolders/home/contacts/delta"
        assert asked(graph)[:5] == [AT_HOME, delta, delta, delta, AT_HOME.replace(BOX, other)]
        assert options(graph.asked[0]) == {"$select": "id,displayName"}

    async def test_ids_of_folders_are_forgotten_when_there_are_too_many(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "CONTACT_FOLDERS_KNOWN_MAX", 2)
        answer = {"id": "home", "value": [], "@odata.deltaLink": f"{URL}/d"}
        graph = Graph(ok(answer))
        boxes = [MailboxId(BOX.replace("1", f"{n}")) for n in (6, 7, 8)]

        for box in (*boxes, boxes[2], boxes[1], boxes[0]):
            await port(graph).changed(box, DEFAULT_FOLDER, None)

        looks = [one for one in asked(graph) if one.endswith("/contactFolders/contacts")]
        assert looks == [AT_HOME.replace(BOX, box) for box in (*boxes, boxes[0])]

    async def test_a_token_is_followed_as_it_is_in_one_request(self) -> None:
        graph = Graph(changes(following=f"{URL}/d?$skiptoken=2"))

        told = await port(graph).changed(BOX, DEFAULT_FOLDER, DeltaToken(f"{URL}/d?$skiptoken=1"))

        assert [str(r.url) for r in graph.asked] == [f"{URL}/d?$skiptoken=1"]
        assert "odata.maxpagesize" in graph.asked[0].headers["Prefer"]
        assert (told.changed, told.next) == ((), f"{URL}/d?$skiptoken=2")
        assert not told.is_complete

    @pytest.mark.parametrize("link", ["http://evil.test/v1.0/d", f"{URL}/../d", "not a link"])
    async def test_a_link_that_leads_elsewhere_is_never_followed(self, link: str) -> None:
        graph = Graph(changes())

        assert isinstance(
            await failure(port(graph).changed(BOX, DEALS, DeltaToken(link))), CursorLost
        )
        assert isinstance(await failure(port(graph).listed(BOX, DEALS, link)), CursorLost)
        assert graph.asked == []

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (error(410, "SyncStateNotFound"), CursorLost),
            (error(400, "SyncStateInvalid"), CursorLost),
            (error(400, "ErrorInvalidRequest"), CursorLost),
            (GONE, ItemGone),
            (error(404, "ErrorFolderNotFound"), ItemGone),
            (error(404, "MailboxNotEnabledForRESTAPI"), StopMailbox),
            (error(403, "ErrorAccessDenied"), StopMailbox),
            (error(403, "Authorization_RequestDenied"), ConsentNeeded),
            (error(429, "ApplicationThrottled", {"Retry-After": "9"}), Throttled),
            (error(503, "ServiceUnavailable"), Unavailable),
            (ok({"value": []}), Unavailable),
            (ok({"value": 7, "@odata.deltaLink": f"{URL}/d"}), Unavailable),
        ],
    )
    async def test_refusals_are_sorted_by_what_to_do_next(
        self, answer: httpx.Response, kind: type[Failure]
    ) -> None:
        told = await failure(port(Graph(answer)).changed(BOX, DEALS, DeltaToken(f"{URL}/d")))

        assert type(told) is kind

    async def test_a_default_folder_that_is_gone_is_looked_for_anew(self) -> None:
        graph = Graph(HOME, GONE, HOME, changes(finished=f"{URL}/d"))

        told = await failure(port(graph).changed(BOX, DEFAULT_FOLDER, None))
        await port(graph).changed(BOX, DEFAULT_FOLDER, None)

        assert isinstance(told, ItemGone)
        assert [one.rpartition("/")[2] for one in asked(graph)] == [
            "contacts",
            "delta",
            "contacts",
            "delta",
        ]


class TestListing:
    async def test_a_folder_is_listed_with_all_fields_and_what_only_properties_tell(self) -> None:
        graph = Graph(page(contact(), following=f"{URL}/next?$skip=250"))

        told = await port(graph).listed(BOX, DEALS, "")

        (request,) = graph.asked
        assert asked(graph) == [f"GET {USER}/contactFolders/d%2F1/contacts"]
        assert options(request) == {
            "$select": FIELDS,
            "$expand": f"singleValueExtendedProperties($filter={HIDDEN})",
            "$top": f"{limits.CONTACT_PAGE}",
        }
        assert request.headers["Prefer"] == 'IdType="ImmutableId"'
        assert told.contacts == (a_contact(),)
        assert told.next == f"{URL}/next?$skip=250"

    async def test_a_listing_goes_on_with_its_link(self) -> None:
        graph = Graph(page())

        told = await port(graph).listed(BOX, DEALS, f"{URL}/next?$skip=250")

        assert str(graph.asked[0].url) == f"{URL}/next?$skip=250"
        assert (told.contacts, told.next) == ((), "")

    async def test_a_folder_that_is_gone_is_told(self) -> None:
        assert isinstance(await failure(port(Graph(GONE)).listed(BOX, DEALS, "")), ItemGone)

    async def test_an_odd_contact_stands_alone(self) -> None:
        graph = Graph(page(contact(), contact(id="bad", birthday="canary"), contact(id="c")))

        told = await port(graph).listed(BOX, DEALS, "")

        assert [type(c) for c in told.contacts] == [
            OutlookContact,
            UnreadableContact,
            OutlookContact,
        ]
        assert "canary" not in repr(told.contacts[1])


class TestReading:
    async def test_contacts_are_read_in_one_batch_each_with_its_own_preference(self) -> None:
        graph = Graph(parts((200, contact()), (200, contact(id="b"))))

        told = await port(graph).read(BOX, ContactFolderId("home"), [ID, ContactId("b")])

        assert asked(graph) == ["POST /v1.0/$batch"]
        first, second = sent(graph)["requests"]
        assert (first["method"], first["headers"]["Prefer"]) == ("GET", 'IdType="ImmutableId"')
        path, _, query = first["url"].partition("?")
        assert path == AT_ID.removeprefix("/v1.0")
        assert HIDDEN in unquote(query)
        assert second["url"].startswith(f"/users/{BOX}/contacts/b?")
        assert told == {ID: a_contact(), "b": a_contact(id="b")}

    async def test_where_a_contact_lies_decides_whether_it_is_there(self) -> None:
        graph = Graph(
            HOME,
            parts(
                (200, contact(id="a")),
                (200, contact(id="b", parentFolderId="bin", birthday="canary")),
                (200, contact(id="c", parentFolderId="elsewhere")),
                (200, contact(id="d", parentFolderId=None)),
            ),
            DELETED,
            parts((200, contact(id="e", parentFolderId="bin"))),
        )

        told = await port(graph).read(BOX, DEFAULT_FOLDER, [ContactId(n) for n in "abcd"])
        again = await port(graph).read(BOX, DEFAULT_FOLDER, [ContactId("e")])

        assert told[ContactId("b")] is Gone.GONE
        assert told[ContactId("c")] is Elsewhere.OTHER_FOLDER
        assert isinstance(told[ContactId("a")], OutlookContact)
        assert isinstance(told[ContactId("d")], OutlookContact)
        assert again == {"e": Gone.GONE}
        batch = "POST /v1.0/$batch"
        assert asked(graph) == [AT_HOME, batch, AT_BIN, batch]
        assert options(graph.asked[2]) == {"$select": "id"}

    async def test_what_graph_refuses_of_one_contact_holds_up_no_other(self) -> None:
        refused = [
            (404, {"error": {"code": "ErrorItemNotFound"}}),
            (400, {"error": {"code": "ErrorInvalidIdMalformed"}}),
            (500, {"error": {"code": "ErrorInternalServerError"}}),
        ]
        graph = Graph(parts((200, contact(parentFolderId="d/1")), *refused))

        told = await port(graph).read(BOX, DEALS, [ID, *map(ContactId, "bcd")])

        assert isinstance(told[ID], OutlookContact)
        assert told[ContactId("b")] is Gone.GONE
        for id_ in map(ContactId, "cd"):
            unreadable = told[id_]
            assert isinstance(unreadable, UnreadableContact)
            assert "refused with" in unreadable.problem

    @pytest.mark.parametrize(
        ("status", "code", "kind"),
        [
            (429, "ApplicationThrottled", Throttled),
            (403, "ErrorAccessDenied", StopMailbox),
            (404, "ResourceNotFound", StopMailbox),
            (503, "ServiceUnavailable", Unavailable),
            (400, "", Unavailable),
        ],
    )
    async def test_a_refusal_about_more_than_one_contact_is_no_answer_about_any(
        self, status: int, code: str, kind: type[Failure]
    ) -> None:
        told = {"error": {"code": code}}
        graph = Graph(parts((200, contact(parentFolderId="d/1")), (status, told)))

        assert type(await failure(port(graph).read(BOX, DEALS, [ID, ContactId("b")]))) is kind

    async def test_nothing_asked_for_costs_nothing(self) -> None:
        graph = Graph(GONE)

        assert await port(graph).read(BOX, DEFAULT_FOLDER, []) == {}
        assert graph.counted == 0


class TestMaking:
    async def test_a_contact_is_made_with_its_stamp_and_told_with_it(self) -> None:
        answer = contact(singleValueExtendedProperties=None)
        graph = Graph(ok(answer, 201))
        card = Card(given_name="Ana", is_private=True)

        made = await port(graph).create(BOX, DEALS, ContactDraft(card=card, stamp="5ta"))

        assert asked(graph) == [f"POST {USER}/contactFolders/d%2F1/contacts"]
        assert sent(graph)["givenName"] == "Ana"
        assert sent(graph)["singleValueExtendedProperties"][0]["value"] == "5ta"
        assert made == a_contact()

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (GONE, ItemGone),
            (error(400, "ErrorPropertyValidationFailure"), SkipItem),
            (error(400, ""), Unavailable),
            (error(507, "ErrorQuotaExceeded"), Unavailable),
            (error(429, "ApplicationThrottled"), Throttled),
            (error(403, "ErrorAccessDenied"), StopMailbox),
            (ok(contact(birthday="canary"), 201), SkipItem),
            (ok([], 201), SkipItem),
        ],
    )
    async def test_refusals_of_a_new_contact_are_sorted(
        self, answer: httpx.Response, kind: type[Failure]
    ) -> None:
        draft = ContactDraft(card=Card(given_name="Ana"), stamp="5ta")

        told = await failure(port(Graph(answer)).create(BOX, DEALS, draft))

        assert type(told) is kind
        assert "canary" not in str(told)

    async def test_a_stamp_is_looked_for_in_its_folder_oldest_first_through_all_pages(self) -> None:
        late = contact(id="late", createdDateTime="2026-11-03T00:00:00Z")
        unknown = contact(id="unknown", createdDateTime=None)
        graph = Graph(
            page(unknown, following=f"{URL}/p2"), page(late, following=f"{URL}/p3"), page(contact())
        )

        found = await port(graph).find(BOX, DEALS, "it's")

        assert [c.id for c in found] == [ID, "late", "unknown"]
        assert asked(graph)[0] == f"GET {USER}/contactFolders/d%2F1/contacts"
        assert [str(r.url) for r in graph.asked[1:]] == [f"{URL}/p2", f"{URL}/p3"]
        told = options(graph.asked[0])
        assert told["$filter"] == (
            "singleValueExtendedProperties/any(ep: ep/id eq 'String {6a1d4b1e-5f0c-4a53-9c1f-"
            "2f8e3b7d9a10} Name RapportStamp' and ep/value eq 'it''s')"
        )
        assert told["$select"] == FIELDS

    async def test_a_search_without_end_is_given_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "CONTACT_PAGES_MAX", 3)
        graph = Graph(page(following=f"{URL}/again"))

        assert isinstance(await failure(port(graph).find(BOX, DEALS, "5ta")), Unavailable)
        assert graph.counted == 3

    async def test_what_carries_the_stamp_and_cannot_be_read_is_not_absent(self) -> None:
        told = await failure(port(Graph(page(contact(birthday=[])))).find(BOX, DEALS, "5ta"))

        assert isinstance(told, SkipItem)
        assert told.reason is SkipReason.UNREADABLE


class TestChanging:
    async def test_a_field_is_written_on_the_version_decided_on(self) -> None:
        answer = contact(companyName="Other", singleValueExtendedProperties=None)
        graph = Graph(ok(answer))
        before = replace(a_contact(), is_list=True)

        told = await port(graph).update(BOX, before, Card(company="Other"), COMPANY)

        assert asked(graph) == [f"PATCH {AT_ID}"]
        assert graph.asked[0].headers["If-Match"] == 'W/"CN1"'
        assert sent(graph) == {"displayName": "Ana Client", "companyName": "Other"}
        assert told == replace(before, card=replace(before.card, company="Other"))

    async def test_a_written_mark_of_privacy_is_told_though_the_answer_does_not(self) -> None:
        graph = Graph(ok(contact(singleValueExtendedProperties=None)))

        told = await port(graph).update(BOX, a_contact(), Card(), frozenset({"is_private"}))

        assert not told.card.is_private

    async def test_addresses_are_read_before_they_are_written(self) -> None:
        former = {"name": "Former", "address": "/o=ExchangeLabs/cn=a"}
        entries = [former, {"name": "Ana at Acme", "address": "Ana@client.test"}]
        before = contact(emailAddresses=entries)
        graph = Graph(ok(before), ok(before))
        card = Card(emails=(Address("ana@client.test"), Address("new@x.test")))

        await port(graph).update(BOX, a_contact(emailAddresses=entries), card, EMAILS)

        assert asked(graph) == [f"GET {AT_ID}", f"PATCH {AT_ID}"]
        assert sent(graph, 1)["emailAddresses"] == [
            *entries,
            {"name": "ana@client.test", "address": "new@x.test"},
        ]

    async def test_nothing_to_write_asks_nothing(self) -> None:
        graph = Graph(GONE)

        assert await port(graph).update(BOX, a_contact(), Card(), frozenset()) == a_contact()
        assert graph.counted == 0

    async def test_a_field_that_is_none_is_a_mistake(self) -> None:
        with pytest.raises(ValueError, match="spouse"):
            await port(Graph(GONE)).update(BOX, a_contact(), Card(), frozenset({"spouse"}))

    @pytest.mark.parametrize(
        ("now", "kind"),
        [
            (ok(contact(changeKey="CN2", **{"@odata.etag": 'W/"CN2"'})), VersionConflict),
            (ok(contact(birthday="canary")), VersionConflict),
            (GONE, ItemGone),
            (error(503, "ServiceUnavailable"), Unavailable),
            (error(403, "ErrorAccessDenied"), StopMailbox),
        ],
    )
    async def test_addresses_are_not_written_on_another_version(
        self, now: httpx.Response, kind: type[Failure]
    ) -> None:
        graph = Graph(now)

        assert type(await failure(port(graph).update(BOX, a_contact(), Card(), EMAILS))) is kind
        assert {one.partition(" ")[0] for one in asked(graph)} == {"GET"}

    @pytest.mark.parametrize("fields", [COMPANY, EMAILS])
    async def test_a_conflict_with_the_move_to_the_deleted_items_means_gone(
        self, fields: frozenset[str]
    ) -> None:
        moved = ok(contact(parentFolderId="bin", **{"@odata.etag": 'W/"CN2"'}))
        answers = (moved, DELETED) if fields is EMAILS else (STALE, moved, DELETED)

        told = await failure(port(Graph(*answers)).update(BOX, a_contact(), Card(), fields))

        assert isinstance(told, ItemGone)

    @pytest.mark.parametrize(
        ("answers", "kind"),
        [
            ((STALE, ok(contact()), DELETED), VersionConflict),
            ((STALE, ok(contact(parentFolderId=None))), VersionConflict),
            ((STALE, GONE), ItemGone),
            ((STALE, error(429, "TooManyRequests")), Throttled),
            ((error(409, "ErrorStaleObject"), ok(contact()), DELETED), VersionConflict),
            ((GONE,), ItemGone),
            ((error(400, "ErrorPropertyValidationFailure"),), SkipItem),
            ((error(400, ""),), Unavailable),
            ((error(500, "ErrorInternalServerError"),), Unavailable),
            ((ok(contact(displayName=7)),), SkipItem),
        ],
    )
    async def test_refusals_of_a_change_are_sorted(
        self, answers: tuple[httpx.Response, ...], kind: type[Failure]
    ) -> None:
        graph = Graph(*answers)

        assert type(await failure(port(graph).update(BOX, a_contact(), Card(), COMPANY))) is kind


class TestDeleting:
    async def test_a_contact_is_deleted_on_the_version_decided_on(self) -> None:
        graph = Graph(httpx.Response(204))

        await port(graph).delete(BOX, a_contact())

        assert asked(graph) == [f"DELETE {AT_ID}"]
        assert graph.asked[0].headers["If-Match"] == 'W/"CN1"'

    @pytest.mark.parametrize(
        "answers", [(GONE,), (STALE, GONE), (STALE, ok(contact(parentFolderId="bin")), DELETED)]
    )
    async def test_one_that_is_gone_is_no_error(self, answers: tuple[httpx.Response, ...]) -> None:
        graph = Graph(*answers)

        await port(graph).delete(BOX, a_contact())

        assert [one.partition(" ")[0] for one in asked(graph)].count("DELETE") == 1

    @pytest.mark.parametrize(
        ("answers", "kind"),
        [
            ((STALE, ok(contact()), DELETED), VersionConflict),
            ((error(404, "ResourceNotFound"),), StopMailbox),
            ((error(503, "ServiceUnavailable"),), Unavailable),
        ],
    )
    async def test_refusals_of_a_deletion_are_sorted(
        self, answers: tuple[httpx.Response, ...], kind: type[Failure]
    ) -> None:
        assert type(await failure(port(Graph(*answers)).delete(BOX, a_contact()))) is kind


class TestFolders:
    async def test_folders_are_told_by_name_whether_or_not_the_default_one_is_listed(self) -> None:
        graph = Graph(
            HOME,
            page({"id": "home", "displayName": "Contacts"}, following=f"{URL}/more"),
            page({"id": "d/1", "displayName": "Deals"}, {"id": "x"}),
        )

        told = await port(graph).folders(BOX)

        assert list(told.items()) == [("", "Contacts"), ("d/1", "Deals"), ("x", "")]
        assert asked(graph) == [AT_HOME, f"GET {USER}/contactFolders", "GET /v1.0/more"]

    async def test_a_list_of_folders_without_end_is_given_up(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "PAGES_PER_ROUND_MAX", 3)
        graph = Graph(HOME, page(following=f"{URL}/again"))

        assert isinstance(await failure(port(graph).folders(BOX)), Unavailable)
        assert graph.counted == 4

    async def test_a_folder_is_marked_with_a_count_and_read_by_it(self) -> None:
        marked = {"id": "d/1", "singleValueExtendedProperties": [{"id": MARK, "value": "7"}]}
        graph = Graph(ok(marked), ok({"id": "d/1"}))

        count = await port(graph).generation(BOX, DEALS)
        none = await port(graph).generation(BOX, DEALS)
        await port(graph).mark(BOX, DEALS, 8)

        assert (count, none) == (7, 0)
        at = f"{USER}/contactFolders/d%2F1"
        assert asked(graph) == [f"GET {at}", f"GET {at}", f"PATCH {at}"]
        assert options(graph.asked[0]) == {
            "$select": "id",
            "$expand": f"singleValueExtendedProperties($filter=id eq '{MARK}')",
        }
        assert sent(graph, 2) == {"singleValueExtendedProperties": [{"id": MARK, "value": "8"}]}

    async def test_a_folder_that_is_gone_has_no_mark_and_takes_none(self) -> None:
        for ask in (
            port(Graph(GONE)).generation(BOX, DEALS),
            port(Graph(GONE)).mark(BOX, DEALS, 1),
        ):
            assert isinstance(await failure(ask), ItemGone)
