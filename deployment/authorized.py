"""A service's REST interface for the token of who asks, and what is said where the service does not do it."""

from collections.abc import Collection, Mapping
from types import TracebackType
from typing import Any, ClassVar, Self

import httpx


class Refused(Exception):
    """A service did not do what was asked; says what that was and what was answered."""


class Authorized:
    """A service, asked with one token; a context that closes its connections at the end.

    Args:
        url: the service's address, what comes before every path.
        token: the bearer token of who asks; the caller has checked that it is meant for this address.
    """

    api_version: ClassVar[str] = ""
    """Said with each request where the service wants one."""
    timeout_seconds: ClassVar[float] = 30
    tells_why: ClassVar[bool] = True
    """Whether a refusal repeats the service's own words."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            params={"api-version": self.api_version} if self.api_version else None,
            timeout=self.timeout_seconds,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def _asked(
        self,
        what: str,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        done: Collection[int],
    ) -> httpx.Response:
        """Return the answer to one request.

        Args:
            what: what is asked, as a refusal says it.
            method: of HTTP.
            path: below the service's address.
            body: sent as JSON.
            done: the statuses that are no refusal.

        Raises:
            Refused: any other status.
            httpx.TransportError: there was no answer.
        """
        answer = self._http.request(method, path, json=body)
        if answer.status_code in done:
            return answer
        why = f" {_reason(answer)}" if self.tells_why else ""
        raise Refused(f"{what}: {answer.status_code}{why}")


def _reason(answer: httpx.Response) -> str:
    """Return what an error says, in the form that Microsoft's REST interfaces share."""
    try:
        error = answer.json()["error"]
        return f"{error['code']}: {error['message']}"
    except (ValueError, KeyError, TypeError):
        return "without a reason"
