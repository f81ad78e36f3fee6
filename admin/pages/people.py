"""People: search them, and one person's timeline and meetings."""

from collections.abc import Iterable

from admin.console import Console
from admin.paging import Paging
from admin.refusals import not_found
from admin.rendering import page
from admin.shown_email import shown
from admin.shown_meeting import ShownMeeting, shown_meeting
from admin.web import PageRequest, PageResponse
from admin.who import viewer_of
from admin.zones import zone_of
from flows.ports.calendar_desk import Meeting
from flows.ports.desk import EmailFilter
from sync_core import limits
from sync_core.mail import PersonId


async def search(request: PageRequest, console: Console) -> PageResponse:
    """Return people by name, client or address."""
    text = request.asked("q")
    cards = await console.desk.search_people(text, limits.PAGE_PEOPLE)
    return page(request, "people.html", {"text": text, "cards": cards})


async def one(request: PageRequest, console: Console, person: str) -> PageResponse:
    """Return one person with their meetings and what was captured of them.

    Raises:
        Refused: the CRM has no such person.
    """
    paging = Paging.of(request, limits.PAGE_EMAILS)
    which = EmailFilter(person=PersonId(person))
    card = await console.desk.person(PersonId(person))
    if card is None:
        raise not_found("The CRM has no such person.")
    found = await console.desk.emails(which, paging.offset, paging.size)
    now, limit = console.surroundings.now(), limits.PERSON_MEETINGS_SHOWN
    meetings = await console.calendar_desk.meetings_of(PersonId(person), now, limit)
    viewer, insiders = await viewer_of(request, console), await console.insiders()

    def seen(rows: Iterable[Meeting]) -> tuple[ShownMeeting, ...]:
        """Return what this viewer may see: that a private meeting is with somebody is private too."""
        shown = (shown_meeting(row, viewer, insiders) for row in rows)
        return tuple(one for one in shown if not one.is_masked)

    return page(
        request,
        "person.html",
        {
            "card": card,
            "rows": await shown(console, found.rows),
            "paging": paging.among(found.total),
            "query": request.query,
            "ahead": seen(meetings.ahead),
            "past": seen(meetings.past),
            "zone": zone_of(request),
        },
    )
