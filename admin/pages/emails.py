"""Emails: matched and unmatched mail, filtered in the address bar, and Relate to People."""

from typing import Any

from admin.console import Console
from admin.email_filter import AskedEmails, asked_emails
from admin.names import mailbox_names
from admin.paging import Paging
from admin.relating import Related, Relating, relate
from admin.rendering import page, with_query
from admin.shown_email import shown
from admin.web import PageRequest, PageResponse
from flows.ports.desk import EmailList, PersonCard
from sync_core import limits
from sync_core.health import counted
from sync_core.mail import ActivityId, PersonId

_FILTERS = ("sent_from", "sent_to", "synced_from", "synced_to", "mailbox", "person", "who", "risk")


async def whole(request: PageRequest, console: Console) -> PageResponse:
    """Return the page; a person searched by name goes into the address bar when only one is meant."""
    candidates = await _candidates(request, console)
    if candidates is not None and len(candidates) == 1:
        there = with_query("/emails", request.query, person=candidates[0].id, who="", page="")
        return PageResponse(status=303, headers={"Location": there})
    asked = asked_emails(request)
    listed = await _listed(request, console, asked)
    bad = dict(asked.problems)
    values = listed | {
        "totals": await console.desk.totals(),
        "mailboxes": [(i, n) for i, n in listed["names"].items()],
        "person": await _person(asked, console),
        "candidates": candidates,
        "shown": request.asked,
        "problem": bad.get,
    }
    return page(request, "emails.html", values, status=400 if bad else 200)


async def part(request: PageRequest, console: Console) -> PageResponse:
    """Return the list alone, as it is read anew after relating."""
    listed = await _listed(request, console, asked_emails(request).or_refuse())
    return page(request, "emails_list.html", listed)


async def relate_selected(request: PageRequest, console: Console) -> PageResponse:
    """Relate the selected e-mails to a person; the list is told to read itself anew."""
    related = await relate(
        console,
        Relating(
            activities=tuple(ActivityId(a) for a in request.form.get("activity", ())),
            person=PersonId(request.told("person")),
            learn=request.told("learn"),
        ),
    )
    return page(request, "related.html", {"said": _said(related)}, HX_Trigger="related")


async def people_found(request: PageRequest, console: Console) -> PageResponse:
    """Return people whose name, client or address holds what is being typed."""
    cards = await console.desk.search_people(request.asked("q"), limits.PEOPLE_FOUND_MAX)
    return page(request, "people_found.html", {"cards": cards})


async def _listed(request: PageRequest, console: Console, asked: AskedEmails) -> dict[str, Any]:
    paging = Paging.of(request, limits.PAGE_EMAILS)
    found = await _found(console, asked, paging)
    return {
        "asked": asked,
        "query": request.query,
        "rows": await shown(console, found.rows),
        "paging": paging.among(found.total),
        "names": await mailbox_names(console),
        "is_filtered": any(request.asked(name) for name in _FILTERS),
    }


async def _found(console: Console, asked: AskedEmails, paging: Paging) -> EmailList:
    """Return the page of the list; nothing where the filter was not understood."""
    if asked.problems:
        return EmailList(rows=(), total=0)
    return await console.desk.emails(asked.which, paging.offset, paging.size)


async def _candidates(request: PageRequest, console: Console) -> tuple[PersonCard, ...] | None:
    """Return whom a typed name may mean; None where no name was typed."""
    who = request.asked("who")
    if not who or request.asked("person"):
        return None
    return await console.desk.search_people(who, limits.PEOPLE_FOUND_MAX)


async def _person(asked: AskedEmails, console: Console) -> PersonCard | None:
    return await console.desk.person(asked.which.person) if asked.which.person else None


def _said(related: Related) -> str:
    """Return what was done, in one or two sentences."""
    new = counted(related.relations, "e-mail was", "e-mails were")
    done = f"{new} related to {related.name}."
    if related.learnt is None:
        return done
    return f"{done} {related.learnt} was stored: the next one matches by itself, and past mail follows."
