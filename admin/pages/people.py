"""People: search them, and one person's card, timeline and meetings."""

from collections.abc import Iterable
from urllib.parse import quote

from admin import contact_acts
from admin.console import Console
from admin.contact_form import ContactForm
from admin.pages.contacts import go_to, said_in, version_told
from admin.paging import Paging
from admin.refusals import not_found
from admin.rendering import page, with_query
from admin.shown_contact import PARTS, lists_shown, shown_fields
from admin.shown_email import shown
from admin.shown_meeting import ShownMeeting, shown_meeting
from admin.web import PageRequest, PageResponse
from admin.who import viewer_of
from admin.zones import zone_of
from flows.ports.calendar_desk import Meeting
from flows.ports.desk import EmailFilter
from sync_core import limits
from sync_core.contacts.contact import Card
from sync_core.mail import PersonId

_SAID = {
    "changed": "The person was changed.",
    "erased": "The person was erased for good.",
}


async def search(request: PageRequest, console: Console) -> PageResponse:
    """Return people by name, client or address."""
    text = request.asked("q")
    cards = await console.desk.search_people(text, limits.PAGE_PEOPLE)
    return page(
        request, "people.html", {"text": text, "cards": cards, "said": said_in(request, _SAID)}
    )


async def one(request: PageRequest, console: Console, person: str) -> PageResponse:
    """Return one person with their card, their meetings and what was captured of them.

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

    where = await console.contact_desk.firm_person(PersonId(person))
    return page(
        request,
        "person.html",
        {
            "where": where,
            "fields": shown_fields(where.person.card if where else Card()),
            "parts": PARTS,
            "lists": lists_shown(where, await console.desk.staff()) if where else (),
            "said": said_in(request, _SAID),
            "card": card,
            "rows": await shown(console, found.rows),
            "paging": paging.among(found.total),
            "query": request.query,
            "ahead": seen(meetings.ahead),
            "past": seen(meetings.past),
            "zone": zone_of(request),
        },
    )


async def edit(request: PageRequest, console: Console, person: str) -> PageResponse:
    """Change what a form changes of a person of the firm."""
    form, version = ContactForm(request.form), version_told(request)
    is_woken = await contact_acts.edit_person(console, person, version, form)
    said = "changed.woken" if is_woken else "changed"
    return go_to(with_query(f"/people/{quote(person, safe='')}", {}, said=said))


async def erase(request: PageRequest, console: Console, person: str) -> PageResponse:
    """Erase a person of the firm for good, once their name was typed."""
    version, typed = version_told(request), request.told("name")
    is_woken = await contact_acts.erase_person(console, person, version, typed)
    return go_to(with_query("/people", {}, said="erased.woken" if is_woken else "erased"))
