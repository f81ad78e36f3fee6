"""The signing keys as this process remembers them: read anew daily, and seldom for a key not known."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from adapters.entra.documents import SigningKey, read_keys
from sync_core import limits
from sync_core.failures import Unavailable
from sync_core.tokens import BadToken, Registration, Why


class SigningKeys:
    """The keys of one tenant. Cheap to make; reads nothing before it is asked."""

    def __init__(self, of: Registration, now: Callable[[], datetime]) -> None:
        self._of = of
        self._now = now
        self._keys: dict[str, SigningKey] = {}
        self._read_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._reading = asyncio.Lock()

    async def key(self, key_id: str) -> SigningKey:
        """Return a key by its id.

        Raises:
            BadToken: the tenant has no such key, as far as was read lately.
            Unavailable: the keys could not be read, and none of this id is remembered.
        """
        if not (key_id in self._keys and self._is_fresh()):
            async with self._reading:
                await self._renew(key_id)
        found = self._keys.get(key_id)
        if found is not None:
            return found
        if self._read_at is None:
            raise Unavailable("entra: no signing keys yet")
        raise BadToken(Why.UNKNOWN_KEY)

    async def _renew(self, key_id: str) -> None:
        """Read the keys where that is due; a remembered key outlives an Entra that does not answer."""
        if (key_id in self._keys and self._is_fresh()) or self._was_tried_lately():
            return
        self._tried_at = self._now()
        try:
            self._keys = await read_keys(self._of)
        except Unavailable:
            if key_id in self._keys:
                return
            raise
        self._read_at = self._tried_at

    def _is_fresh(self) -> bool:
        return self._seconds_since(self._read_at) < limits.SIGNING_KEYS_SECONDS

    def _was_tried_lately(self) -> bool:
        wait = (
            limits.SIGNING_KEYS_REREAD_SECONDS if self._keys else limits.SIGNING_KEYS_RETRY_SECONDS
        )
        return self._seconds_since(self._tried_at) < wait

    def _seconds_since(self, moment: datetime | None) -> float:
        return float("inf") if moment is None else (self._now() - moment).total_seconds()
