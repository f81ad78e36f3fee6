"""The control API's part for whole calendars: from a file, and over the end of a process.

POST /calendarfile?mailbox=M&name=N   a .ics file      -> {"events": n, "left_out": [...]}
GET  /kept                                             -> all calendars
POST /kept                            what it answered -> {"events": n}
"""

from asyncio import to_thread
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from simulator.graph.calendar.kept import kept_calendars, restore_calendars
from simulator.graph.tenant import Tenant
from sync_core.work import MailboxId

Handler = Callable[[web.Request], Awaitable[web.Response]]


class CalendarKeeping:
    """Brings whole calendars into a tenant, and takes them along."""

    def __init__(self, tenant: Tenant, named: Callable[[str], MailboxId]) -> None:
        self._tenant = tenant
        self._named = named

    def orders(self) -> dict[str, Handler]:
        """What is posted."""
        return {"calendarfile": self._load, "kept": self._restore}

    def views(self) -> dict[str, Handler]:
        """What is looked at."""
        return {"kept": self._kept}

    async def _load(self, request: web.Request) -> web.Response:
        from simulator.calendarfiles import load_events, read_calendar  # a tenant runs without

        mailbox = self._named(request.query.get("mailbox", ""))
        name = Path(request.query.get("name", "")).name or "calendar.ics"
        with TemporaryDirectory() as folder:
            file = Path(folder, "calendar.ics")
            file.write_bytes(await request.read())
            reading = await to_thread(read_calendar, file)
        loaded = load_events(self._tenant, mailbox, reading.events, name)
        told = [
            {"place": one.place.replace(file.name, name, 1), "why": one.why.value, "part": one.part}
            for one in (*reading.left_out, *loaded.left_out)
        ]
        return web.json_response({"events": len(loaded.events), "left_out": told})

    async def _kept(self, _: web.Request) -> web.Response:
        return web.Response(body=kept_calendars(self._tenant), content_type="application/json")

    async def _restore(self, request: web.Request) -> web.Response:
        told = restore_calendars(self._tenant, await request.read())
        return web.json_response({"events": told})
