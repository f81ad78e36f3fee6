"""The pretend Outlook's pages: /outlook/, one mailbox's week, one event, its contacts, and who was mailed.

Pages and plain forms, no script. As its server, for this machine alone; another site's form is refused.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from simulator.graph.calendar.events import EventView
from simulator.graph.calendar.outlook import event_id
from simulator.graph.http.outlook import acts, rendering
from simulator.graph.http.outlook.contactpages import ContactPages
from simulator.graph.http.outlook.forms import REPEATS, FormRefused, shown_invitee, shown_places
from simulator.graph.http.outlook.mails import shown_mails
from simulator.graph.http.outlook.rendering import path_of
from simulator.graph.http.outlook.week import week_of, zone_of
from simulator.graph.mail import Sensitivity
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import Refusal, item_not_found
from simulator.graph.tenant import Tenant
from sync_core.calendar.event import EventId

_STYLES = Path(__file__).parent / "outlook.css"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_FORM_BYTES_MAX = 256 * 1024
_MAILS_BESIDE_WEEK = 8
_MAILS_SHOWN_MAX = 300


def outlook_app(tenant: Tenant) -> web.Application:
    """Return the sub-application that stands for Outlook on the web."""
    pages = _Pages(tenant)
    app = web.Application(client_max_size=_FORM_BYTES_MAX, middlewares=[_strict])
    app.router.add_get("/", pages.first)
    app.router.add_get("/outlook.css", pages.styles)
    app.router.add_get("/mails", pages.mails)
    ContactPages(tenant, pages.box, pages.page).add_to(app)
    app.router.add_get("/{mailbox}", pages.week)
    app.router.add_get("/{mailbox}/new", pages.new)
    app.router.add_post("/{mailbox}/events", pages.create)
    app.router.add_get("/{mailbox}/events/{event}", pages.event)
    app.router.add_post("/{mailbox}/events/{event}", pages.act)
    return app


@web.middleware
async def _strict(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other sites' forms, tell what is wrong as a page, and put the headers on everything."""
    if request.method != "GET" and not _is_same_origin(request):
        answer: web.StreamResponse = rendering.refused(403, "Only this page's own forms are taken.")
    else:
        answer = await _answered(request, handler)
    answer.headers.update(_HEADERS)
    return answer


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except FormRefused as bad:
        return rendering.refused(400, str(bad))
    except Refusal as refusal:
        return rendering.refused(refusal.status, f"{refusal.code}: {refusal.message}")
    except web.HTTPException as told:
        return rendering.refused(told.status, told.reason)


def _is_same_origin(request: web.Request) -> bool:
    """Return whether a browser says that a form is from here; a program says nothing."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


class _Pages:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def first(self, _: web.Request) -> web.Response:
        boxes = self._boxes()
        if not boxes:
            return rendering.refused(404, "Nobody has a mailbox yet.")
        return rendering.elsewhere(path_of(boxes[0]))

    async def styles(self, _: web.Request) -> web.Response:
        return web.Response(text=_STYLES.read_text(), content_type="text/css")

    async def week(self, request: web.Request) -> web.Response:
        box = self.box(request)
        now = self._tenant.surroundings.now()
        values = {
            "week": week_of(box, request.query.get("week", ""), now),
            "today": now.astimezone(zone_of(box)).date(),
            "mails": shown_mails(self._tenant, _MAILS_BESIDE_WEEK, zone_of(box)),
        }
        return self.page("week.html", box, values)

    async def mails(self, _: web.Request) -> web.Response:
        boxes = self._boxes()
        zone = zone_of(boxes[0]) if boxes else None
        found = shown_mails(self._tenant, _MAILS_SHOWN_MAX, zone)
        return self.page("mails.html", None, {"mails": found, "all": len(self._tenant.invitations)})

    async def new(self, request: web.Request) -> web.Response:
        box = self.box(request)
        week = week_of(box, request.query.get("day", ""), self._tenant.surroundings.now())
        day = request.query.get("day") or f"{week.first}"
        return self.page("new.html", box, {"day": day, "repeats": REPEATS})

    async def create(self, request: web.Request) -> web.Response:
        box = self.box(request)
        made = acts.create(self._tenant, box, await _form(request))
        return rendering.elsewhere(f"{path_of(box)}?week={self._day(box, made)}")

    async def event(self, request: web.Request) -> web.Response:
        box = self.box(request)
        view = self._tenant.outlook.look(box.id, EventId(request.match_info["event"]))
        return self.page("event.html", box, self._told(box, view))

    async def act(self, request: web.Request) -> web.Response:
        box, event = self.box(request), EventId(request.match_info["event"])
        day = self._day(box, event)
        acts.act(self._tenant, box, event, await _form(request))
        there = box.calendars.look(box.ids.read(event).number)
        return rendering.elsewhere(f"{path_of(box)}?week={self._day(box, event) if there else day}")

    def _told(self, box: Mailbox, view: EventView) -> dict[str, Any]:
        """Return what the page of one event shows."""
        says = view.says
        zone = "UTC" if says.span.is_all_day else zone_of(box).key
        is_one_of = view.series is not None
        return {
            "view": view,
            "id": event_id(box, view.number),
            "series": event_id(box, view.series) if view.series is not None else None,
            "is_one_of": is_one_of,
            "zone": zone,
            "places": shown_places(says),
            "attendees": "\n".join(map(shown_invitee, says.attendees)),
            "is_private": says.sensitivity is not Sensitivity.NORMAL,
            "day": self._day(box, event_id(box, view.number)),
        }

    def page(self, name: str, box: Mailbox | None, values: Mapping[str, Any]) -> web.Response:
        """Return a page, with every mailbox beside it."""
        return rendering.page(name, {"boxes": self._boxes(), "box": box, "path": path_of, **values})

    def _boxes(self) -> list[Mailbox]:
        boxes = [box for box in self._tenant.mailboxes() if box.user.is_licensed]
        return sorted(boxes, key=lambda box: box.user.name.casefold())

    def box(self, request: web.Request) -> Mailbox:
        """Return the mailbox that the path names.

        Raises:
            Refusal: there is none (404).
        """
        user = self._tenant.users.with_address(request.match_info["mailbox"])
        if user is None:
            raise item_not_found()
        return self._tenant.mailbox(user.id)

    def _day(self, box: Mailbox, event: EventId) -> str:
        span = self._tenant.outlook.look(box.id, event).says.span
        start = span.start if span.is_all_day else span.start.astimezone(zone_of(box))
        return f"{start:%Y-%m-%d}"


async def _form(request: web.Request) -> Mapping[str, Any]:
    return await request.post()
