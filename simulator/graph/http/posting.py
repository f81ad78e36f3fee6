"""Reaches notification addresses over HTTP."""

from asyncio import timeout

import aiohttp
from yarl import URL

from simulator.graph.http.subscriptions import NoReply, Reply

_REPLY_BYTES_MAX = 65_536


class HttpPosting:
    """Posts over HTTP; made within the event loop that uses it."""

    def __init__(self) -> None:
        self._session = aiohttp.ClientSession(auto_decompress=False)

    async def post(self, url: str, body: bytes, content_type: str, seconds: float) -> Reply:
        """Post to an address, whose escapes are left as they are.

        Raises:
            NoReply: it could not be reached, or did not answer in time.
        """
        headers = {"content-type": content_type}
        try:
            async with (
                timeout(seconds),
                self._session.post(URL(url, encoded=True), data=body, headers=headers) as answered,
            ):
                told = await answered.content.read(_REPLY_BYTES_MAX)
                return Reply(answered.status, answered.headers.get("content-type", ""), told)
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            raise NoReply(type(fault).__name__) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()
