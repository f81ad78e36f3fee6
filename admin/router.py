"""One door for every request: who may ask, which page or call answers, and how a refusal is told."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from admin import headers
from admin.api import calendar as calendar_api
from admin.api import contacts as contacts_api
from admin.api import emails as emails_api
from admin.api import health as health_api
from admin.api import held as held_api
from admin.api import policy as policy_api
from admin.api import review as review_api
from admin.console import Console
from admin.guard import refuse_other_sites
from admin.pages import (
    calendar,
    contacts,
    contacts_preview,
    emails,
    explain,
    health,
    held,
    meetings,
    people,
    policy,
    preview,
    review,
    rooms,
)
from admin.refusals import Refused, not_found
from admin.rendering import page
from admin.static_files import serve
from admin.web import PageRequest, PageResponse
from sync_core.failures import Failure
from sync_core.policy import BadPolicy
from sync_core.work import Stream

Handler = Callable[..., Awaitable[PageResponse]]
"""Takes the request, the console, and the parts of the path that the route leaves open."""


@dataclass(frozen=True, slots=True)
class Route:
    """One method and path; a part in braces is open."""

    method: str
    path: str
    handler: Handler

    def open_parts(self, segments: tuple[str, ...]) -> tuple[str, ...] | None:
        """Return what stands in the open parts; None where the path is another one."""
        wanted = tuple(part for part in self.path.split("/") if part)
        if len(wanted) != len(segments):
            return None
        pairs = list(zip(wanted, segments, strict=True))
        if any(part != segment for part, segment in pairs if not part.startswith("{")):
            return None
        return tuple(segment for part, segment in pairs if part.startswith("{"))


ROUTES = (
    Route("GET", "/", health.whole),
    Route("GET", "/fragments/health", health.now),
    Route("POST", "/mailboxes/{mailbox}/sync", health.sync),
    Route("POST", "/mailboxes/{mailbox}/retry", health.retry),
    Route("GET", "/emails", emails.whole),
    Route("GET", "/fragments/emails", emails.part),
    Route("POST", "/emails/relate", emails.relate_selected),
    Route("GET", "/fragments/people", emails.people_found),
    Route("GET", "/calendar", calendar.whole),
    Route("GET", "/fragments/week", calendar.week_part),
    Route("GET", "/fragments/attendees", calendar.attendees_found),
    Route("GET", "/calendar/new", calendar.new),
    Route("GET", "/calendar/meetings", meetings.searched),
    Route("GET", "/calendar/rooms", rooms.listed),
    Route("POST", "/calendar/rooms", rooms.add),
    Route("POST", "/calendar/events", calendar.add),
    Route("GET", "/calendar/events/{event}", calendar.one),
    Route("POST", "/calendar/events/{event}/move", calendar.move),
    Route("POST", "/calendar/events/{event}/edit", calendar.edit),
    Route("POST", "/calendar/events/{event}/cancel", calendar.cancel),
    Route("POST", "/calendar/events/{event}/delete", calendar.delete),
    Route("POST", "/calendar/events/{event}/relate", calendar.relate),
    Route("POST", "/calendar/events/{event}/answer", calendar.answer),
    Route("GET", "/mailboxes/{mailbox}/preview", preview.whole),
    Route("POST", "/mailboxes/{mailbox}/calendar", held.run),
    Route("GET", "/held", held.listed),
    Route("POST", "/held/{mailbox}", held.answered),
    Route("POST", "/held/{mailbox}/{stream}", held.answered),
    Route("GET", "/people", people.search),
    Route("GET", "/people/{person}", people.one),
    Route("POST", "/people/{person}/edit", people.edit),
    Route("POST", "/people/{person}/erase", people.erase),
    Route("GET", "/contacts", contacts.listed),
    Route("GET", "/contacts/new", contacts.new),
    Route("GET", "/contacts/review", review.whole),
    Route("POST", "/contacts/review/{mailbox}/{key}", review.answered),
    Route("POST", "/contacts/entries", contacts.add),
    Route("GET", "/contacts/entries/{entry}", contacts.one),
    Route("POST", "/contacts/entries/{entry}/edit", contacts.edit),
    Route("POST", "/contacts/entries/{entry}/share", contacts.share),
    Route("POST", "/contacts/entries/{entry}/relate", contacts.relate),
    Route("POST", "/contacts/entries/{entry}/delete", contacts.remove),
    Route("GET", "/mailboxes/{mailbox}/contacts/preview", contacts_preview.contacts),
    Route("GET", "/mailboxes/{mailbox}/contacts/left-out", contacts_preview.left_out),
    Route("GET", "/mailboxes/{mailbox}/sharing/preview", contacts_preview.sharing),
    Route("POST", "/mailboxes/{mailbox}/contacts", contacts_preview.run_contacts),
    Route("POST", "/mailboxes/{mailbox}/contacts/pause", contacts_preview.pause),
    Route("POST", "/mailboxes/{mailbox}/contacts/resume", contacts_preview.resume),
    Route("POST", "/mailboxes/{mailbox}/sharing", contacts_preview.run_sharing),
    Route("GET", "/policy", policy.shown),
    Route("GET", "/explain", explain.decision),
    Route("GET", "/api/admin/health", health_api.health),
    Route("GET", "/api/admin/runs", health_api.runs),
    Route("POST", "/api/admin/mailboxes/{mailbox}/sync", health_api.sync),
    Route("POST", "/api/admin/mailboxes/{mailbox}/retry", health_api.retry),
    Route("GET", "/api/admin/policy", policy_api.current),
    Route("PUT", "/api/admin/policy", policy_api.put),
    Route("POST", "/api/admin/policy/check", policy_api.check),
    Route("GET", "/api/admin/policy/versions", policy_api.versions),
    Route("GET", "/api/admin/policy/schema", policy_api.schema),
    Route("GET", "/api/admin/policy/presets", policy_api.presets),
    Route("GET", "/api/admin/emails", emails_api.emails),
    Route("GET", "/api/admin/people", emails_api.people),
    Route("POST", "/api/admin/relate", emails_api.relate_many),
    Route("GET", "/api/admin/calendar/meetings", calendar_api.meetings),
    Route("GET", "/api/admin/calendar/encounters", calendar_api.encounters),
    Route("POST", "/api/admin/calendar/events", calendar_api.add),
    Route("POST", "/api/admin/calendar/events/{event}/answer", calendar_api.answer),
    Route("GET", "/api/admin/calendar/rooms", calendar_api.rooms),
    Route("POST", "/api/admin/calendar/rooms", calendar_api.add_room),
    Route("GET", "/api/admin/calendar/preview/{mailbox}", held_api.preview),
    Route("POST", "/api/admin/calendar/sync/{mailbox}", held_api.sync),
    Route("GET", "/api/admin/calendar/held", held_api.held),
    Route("POST", "/api/admin/calendar/held/{mailbox}/approve", held_api.approve),
    Route("POST", "/api/admin/calendar/held/{mailbox}/reject", held_api.reject),
    Route("GET", "/api/admin/contacts", contacts_api.listed),
    Route("POST", "/api/admin/contacts", contacts_api.add),
    Route("GET", "/api/admin/contacts/entries/{entry}", contacts_api.one),
    Route("POST", "/api/admin/contacts/entries/{entry}/edit", contacts_api.edit),
    Route("POST", "/api/admin/contacts/entries/{entry}/share", contacts_api.share),
    Route("POST", "/api/admin/contacts/entries/{entry}/relate", contacts_api.relate),
    Route("POST", "/api/admin/contacts/entries/{entry}/delete", contacts_api.remove),
    Route("GET", "/api/admin/people/{person}", contacts_api.person),
    Route("POST", "/api/admin/people/{person}/edit", contacts_api.edit_person),
    Route("POST", "/api/admin/people/{person}/erase", contacts_api.erase_person),
    Route("GET", "/api/admin/contacts/questions", review_api.questions),
    Route("POST", "/api/admin/contacts/questions/{mailbox}/{key}", review_api.answer),
    Route("GET", "/api/admin/contacts/left-out/{mailbox}", review_api.left_out),
    Route("GET", "/api/admin/contacts/preview/{mailbox}", review_api.preview_contacts),
    Route("POST", "/api/admin/contacts/sync/{mailbox}", review_api.sync_contacts),
    Route("POST", "/api/admin/contacts/pause/{mailbox}", review_api.pause),
    Route("POST", "/api/admin/contacts/resume/{mailbox}", review_api.resume),
    Route("GET", "/api/admin/sharing/preview/{mailbox}", review_api.preview_sharing),
    Route("POST", "/api/admin/sharing/sync/{mailbox}", review_api.sync_sharing),
    *(
        Route(method, f"/api/admin/{stream}/{path}", partial(handler, stream=stream))
        for stream in (Stream.CONTACTS, Stream.SHARING)
        for method, path, handler in (
            ("GET", "held", held_api.held),
            ("POST", "held/{mailbox}/approve", held_api.approve),
            ("POST", "held/{mailbox}/reject", held_api.reject),
        )
    ),
)


async def handle(request: PageRequest, console: Console) -> PageResponse:
    """Return the answer to any request; refusals and outside failures are answers too."""
    try:
        refuse_other_sites(request)
        answer = await _answer(request, console)
    except Refused as refused:
        answer = _refusal(request, refused)
    except Failure as failure:
        answer = _refusal(request, Refused(503, "unavailable", str(failure)))
    except BadPolicy as bad:
        answer = _refusal(request, Refused(500, "stored_policy", str(bad)))
    body = b"" if request.method == "HEAD" else answer.body
    told = dict(headers.ALWAYS) | dict(answer.headers)
    return PageResponse(status=answer.status, headers=told, body=body)


async def _answer(request: PageRequest, console: Console) -> PageResponse:
    segments = request.segments()
    method = "GET" if request.method == "HEAD" else request.method
    if segments[:1] == ("static",) and method == "GET":
        return serve(request)
    allowed = set()
    for route in ROUTES:
        parts = route.open_parts(segments)
        if parts is not None and route.method == method:
            return await route.handler(request, console, *parts)
        if parts is not None:
            allowed.add(route.method)
    if allowed:
        told = f"This address takes {', '.join(sorted(allowed))}."
        raise Refused(405, "method_not_allowed", told)
    raise not_found("There is no such page.")


_TITLES = {400: "Not understood", 403: "Refused", 404: "Not found", 503: "Not available right now"}


def _refusal(request: PageRequest, refused: Refused) -> PageResponse:
    """Return a refusal as the one who asked reads it: a program, a piece of a page, or a page."""
    if request.path.startswith("/api/"):
        return PageResponse.json(refused.document(), refused.status)
    if request.header("hx-request") == "true":
        said: dict[str, Any] = {"mood": "error", "said": refused.message}
        return page(request, "answer.html", said, refused.status)
    title = _TITLES.get(refused.status, "Not possible")
    return page(request, "refused.html", {"refused": refused, "title": title}, refused.status)
