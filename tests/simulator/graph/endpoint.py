"""A subscriber's endpoint: answers handshakes as it must, keeps what it is told, fails on demand."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simulator.graph.http.subscriptions import NoReply, Reply


class Endpoint:
    """Stands at every notification address."""

    def __init__(self) -> None:
        self.handshakes: list[str] = []
        self.posts: list[tuple[str, list[dict[str, Any]]]] = []
        self.answers: list[int] = []
        """Statuses to answer the next posts with; 202 when empty, 0 is silence."""
        self.echoes_escaped = False
        """A wrong endpoint: echoes the token as it stands in the URL."""
        self.content_type = "text/plain"

    async def post(self, url: str, body: bytes, content_type: str, seconds: float) -> Reply:  # noqa: ARG002
        parts = urlsplit(url)
        if "validationToken" in parts.query:
            self.handshakes.append(parts.path)
            told = parse_qs(parts.query)["validationToken"][0]
            raw = parts.query.partition("validationToken=")[2]
            return Reply(200, self.content_type, (raw if self.echoes_escaped else told).encode())
        status = self.answers.pop(0) if self.answers else 202
        if status == 0:
            raise NoReply
        if status < 300:
            self.posts.append((parts.path, json.loads(body)["value"]))
        return Reply(status)

    @property
    def told(self) -> list[dict[str, Any]]:
        """Every notification taken, in order."""
        return [notification for _, post in self.posts for notification in post]
