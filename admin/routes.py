"""The table of what there is: method, path, what answers, and the role it needs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from admin.api import calendar as calendar_api
from admin.api import contacts as contacts_api
from admin.api import emails as emails_api
from admin.api import health as health_api
from admin.api import held as held_api
from admin.api import operating
from admin.api import policy as policy_api
from admin.api import review as review_api
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
    runs,
)
from admin.web import PageResponse
from sync_core.access import AppRole
from sync_core.work import Stream

Handler = Callable[..., Awaitable[PageResponse]]
"""Takes the request, the console, and the parts of the path that the route leaves open."""


@dataclass(frozen=True, slots=True)
class Route:
    """One method and path; a part in braces is open."""

    method: str
    path: str
    handler: Handler
    needs: AppRole

    def open_parts(self, segments: tuple[str, ...]) -> tuple[str, ...] | None:
        """Return what stands in the open parts; None where the path is another one."""
        wanted = tuple(part for part in self.path.split("/") if part)
        if len(wanted) != len(segments):
            return None
        pairs = list(zip(wanted, segments, strict=True))
        if any(part != segment for part, segment in pairs if not part.startswith("{")):
            return None
        return tuple(segment for part, segment in pairs if part.startswith("{"))


_LOOKS, _OPERATES, _RULES = AppRole.READER, AppRole.OPERATOR, AppRole.ADMIN
ROUTES = (
    Route("GET", "/", health.whole, _LOOKS),
    Route("GET", "/fragments/health", health.now, _LOOKS),
    Route("POST", "/mailboxes/{mailbox}/sync", health.sync, _OPERATES),
    Route("POST", "/mailboxes/{mailbox}/retry", health.retry, _OPERATES),
    Route("POST", "/mailboxes/{mailbox}/resync", runs.resync_mailbox, _OPERATES),
    Route("GET", "/runs", runs.listed, _LOOKS),
    Route("POST", "/runs/given-up/replay", runs.replay_all, _OPERATES),
    Route("POST", "/runs/given-up/let-go", runs.let_all_go, _OPERATES),
    Route("GET", "/emails", emails.whole, _LOOKS),
    Route("GET", "/fragments/emails", emails.part, _LOOKS),
    Route("POST", "/emails/relate", emails.relate_selected, _OPERATES),
    Route("GET", "/fragments/people", emails.people_found, _LOOKS),
    Route("GET", "/calendar", calendar.whole, _LOOKS),
    Route("GET", "/fragments/week", calendar.week_part, _LOOKS),
    Route("GET", "/fragments/attendees", calendar.attendees_found, _LOOKS),
    Route("GET", "/calendar/new", calendar.new, _OPERATES),
    Route("GET", "/calendar/meetings", meetings.searched, _LOOKS),
    Route("GET", "/calendar/rooms", rooms.listed, _LOOKS),
    Route("POST", "/calendar/rooms", rooms.add, _OPERATES),
    Route("POST", "/calendar/events", calendar.add, _OPERATES),
    Route("GET", "/calendar/events/{event}", calendar.one, _LOOKS),
    Route("POST", "/calendar/events/{event}/move", calendar.move, _OPERATES),
    Route("POST", "/calendar/events/{event}/edit", calendar.edit, _OPERATES),
    Route("POST", "/calendar/events/{event}/cancel", calendar.cancel, _OPERATES),
    Route("POST", "/calendar/events/{event}/delete", calendar.delete, _OPERATES),
    Route("POST", "/calendar/events/{event}/relate", calendar.relate, _OPERATES),
    Route("POST", "/calendar/events/{event}/answer", calendar.answer, _OPERATES),
    Route("GET", "/mailboxes/{mailbox}/preview", preview.whole, _LOOKS),
    Route("POST", "/mailboxes/{mailbox}/calendar", held.run, _OPERATES),
    Route("GET", "/held", held.listed, _LOOKS),
    Route("POST", "/held/{mailbox}", held.answered, _OPERATES),
    Route("POST", "/held/{mailbox}/{stream}", held.answered, _OPERATES),
    Route("GET", "/people", people.search, _LOOKS),
    Route("GET", "/people/{person}", people.one, _LOOKS),
    Route("POST", "/people/{person}/edit", people.edit, _OPERATES),
    Route("POST", "/people/{person}/erase", people.erase, _RULES),
    Route("GET", "/contacts", contacts.listed, _LOOKS),
    Route("GET", "/contacts/new", contacts.new, _OPERATES),
    Route("GET", "/contacts/review", review.whole, _LOOKS),
    Route("POST", "/contacts/review/{mailbox}/{key}", review.answered, _OPERATES),
    Route("POST", "/contacts/entries", contacts.add, _OPERATES),
    Route("GET", "/contacts/entries/{entry}", contacts.one, _LOOKS),
    Route("POST", "/contacts/entries/{entry}/edit", contacts.edit, _OPERATES),
    Route("POST", "/contacts/entries/{entry}/share", contacts.share, _OPERATES),
    Route("POST", "/contacts/entries/{entry}/relate", contacts.relate, _OPERATES),
    Route("POST", "/contacts/entries/{entry}/delete", contacts.remove, _OPERATES),
    Route("GET", "/mailboxes/{mailbox}/contacts/preview", contacts_preview.contacts, _LOOKS),
    Route("GET", "/mailboxes/{mailbox}/contacts/left-out", contacts_preview.left_out, _LOOKS),
    Route("GET", "/mailboxes/{mailbox}/sharing/preview", contacts_preview.sharing, _LOOKS),
    Route("POST", "/mailboxes/{mailbox}/contacts", contacts_preview.run_contacts, _OPERATES),
    Route("POST", "/mailboxes/{mailbox}/contacts/pause", contacts_preview.pause, _RULES),
    Route("POST", "/mailboxes/{mailbox}/contacts/resume", contacts_preview.resume, _RULES),
    Route("POST", "/mailboxes/{mailbox}/sharing", contacts_preview.run_sharing, _OPERATES),
    Route("GET", "/policy", policy.shown, _LOOKS),
    Route("GET", "/explain", explain.decision, _LOOKS),
    Route("GET", "/api/admin/health", health_api.health, _LOOKS),
    Route("GET", "/api/admin/runs", health_api.runs, _LOOKS),
    Route("POST", "/api/admin/mailboxes/{mailbox}/sync", health_api.sync, _OPERATES),
    Route("POST", "/api/admin/mailboxes/{mailbox}/retry", health_api.retry, _OPERATES),
    Route("POST", "/api/admin/mailboxes/{mailbox}/resync", operating.resync_mailbox, _OPERATES),
    Route("POST", "/api/admin/mailboxes/{mailbox}/forget", operating.forget_mailbox, _RULES),
    Route("POST", "/api/admin/timers/{name}", operating.run, _OPERATES),
    Route("GET", "/api/admin/traces/{trace}", operating.trace, _LOOKS),
    Route("GET", "/api/admin/poisoned", operating.poisoned, _LOOKS),
    Route("POST", "/api/admin/poisoned/replay", operating.replay_poisoned, _OPERATES),
    Route("POST", "/api/admin/poisoned/let-go", operating.let_poisoned_go, _OPERATES),
    Route("POST", "/api/admin/doctor", operating.doctor, _OPERATES),
    Route("GET", "/api/admin/policy", policy_api.current, _LOOKS),
    Route("PUT", "/api/admin/policy", policy_api.put, _RULES),
    Route("POST", "/api/admin/policy/check", policy_api.check, _LOOKS),
    Route("GET", "/api/admin/policy/versions", policy_api.versions, _LOOKS),
    Route("GET", "/api/admin/policy/schema", policy_api.schema, _LOOKS),
    Route("GET", "/api/admin/policy/presets", policy_api.presets, _LOOKS),
    Route("GET", "/api/admin/emails", emails_api.emails, _LOOKS),
    Route("GET", "/api/admin/people", emails_api.people, _LOOKS),
    Route("POST", "/api/admin/relate", emails_api.relate_many, _OPERATES),
    Route("GET", "/api/admin/calendar/meetings", calendar_api.meetings, _LOOKS),
    Route("GET", "/api/admin/calendar/encounters", calendar_api.encounters, _LOOKS),
    Route("POST", "/api/admin/calendar/events", calendar_api.add, _OPERATES),
    Route("POST", "/api/admin/calendar/events/{event}/answer", calendar_api.answer, _OPERATES),
    Route("GET", "/api/admin/calendar/rooms", calendar_api.rooms, _LOOKS),
    Route("POST", "/api/admin/calendar/rooms", calendar_api.add_room, _OPERATES),
    Route("GET", "/api/admin/calendar/preview/{mailbox}", held_api.preview, _LOOKS),
    Route("POST", "/api/admin/calendar/sync/{mailbox}", held_api.sync, _OPERATES),
    Route("GET", "/api/admin/calendar/held", held_api.held, _LOOKS),
    Route("POST", "/api/admin/calendar/held/{mailbox}/approve", held_api.approve, _OPERATES),
    Route("POST", "/api/admin/calendar/held/{mailbox}/reject", held_api.reject, _OPERATES),
    Route("GET", "/api/admin/contacts", contacts_api.listed, _LOOKS),
    Route("POST", "/api/admin/contacts", contacts_api.add, _OPERATES),
    Route("GET", "/api/admin/contacts/entries/{entry}", contacts_api.one, _LOOKS),
    Route("POST", "/api/admin/contacts/entries/{entry}/edit", contacts_api.edit, _OPERATES),
    Route("POST", "/api/admin/contacts/entries/{entry}/share", contacts_api.share, _OPERATES),
    Route("POST", "/api/admin/contacts/entries/{entry}/relate", contacts_api.relate, _OPERATES),
    Route("POST", "/api/admin/contacts/entries/{entry}/delete", contacts_api.remove, _OPERATES),
    Route("GET", "/api/admin/people/{person}", contacts_api.person, _LOOKS),
    Route("POST", "/api/admin/people/{person}/edit", contacts_api.edit_person, _OPERATES),
    Route("POST", "/api/admin/people/{person}/erase", contacts_api.erase_person, _RULES),
    Route("GET", "/api/admin/contacts/questions", review_api.questions, _LOOKS),
    Route("POST", "/api/admin/contacts/questions/{mailbox}/{key}", review_api.answer, _OPERATES),
    Route("GET", "/api/admin/contacts/left-out/{mailbox}", review_api.left_out, _LOOKS),
    Route("GET", "/api/admin/contacts/preview/{mailbox}", review_api.preview_contacts, _LOOKS),
    Route("POST", "/api/admin/contacts/sync/{mailbox}", review_api.sync_contacts, _OPERATES),
    Route("POST", "/api/admin/contacts/pause/{mailbox}", review_api.pause, _RULES),
    Route("POST", "/api/admin/contacts/resume/{mailbox}", review_api.resume, _RULES),
    Route("GET", "/api/admin/sharing/preview/{mailbox}", review_api.preview_sharing, _LOOKS),
    Route("POST", "/api/admin/sharing/sync/{mailbox}", review_api.sync_sharing, _OPERATES),
    *(
        Route(method, f"/api/admin/{stream}/{path}", partial(handler, stream=stream), needs)
        for stream in (Stream.CONTACTS, Stream.SHARING)
        for method, path, handler, needs in (
            ("GET", "held", held_api.held, _LOOKS),
            ("POST", "held/{mailbox}/approve", held_api.approve, _OPERATES),
            ("POST", "held/{mailbox}/reject", held_api.reject, _OPERATES),
        )
    ),
)
