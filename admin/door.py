"""The door: who asks, before any page answers. One for a firm's Entra ID, one for this machine."""

from typing import Protocol

from admin.refusals import Refused
from admin.web import PageRequest, PageResponse
from sync_core.access import ON_THIS_MACHINE, SignedIn
from sync_core.hosts import is_loopback


class Door(Protocol):
    """Tells who asks, and answers the pages on which people say so."""

    async def answer(self, request: PageRequest) -> PageResponse | None:
        """Return the answer to a page of signing in or out; None for every other page.

        Raises:
            Refused: the sign-in cannot be believed.
        """
        ...

    async def who(self, request: PageRequest) -> SignedIn | None:
        """Return who asks; None where nobody is signed in.

        Raises:
            Refused: what was shown to prove it is worth nothing.
            Unavailable: it could not be proved just now.
        """
        ...


class LocalDoor:
    """The door of a local host: whoever is at this machine may do everything (RAPPORT_SIGN_IN=local)."""

    async def answer(self, request: PageRequest) -> PageResponse | None:  # noqa: ARG002 - the port's
        """See Door: nobody signs in here."""
        return None

    async def who(self, request: PageRequest) -> SignedIn | None:
        """Return whoever is at this machine.

        A page of another site could name this machine by a host name of its own (DNS rebinding): that
        name then stands in the Host header.

        Raises:
            Refused: the request calls this machine by another name than its own.
        """
        host = request.header("host")
        if host and not is_loopback(host):
            told = "This local host answers to the names of this machine only."
            raise Refused(403, "not_this_machine", told)
        return ON_THIS_MACHINE
