"""Who meets whom: the searches over the firm's calendars."""

from admin.console import Console
from admin.meeting_search import asked_meetings, find_meetings
from admin.rendering import page, with_query
from admin.web import PageRequest, PageResponse
from flows.ports.desk import PersonCard
from sync_core import limits


async def searched(request: PageRequest, console: Console) -> PageResponse:
    """Return the page; a name that means one person or client only goes into the address bar."""
    who = request.asked("who")
    cards = await console.desk.search_people(who, limits.PAGE_PEOPLE) if who else ()
    if there := _meant(request, who, cards):
        return PageResponse(status=303, headers={"Location": there})
    asked = await asked_meetings(request, console)
    values = {
        "found": await find_meetings(request, console, asked),
        "query": request.query,
        "who": who,
        "cards": cards[: limits.PEOPLE_FOUND_MAX],
        "clients": sorted({card.client for card in cards if card.client}, key=str.casefold),
    }
    return page(request, "meetings.html", values)


def _meant(request: PageRequest, who: str, cards: tuple[PersonCard, ...]) -> str:
    """Return where to go when a name means one client, or one person; empty where it does not."""
    named = {card.client for card in cards if card.client.casefold() == who.casefold()}
    if who and len(named) == 1:
        (client,) = named
        return with_query("/calendar/meetings", request.query, client=client, person="", who="")
    if len(cards) == 1:
        person = cards[0].id
        return with_query("/calendar/meetings", request.query, person=person, client="", who="")
    return ""
