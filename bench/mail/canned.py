"""A mailbox of any size that is nowhere held: each page of it is made up when it is asked for."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx

from bench.mail.made_up import DOMAIN, NOW, client
from sync_core import limits

_TEXT = (
    "Dear Bo,\r\n\r\n"
    + "thank you for the figures of last week. " * 20
    + "\r\n\r\nRegards\r\nAna\r\n"
)
_FOLDER = "inbox-id"


class CannedMailbox(httpx.AsyncBaseTransport):
    """Answers a back-fill of one mailbox with pages of made-up mail, newest first."""

    def __init__(self, messages: int) -> None:
        self._messages = messages

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request: the folders in a `$batch`, or a page of messages."""
        body = await request.aread()
        if request.method == "POST":
            answers = [_part(one) for one in json.loads(body)["requests"]]
            return httpx.Response(200, json={"responses": answers})
        asked = parse_qs(request.url.query.decode())
        return httpx.Response(200, json=self._page(request.url, int(asked.get("$skip", ["0"])[0])))

    def _page(self, url: httpx.URL, skip: int) -> dict[str, Any]:
        until = min(skip + limits.HISTORY_PAGE_MESSAGES, self._messages)
        page: dict[str, Any] = {"value": [_message(n) for n in range(skip, until)]}
        if until < self._messages:
            following = url.copy_set_param("$skip", str(until))
            page["@odata.nextLink"] = str(following)
        return page


def _part(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return one answer of the batch that asks for the folders: the inbox, and no other."""
    folder = {"id": _FOLDER, "childFolderCount": 0, "totalItemCount": 0}
    if "/mailFolders?" in asked["url"]:
        return {"id": asked["id"], "status": 200, "body": {"value": [folder]}}
    if "/mailFolders/inbox?" in asked["url"]:
        return {"id": asked["id"], "status": 200, "body": folder}
    missing = {"error": {"code": "ErrorItemNotFound", "message": ""}}
    return {"id": asked["id"], "status": 404, "body": missing}


def _message(number: int) -> dict[str, Any]:
    """Return one message; all of them lie within the last half year."""
    at = f"{(NOW - timedelta(seconds=60 + number * 100)).replace(tzinfo=None).isoformat()}Z"
    return {
        "id": f"AAMk{number:060d}",
        "internetMessageId": f"<canned-{number}@customer.test>",
        "receivedDateTime": at,
        "sentDateTime": at,
        "parentFolderId": _FOLDER,
        "subject": f"Figures of week {number % 52}",
        "from": {"emailAddress": {"name": "Client", "address": client(number)}},
        "toRecipients": [{"emailAddress": {"name": "Bo", "address": f"bo@{DOMAIN}"}}],
        "bodyPreview": _TEXT[:200],
        "body": {"contentType": "text", "content": f"{_TEXT}{number}"},
    }
