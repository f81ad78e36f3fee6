"""Who looks at a page, as App Service authentication tells it: it sets these headers and drops forged ones."""

import re

from admin.console import Console
from admin.web import PageRequest
from flows.ports.desk import StaffMember
from sync_core.addresses import NoAddress, normalise

NAME_CHARACTERS_MAX = 200
"""Longer than any sign-in address; what is kept of one is cut there."""
_OBJECT_ID = re.compile(r"[0-9a-zA-Z-]{1,64}")


def object_id_of(request: PageRequest) -> str:
    """Return the object id of who is signed in; empty where nobody is, or it is no id of a directory.

    What the engine remembers of an answer is this id: never a name, never an address.
    """
    told = request.header("x-ms-client-principal-id")
    return told.lower() if _OBJECT_ID.fullmatch(told) else ""


def signed_name_of(request: PageRequest) -> str:
    """Return under which name the policy's history tells who is signed in; empty where nobody is."""
    return request.header("x-ms-client-principal-name")[:NAME_CHARACTERS_MAX]


async def viewer_of(request: PageRequest, console: Console) -> StaffMember | None:
    """Return the user of the CRM who is signed in, known by their sign-in address; None otherwise."""
    address = normalise(request.header("x-ms-client-principal-name"))
    if isinstance(address, NoAddress):
        return None
    staff = await console.desk.staff()
    return next((member for member in staff.values() if member.address == address), None)
