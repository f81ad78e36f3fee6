"""`$batch` by hand: several reads in one HTTP request, each with its own headers and its own answer.

The SDK's own batching renames `dependsOn` and does not import as installed; a preference set on the outer
request does not reach the inner ones, so each carries its own (json-batching, outlook-immutable-id).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapters.graph.client import GraphClient, decoded, json_body
from adapters.graph.errors import Concern, Refusal, failure_of, refusal
from adapters.graph.http import Request
from adapters.graph.wire import BATCH, WirePart
from flows.meter import Cost
from sync_core.failures import Failure, Unavailable

PARTS_MAX = 20
"""Graph's limit (json-batching)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One answer inside a batch."""

    body: Any
    """Decoded JSON."""
    refused: Refusal | None
    """None where Graph did what was asked."""

    @property
    def is_throttled(self) -> bool:
        """Whether we were told to wait."""
        return self.refused is not None and self.refused.status == 429

    @property
    def is_about_the_item(self) -> bool:
        """Whether it is good or refuses its one item only: gone, malformed, or unreadable to Graph itself."""
        refused = self.refused
        if refused is None or refused.is_gone:
            return True
        return refused.status in (400, 500) and refused.code != ""


async def read_together(
    client: GraphClient,
    paths: Sequence[str],
    prefer: tuple[str, ...] = (),
    concern: Concern = Concern.MAILBOX,
) -> list[Part]:
    """Return the answers to GETs of these paths (relative, at most PARTS_MAX), in their order.

    Raises:
        Failure: the batch as a whole was refused; what a part refuses is in its answer.
    """
    headers = Request(method="GET", url="", prefer=prefer).headers
    asked = [
        {"id": str(i), "method": "GET", "url": path, "headers": headers}
        for i, path in enumerate(paths)
    ]
    request = Request(
        method="POST", url=f"{client.url}/$batch", body=json_body({"requests": asked})
    )
    body = client.succeeded(await client.send(request), concern)
    parts = {part["id"]: part for part in decoded(BATCH, body)["responses"]}
    if not parts.keys() >= {one["id"] for one in asked}:
        raise Unavailable("a batch answer that lacks a part")
    answers = [_part(parts[str(i)]) for i in range(len(paths))]
    client.meter.count(Cost.GRAPH_THROTTLED, sum(1 for a in answers if a.is_throttled))
    return answers


def failure_in(
    client: GraphClient, parts: Sequence[Part], concern: Concern = Concern.MAILBOX
) -> Failure | None:
    """Return what the first refused part amounts to, the one that asks for the longest wait first."""
    failures = [failure_of(p.refused, concern, client.now()) for p in parts if p.refused]
    return max(failures, key=lambda f: getattr(f, "seconds", None) or 0.0, default=None)


def _part(wire: WirePart) -> Part:
    """Return one answer with its refusal told apart."""
    body, status = wire.get("body"), wire["status"]
    is_success = 200 <= status < 300
    return Part(body, None if is_success else refusal(status, wire.get("headers") or {}, body))
