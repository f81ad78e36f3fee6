"""Asks Microsoft Graph, as the app, for a mailbox inside the scope and one outside: the first must be answered, the second refused."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import httpx

from deployment.grants.roles import Stream

_PATHS = {
    Stream.MAIL: "/mailFolders/inbox?$select=id",
    Stream.CALENDAR: "/calendar?$select=id",
    Stream.CONTACTS: "/contactFolders?$top=1&$select=id",
}
"""The least that shows whether a stream may be read; nothing of a message, an event or a person comes back."""
_TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Probe:
    """One question and what was answered."""

    stream: Stream
    is_inside: bool
    status: int

    @property
    def holds(self) -> bool:
        """Whether the answer is the one that the scope promises. Not found proves nothing."""
        return self.status == (200 if self.is_inside else 403)

    def line(self) -> str:
        """Return what a person reads."""
        where = "inside " if self.is_inside else "outside"
        wanted = "answered" if self.is_inside else "refused"
        return f"{'ok  ' if self.holds else 'FAIL'}  {self.stream:<8}  {where}  must be {wanted}: {self.status}"


def probes(
    url: str, token: str, streams: Iterable[Stream], *, inside: str, outside: str
) -> Iterator[Probe]:
    """Yield an answer for each stream and mailbox. 1 request each.

    Args:
        url: Microsoft Graph's address with its version.
        token: the app's own.
        streams: what the firm keeps in step.
        inside: id or address of a mailbox inside the scope.
        outside: of a mailbox that exists and is outside.
    """
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT_SECONDS) as http:
        for stream in streams:
            for mailbox, is_inside in ((inside, True), (outside, False)):
                status = http.get(f"/users/{mailbox}{_PATHS[stream]}").status_code
                yield Probe(stream, is_inside, status)
