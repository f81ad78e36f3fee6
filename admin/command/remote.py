"""The JSON API of a running app, as the policy command calls it."""

from dataclasses import dataclass, field
from typing import Any

import aiohttp

_SECONDS_MAX = 30


class RemoteRefused(Exception):
    """The app refused, or could not be reached; nothing was changed."""


@dataclass(frozen=True, slots=True)
class RemotePolicy:
    """The policy of a running app."""

    url: str
    token: str = field(default="", repr=False)
    """An access token of Entra ID; a local host asks for none."""

    async def current(self) -> dict[str, Any]:
        """Return the newest version with its document."""
        return await self.call("GET", "/api/admin/policy")

    async def check(self, document: str) -> dict[str, Any]:
        """Return what a document (JSON text) would change."""
        return await self.call("POST", "/api/admin/policy/check", document)

    async def put(self, document: str, expected: int, who: str) -> dict[str, Any]:
        """Make a document the policy, unless another version than `expected` is the newest."""
        return await self.call(
            "PUT", "/api/admin/policy", document, {"If-Match": f'"{expected}"'}, {"who": who}
        )

    async def call(
        self,
        method: str,
        path: str,
        document: str | None = None,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Return the document that a call of the API answers.

        Raises:
            RemoteRefused: it was refused, or nobody answered.
        """
        sent = {"Content-Type": "application/json"} | (headers or {})
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        waited = aiohttp.ClientTimeout(total=_SECONDS_MAX)
        try:
            async with (
                aiohttp.ClientSession(timeout=waited, headers=sent) as session,
                session.request(
                    method,
                    f"{self.url}{path}",
                    data=document,
                    params=query,
                    allow_redirects=False,  # the token goes nowhere else
                ) as answer,
            ):
                status, told = answer.status, await answer.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as bad:
            raise RemoteRefused(f"{self.url} does not answer as Rapport does: {bad}") from None
        if status >= 400 or not isinstance(told, dict):
            raise RemoteRefused(_refusal(status, told))
        return told


def _refusal(status: int, told: Any) -> str:
    """Return a refusal as lines: what happened, then each field and what was expected there."""
    error = told.get("error") if isinstance(told, dict) else None
    if not isinstance(error, dict):
        return f"The app answered with status {status}."
    fields = [f"  {f.get('path')}: {f.get('expected')}" for f in error.get("fields", ())]
    return "\n".join([str(error.get("message")), *fields])
