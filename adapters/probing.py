"""Single HTTP requests without any credential: a Probe (flows.ports.probing)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from flows.ports.probing import Answered
from sync_core import limits
from sync_core.failures import Unavailable


class HttpProbe:
    """Asks by HTTP, follows no redirect, and reads no more than the beginning of an answer."""

    async def ask(self, method: str, url: str) -> Answered:
        """Return the answer."""
        waited = aiohttp.ClientTimeout(total=limits.PROBE_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=waited) as client,
                client.request(method, url, allow_redirects=False) as answer,
            ):
                body = await answer.content.read(limits.PROBE_BYTES)
                return Answered(
                    status=answer.status,
                    content_type=answer.content_type,
                    text=body.decode(errors="replace"),
                    at=_time(answer.headers.get("Date", "")),
                )
        except (aiohttp.ClientError, TimeoutError, OSError) as bad:
            raise Unavailable(type(bad).__name__) from None


def _time(told: str) -> datetime | None:
    try:
        return parsedate_to_datetime(told).astimezone(UTC)
    except ValueError:
        return None
