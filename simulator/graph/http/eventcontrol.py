"""The control API's part for calendars: how a demo or a replay acts as people do in Outlook.

POST /events     JSON lines of EventOrder    -> {"ids": [...]}: event ids; of outside meetings iCalUIds
POST /acts       JSON lines of ActOrder      -> {"ids": [...]}: of what was acted on, or made by it
POST /outside    JSON lines of OutsideOrder  -> {"done": n}
POST /calendars  JSON lines of CalendarOrder -> {"ids": [...]}: calendar ids, empty where none was made
GET  /events?mailbox=M                       -> {"events": [...]}
GET  /invitations                            -> {"mails": [...]}
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from simulator.graph.calendar.events import EventView
from simulator.graph.calendar.outlook import Outlook, event_id
from simulator.graph.http import eventorders, orders
from simulator.graph.http.encoding import timestamp
from simulator.graph.mailbox import Mailbox
from simulator.graph.tenant import Tenant
from sync_core.calendar.event import Answer, EventId
from sync_core.work import MailboxId

Handler = Callable[[web.Request], Awaitable[web.Response]]
Act = Callable[[Outlook, MailboxId, EventId, eventorders.ActOrder], None]
_ACTS: dict[str, Act] = {
    "edit": lambda outlook, box, name, order: outlook.edit(box, name, **order.fields()),
    "shift": lambda outlook, box, name, order: outlook.shift(
        box, name, order.shift, order.fields().get("recurrence")
    ),
    "delete": lambda outlook, box, name, _: outlook.delete(box, name),
    "cancel": lambda outlook, box, name, _: outlook.cancel(box, name),
    "send": lambda outlook, box, name, _: outlook.send_draft(box, name),
    "accept": lambda outlook, box, name, _: outlook.respond(box, name, Answer.ACCEPTED),
    "tentative": lambda outlook, box, name, _: outlook.respond(box, name, Answer.TENTATIVE),
    "decline": lambda outlook, box, name, _: outlook.respond(box, name, Answer.DECLINED),
    "damage": lambda outlook, box, name, _: outlook.damage(box, name),
}


class EventControl:
    """Steers the calendars of a tenant."""

    def __init__(self, tenant: Tenant, named: Callable[[str], MailboxId]) -> None:
        self._tenant = tenant
        self._named = named

    def orders(self) -> dict[str, Handler]:
        """What is posted."""
        return {
            "events": self._create,
            "acts": self._act,
            "outside": self._act_outside,
            "calendars": self._add_calendars,
        }

    def views(self) -> dict[str, Handler]:
        """What is looked at."""
        return {"events": self._events, "invitations": self._invitations}

    async def _create(self, request: web.Request) -> web.Response:
        asked = orders.lines_of(eventorders.EventOrder, await request.read())
        said = [(order, order.says()) for order in asked]
        ids = []
        for order, says in said:
            organiser, outlook = eventorders.organiser_of(order), self._tenant.outlook
            if organiser is not None:
                ids.append(outlook.invite_from_outside(organiser, says, order.uid))
            elif order.draft:
                ids.append(outlook.draft(self._named(order.mailbox), says))
            else:
                ids.append(outlook.create(self._named(order.mailbox), says, order.calendar))
        return web.json_response({"ids": ids})

    async def _act(self, request: web.Request) -> web.Response:
        asked = orders.lines_of(eventorders.ActOrder, await request.read())
        boxes = [self._named(order.mailbox) for order in asked]
        ids = [self._done(box, order) for box, order in zip(boxes, asked, strict=True)]
        return web.json_response({"ids": ids})

    async def _act_outside(self, request: web.Request) -> web.Response:
        asked = orders.lines_of(eventorders.OutsideOrder, await request.read())
        for order in asked:
            if order.act == "cancel":
                self._tenant.outlook.cancel_outside(order.uid, order.at_slot)
            else:
                self._tenant.outlook.edit_outside(order.uid, order.at_slot, **order.fields())
        return web.json_response({"done": len(asked)})

    async def _add_calendars(self, request: web.Request) -> web.Response:
        ids = []
        for order in orders.lines_of(eventorders.CalendarOrder, await request.read()):
            mailbox, outlook = self._named(order.mailbox), self._tenant.outlook
            if order.zone is not None:
                outlook.set_zone(mailbox, order.zone)
            ids.append("" if order.name is None else outlook.add_calendar(mailbox, order.name))
        return web.json_response({"ids": ids})

    async def _events(self, request: web.Request) -> web.Response:
        box = self._tenant.mailbox(self._named(request.query.get("mailbox", "")))
        store = box.calendars
        return web.json_response(
            {"events": [_shown(box, store.view(number)) for number in store.items]}
        )

    async def _invitations(self, _: web.Request) -> web.Response:
        mails = [
            asdict(mail) | {"at": timestamp(mail.at)} for mail in self._tenant.invitations.mails
        ]
        return web.json_response({"mails": mails}, dumps=orders.as_json)

    def _done(self, mailbox: MailboxId, order: eventorders.ActOrder) -> EventId:
        """Do what is ordered, and return the id of the event, or of the one that was made by it."""
        outlook, name, slot = self._tenant.outlook, EventId(order.id), order.at_slot
        if order.act == "edit_following":
            if slot is None:
                raise orders.BadOrder("slot: needed to part a series")
            return outlook.edit_following(mailbox, name, slot, **order.fields())
        if slot is not None:
            name = outlook.occurrence(mailbox, name, slot)
        _ACTS[order.act](outlook, mailbox, name, order)
        return name


def _shown(box: Mailbox, event: EventView) -> dict[str, Any]:
    says = event.says
    return {
        "id": event_id(box, event.number),
        "uid": event.uid,
        "type": event.shape.value,
        "subject": says.subject,
        "start": timestamp(says.span.start),
        "end": timestamp(says.span.end),
        "zone": says.span.zone,
        "all_day": says.span.is_all_day,
        "recurrence": says.recurrence.rule if says.recurrence else "",
        "attendees": [invitee.address for invitee in says.attendees],
        "is_organiser": event.item.is_organiser,
        "is_cancelled": event.item.is_cancelled,
        "answer": event.item.answer.value,
        "version": event.version,
    }
