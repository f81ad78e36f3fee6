"""A Graph of a few canned answers, in process: what goes out is kept, what comes back is told."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from adapters.graph.credentials import LocalCredential
from adapters.graph.tenant import GraphTenant
from flows.meter import Cost, Meter
from sync_core.work import MailboxId

URL = "http://127.0.0.1:9/v1.0"
BOX = MailboxId("11111111-2222-3333-4444-555555555555")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)

Answer = httpx.Response | Callable[[httpx.Request], httpx.Response]


class Canned(httpx.AsyncBaseTransport):
    """Gives its answers in turn; the last one stays."""

    def __init__(self, *answers: Answer) -> None:
        self.asked: list[httpx.Request] = []
        self._answers = list(answers)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, httpx.Response):
            return httpx.Response(
                answer.status_code, headers=answer.headers, content=answer.content
            )
        return answer(request)


class Graph:
    """A tenant of ours over canned answers."""

    def __init__(
        self, *answers: Answer, credential: Any = None, event_grid_topic: str | None = None
    ) -> None:
        self.server = Canned(*answers)
        self.meter = Meter()
        self.tenant = GraphTenant.connect(
            url=URL,
            credential=credential or LocalCredential(),
            public_url="https://rapport.test",
            meter=self.meter,
            transport=self.server,
            event_grid_topic=event_grid_topic,
        )

    @property
    def asked(self) -> list[httpx.Request]:
        return self.server.asked

    @property
    def counted(self) -> int:
        return self.meter.read()[Cost.GRAPH_REQUESTS.value]


def ok(body: Any, status: int = 200) -> httpx.Response:
    """Answer with JSON, in ASCII: texts may hold halves of characters."""
    headers = {"Content-Type": "application/json"}
    return httpx.Response(status, headers=headers, content=json.dumps(body).encode())


def error(
    status: int, code: str, headers: Mapping[str, str] | None = None, message: str = "told"
) -> httpx.Response:
    return httpx.Response(
        status, headers=headers or {}, json={"error": {"code": code, "message": message}}
    )


def page(*items: Any, following: str | None = None) -> httpx.Response:
    body: dict[str, Any] = {"value": list(items)}
    return ok(body if following is None else {**body, "@odata.nextLink": following})


def parts(*answers: tuple[int, Any]) -> Callable[[httpx.Request], httpx.Response]:
    """Answer a $batch, its parts in the reverse order."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked = [one["id"] for one in json.loads(request.content)["requests"]]
        told = [
            {"id": id_, "status": status, "headers": {}, "body": body}
            for id_, (status, body) in zip(asked, answers, strict=True)
        ]
        return ok({"responses": told[::-1]})

    return answer


def message(**fields: Any) -> dict[str, Any]:
    """A message as Graph lists it."""
    told = {
        "@odata.etag": 'W/"CQ"',
        "id": "AAMk/a+b==",
        "internetMessageId": "<one@client.test>",
        "receivedDateTime": "2026-02-03T10:00:00Z",
        "sentDateTime": "2026-02-03T09:59:58Z",
        "parentFolderId": "folder",
        "subject": "Offer",
        "from": {"emailAddress": {"name": "Ana", "address": "ana@client.test"}},
        "sender": {"emailAddress": {"name": "Ana", "address": "Ana@client.test"}},
        "toRecipients": [{"emailAddress": {"name": "Bo", "address": "bo@northwind.test"}}],
        "ccRecipients": [],
        "bccRecipients": [],
        "isDraft": False,
        "hasAttachments": False,
        "conversationId": "thread",
        "bodyPreview": "Hello",
        "body": {"contentType": "text", "content": "Hello"},
        "internetMessageHeaders": [{"name": "Received", "value": "x"}],
    }
    return {**told, **fields}


def event(**fields: Any) -> dict[str, Any]:
    """An event as Graph sends it, asked for in UTC and as HTML."""
    told = {
        "@odata.etag": 'W/"EV1"',
        "id": "AAMk/e+1==",
        "changeKey": "EV1",
        "type": "singleInstance",
        "seriesMasterId": None,
        "iCalUId": "0400-one",
        "subject": "Review",
        "start": {"dateTime": "2026-11-23T09:00:00.0000000", "timeZone": "UTC"},
        "end": {"dateTime": "2026-11-23T10:00:00.0000000", "timeZone": "UTC"},
        "isAllDay": False,
        "originalStartTimeZone": "W. Europe Standard Time",
        "originalEndTimeZone": "W. Europe Standard Time",
        "body": {"contentType": "html", "content": "<html><body>Hello</body></html>"},
        "attendees": [attendee("ana@client.test", "accepted"), attendee("bo@northwind.test")],
        "organizer": {"emailAddress": {"name": "Bo", "address": "Bo@northwind.test"}},
        "isOrganizer": True,
        "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
        "sensitivity": "normal",
        "showAs": "busy",
        "isCancelled": False,
        "isDraft": False,
        "isOnlineMeeting": False,
        "onlineMeeting": None,
        "location": {"displayName": "Room 1", "locationType": "default", "uniqueId": "r1"},
        "locations": [{"displayName": "Room 1", "locationType": "default", "uniqueId": "r1"}],
        "recurrence": None,
        "categories": ["Client"],
        "createdDateTime": "2026-11-01T08:00:00.1234567Z",
        "lastModifiedDateTime": "2026-11-02T08:00:00Z",
    }
    return {**told, **fields}


def attendee(address: str, response: str = "none", kind: str = "required") -> dict[str, Any]:
    """One who attends, as Graph sends them."""
    return {
        "type": kind,
        "status": {"response": response, "time": "0001-01-01T00:00:00Z"},
        "emailAddress": {"name": address.partition("@")[0].title(), "address": address},
    }


def changes(*items: Any, following: str = "", finished: str = "") -> httpx.Response:
    """A page of a delta."""
    links = {"@odata.nextLink": following, "@odata.deltaLink": finished}
    return ok({"value": list(items), **{name: link for name, link in links.items() if link}})


def contact(**fields: Any) -> dict[str, Any]:
    """A contact as Graph sends it, with what only extended properties tell."""
    told = {
        "@odata.etag": 'W/"CN1"',
        "id": "AAMk/c+1==",
        "changeKey": "CN1",
        "parentFolderId": "home",
        "givenName": "Ana",
        "middleName": None,
        "surname": "Client",
        "title": "Dr",
        "generation": None,
        "displayName": "Ana Client",
        "nickName": "",
        "companyName": "Acme",
        "department": None,
        "jobTitle": "Head",
        "businessAddress": {"street": "1 High St", "city": "Porto", "countryOrRegion": "PT"},
        "homeAddress": {},
        "otherAddress": {},
        "businessPhones": ["+351 1", "+351 2"],
        "homePhones": [],
        "mobilePhone": "+351 5",
        "emailAddresses": [{"name": "Ana at Acme", "address": "Ana@client.test"}],
        "businessHomePage": "https://acme.test",
        "birthday": "1980-02-29T11:59:00Z",
        "personalNotes": "Likes tea",
        "categories": ["Client"],
        "createdDateTime": "2026-11-01T08:00:00Z",
        "lastModifiedDateTime": "2026-11-02T08:00:00Z",
        "singleValueExtendedProperties": [
            {"id": "Integer 0x36", "value": "2"},
            {"id": "String 0x1a", "value": "IPM.Contact"},
            {
                "id": "String {6a1d4b1e-5f0c-4a53-9c1f-2f8e3b7d9a10} Name RapportStamp",
                "value": "5ta",
            },
        ],
    }
    return {**told, **fields}
