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

    def __init__(self, *answers: Answer, credential: Any = None) -> None:
        self.server = Canned(*answers)
        self.meter = Meter()
        self.tenant = GraphTenant.connect(
            url=URL,
            credential=credential or LocalCredential(),
            public_url="https://rapport.test",
            meter=self.meter,
            transport=self.server,
        )

    @property
    def asked(self) -> list[httpx.Request]:
        return self.server.asked

    @property
    def counted(self) -> int:
        return self.meter.read()[Cost.GRAPH_REQUESTS.value]


def ok(body: Any, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=body)


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
