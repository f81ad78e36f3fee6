"""Rooms: the CRM's resources, which of them share a name, and a new one."""

from admin import event_acts
from admin.console import Console
from admin.rendering import page
from admin.web import PageRequest, PageResponse


async def listed(request: PageRequest, console: Console) -> PageResponse:
    """Return the page."""
    return page(request, "rooms.html", {"rooms": await console.calendar_desk.rooms()})


async def add(request: PageRequest, console: Console) -> PageResponse:
    """Add the room of the form and go back to the page, which shows it."""
    await event_acts.add_room(console, request.told("name"))
    return PageResponse(status=204, headers={"HX-Redirect": "/calendar/rooms"})
