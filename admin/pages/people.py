"""People: search them, and one person's timeline."""

from admin.console import Console
from admin.paging import Paging
from admin.refusals import not_found
from admin.rendering import page
from admin.shown_email import shown
from admin.web import PageRequest, PageResponse
from flows.ports.desk import EmailFilter
from sync_core import limits
from sync_core.mail import PersonId


async def search(request: PageRequest, console: Console) -> PageResponse:
    """Return people by name, client or address."""
    text = request.asked("q")
    cards = await console.desk.search_people(text, limits.PAGE_PEOPLE)
    return page(request, "people.html", {"text": text, "cards": cards})


async def one(request: PageRequest, console: Console, person: str) -> PageResponse:
    """Return one person with what was captured of them.

    Raises:
        Refused: the CRM has no such person.
    """
    paging = Paging.of(request, limits.PAGE_EMAILS)
    which = EmailFilter(person=PersonId(person))
    card = await console.desk.person(PersonId(person))
    if card is None:
        raise not_found("The CRM has no such person.")
    found = await console.desk.emails(which, paging.offset, paging.size)
    return page(
        request,
        "person.html",
        {
            "card": card,
            "rows": await shown(console, found.rows),
            "paging": paging.among(found.total),
            "query": request.query,
        },
    )
