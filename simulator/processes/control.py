"""Steering a pretend firm's processes over HTTP: the tenant's control API and the host's admin endpoints."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiohttp import ClientError, ClientSession


class ProcessRefused(Exception):
    """A process of the pretend firm refused what it was told; its answer says why."""


class TenantControl:
    """The pretend tenant: its people, their mail, its faults."""

    def __init__(self, client: ClientSession, url: str) -> None:
        self._client = client
        self._url = url

    async def add_users(self, users: Iterable[Mapping[str, Any]]) -> list[str]:
        """Add people to the directory and return their object ids."""
        return list((await self._post("users", users))["ids"])

    async def deliver(self, mails: Sequence[Mapping[str, Any]]) -> list[str]:
        """Put mails into mailboxes and return their ids."""
        return list((await self._post("deliver", mails))["ids"])

    async def set_rules(self, seed: int | None, switches: Mapping[str, Any]) -> dict[str, Any]:
        """Make the server calm or, by a seed, troubled; return all its switches."""
        return await self._post("rules", [{"seed": seed, "switches": dict(switches)}])

    async def rules(self) -> dict[str, Any]:
        """Return all switches."""
        return await _told(await self._client.get(f"{self._url}/rules"))

    async def stats(self) -> dict[str, Any]:
        """Return what the tenant has counted: requests, notifications, subscriptions."""
        return await _told(await self._client.get(f"{self._url}/stats"))

    async def _post(self, what: str, documents: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        body = "\n".join(json.dumps(d) for d in documents).encode()
        return await _told(await self._client.post(f"{self._url}/{what}", data=body))


class HostControl:
    """The local host: its functions by hand, and what it has counted."""

    def __init__(self, client: ClientSession, url: str) -> None:
        self._client = client
        self.url = url

    async def trigger(self, function: str) -> None:
        """Call a function now, as POST /admin/functions/NAME does.

        Raises:
            ProcessRefused: there is no such function, or the host does not answer.
        """
        try:
            answer = await self._client.post(f"{self.url}/admin/functions/{function}", json={})
        except ClientError as bad:
            raise ProcessRefused(f"the host does not answer: {type(bad).__name__}") from None
        if answer.status != 202:
            raise ProcessRefused(f"{function}: the host answered {answer.status}")

    async def counts(self) -> dict[str, int]:
        """Return what the engine's own meter counted outside since this host started."""
        return dict((await _told(await self._client.get(f"{self.url}/api/health")))["counts"])

    async def status(self) -> dict[str, Any]:
        """Return what the host tells of itself."""
        return await _told(await self._client.get(f"{self.url}/admin/host/status"))


async def _told(answer: Any) -> dict[str, Any]:
    text = await answer.text()
    if answer.status >= 300:
        raise ProcessRefused(f"{answer.url.path}: {answer.status} {text[:300]}")
    return dict(json.loads(text))
