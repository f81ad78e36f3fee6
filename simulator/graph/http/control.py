"""The control API: how a demo or a replay makes people, traffic and faults in a tenant that is served.

POST /users     JSON lines of UserOrder           -> {"ids": [...]}
POST /deliver   JSON lines of MailOrder           -> {"ids": [...]}: received into folders
POST /send      JSON lines of MailOrder           -> {"ids": [...]}: sent by the mailbox's owner
POST /move      JSON lines of ItemOrder           -> {"done": n}
POST /delete    JSON lines of ItemOrder           -> {"done": n}
POST /state     one StateOrder                    -> {"done": 1}
POST /rules     one RulesOrder                    -> all switches
GET  /rules, /stats, /mailboxes
Calendars: see eventcontrol.py and calendarkeeping.py; contacts: see contactcontrol.py.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import TypeAdapter, ValidationError

from simulator.graph.http import orders
from simulator.graph.http.calendarkeeping import CalendarKeeping
from simulator.graph.http.contactcontrol import ContactControl
from simulator.graph.http.eventcontrol import EventControl
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import Refusal
from simulator.graph.rules import MailboxState, ServerRules
from simulator.graph.tenant import Tenant
from sync_core.mail import MessageId
from sync_core.work import MailboxId

_REQUEST_BYTES_MAX = 256 * 1024 * 1024
_RULES = TypeAdapter(ServerRules)


def control_app(tenant: Tenant) -> web.Application:
    """Return the sub-application that steers a tenant."""
    control = _Control(tenant)
    events = EventControl(tenant, control.named)
    app = web.Application(client_max_size=_REQUEST_BYTES_MAX, middlewares=[_told_errors])
    keeping = CalendarKeeping(tenant, control.named)
    contacts = ContactControl(tenant, control.named)
    for part in (control, events, keeping, contacts):
        for name, handler in part.orders().items():
            app.router.add_post(f"/{name}", handler)
        for name, show in part.views().items():
            app.router.add_get(f"/{name}", show)
    return app


@web.middleware
async def _told_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a bad order with 400 and what is wrong with it."""
    try:
        return await handler(request)
    except (orders.BadOrder, ValueError) as bad:
        return web.json_response({"error": str(bad)}, status=400)
    except Refusal as refusal:
        return web.json_response({"error": refusal.message, "code": refusal.code}, status=400)


class _Control:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    def orders(self) -> dict[str, Callable[[web.Request], Awaitable[web.Response]]]:
        return {
            "users": self._add_users,
            "deliver": self._deliver,
            "send": self._send,
            "move": self._move,
            "delete": self._delete,
            "state": self._set_state,
            "rules": self._set_rules,
        }

    def views(self) -> dict[str, Callable[[web.Request], Awaitable[web.Response]]]:
        return {"rules": self._rules, "stats": self._stats, "mailboxes": self._mailboxes}

    async def _add_users(self, request: web.Request) -> web.Response:
        asked = orders.lines_of(orders.UserOrder, await request.read())
        ids = []
        for user in asked:
            told = user.model_dump()
            ids.append(self._tenant.add_user(**told | {"user_id": told.pop("id")}))
        return web.json_response({"ids": ids})

    async def _deliver(self, request: web.Request) -> web.Response:
        asked = orders.lines_of(orders.MailOrder, await request.read())
        boxes = [self.named(order.mailbox) for order in asked]
        ids = [_put(self._tenant, box, order) for box, order in zip(boxes, asked, strict=True)]
        return web.json_response({"ids": ids})

    async def _send(self, request: web.Request) -> web.Response:
        asked = orders.lines_of(orders.MailOrder, await request.read())
        boxes = [self.named(order.mailbox) for order in asked]
        sent = zip(boxes, asked, strict=True)
        return web.json_response({"ids": [self._tenant.send(b, o.mail()) for b, o in sent]})

    async def _move(self, request: web.Request) -> web.Response:
        asked = orders.lines_of(orders.ItemOrder, await request.read())
        for order in asked:
            box = self.named(order.mailbox)
            self._tenant.move(box, MessageId(order.id), order.folder)
        return web.json_response({"done": len(asked)})

    async def _delete(self, request: web.Request) -> web.Response:
        asked = orders.lines_of(orders.ItemOrder, await request.read())
        for order in asked:
            act = self._tenant.purge if order.purge else self._tenant.delete
            act(self.named(order.mailbox), MessageId(order.id))
        return web.json_response({"done": len(asked)})

    async def _set_state(self, request: web.Request) -> web.Response:
        order = orders.order_of(orders.StateOrder, await request.read())
        mailbox = self.named(order.mailbox)
        self._tenant.set_state(mailbox, MailboxState(order.state))
        self._tenant.mailbox(mailbox).has_endless_rounds = order.endless_rounds
        if order.forget_cursors:
            self._tenant.forget_cursors(mailbox)
        return web.json_response({"done": 1})

    async def _set_rules(self, request: web.Request) -> web.Response:
        order = orders.order_of(orders.RulesOrder, await request.read())
        rules = ServerRules() if order.seed is None else ServerRules.troubled(order.seed)
        self._tenant.rules = _changed(rules, order.switches)
        return await self._rules(request)

    async def _rules(self, _: web.Request) -> web.Response:
        return web.json_response(asdict(self._tenant.rules), dumps=orders.as_json)

    async def _stats(self, _: web.Request) -> web.Response:
        tenant = self._tenant
        requests = dict(tenant.requests)
        outcomes = {k: requests.pop(k, 0) for k in ("throttled", "refused", "faults")}
        parts = requests.pop("batch_parts", 0)
        return web.json_response(
            {
                "requests": requests,
                "requests_total": sum(requests.values()),
                "http_requests": sum(requests.values()) - parts,
                **outcomes,
                "mailboxes": dict(tenant.requests_by_mailbox),
                "notifications": dict(tenant.outbox.counts) | {"waiting": len(tenant.outbox)},
                "subscriptions": len(tenant.subscriptions.all()),
            }
        )

    async def _mailboxes(self, _: web.Request) -> web.Response:
        return web.json_response({"mailboxes": [_shown(b) for b in self._tenant.mailboxes()]})

    def named(self, name: str) -> MailboxId:
        """Return the mailbox of an object id, a principal name or an address.

        Raises:
            Refusal: there is none.
        """
        by_address = self._tenant.users.with_address(name)
        return by_address.id if by_address else self._tenant.users.find(name).id


def _put(tenant: Tenant, box: MailboxId, order: orders.MailOrder) -> MessageId:
    """Put one mail into a mailbox in the form that was ordered; return its id."""
    if order.form == "draft":
        return tenant.draft(box, order.mail())
    message = tenant.deliver(box, order.mail(), order.folder, order.received_at)
    if order.form == "damaged":
        tenant.damage(box, message)
    return message


def _changed(rules: ServerRules, switches: dict[str, Any]) -> ServerRules:
    """Return rules with some switches set.

    Raises:
        BadOrder: names the switch that does not exist or cannot have this value.
    """
    unknown = switches.keys() - {f.name for f in fields(ServerRules)}
    if unknown:
        raise orders.BadOrder(f"switches.{min(unknown)}: there is no such switch")
    try:
        return _RULES.validate_python(asdict(rules) | switches)
    except ValidationError as bad:
        first = bad.errors(include_url=False)[0]
        raise orders.BadOrder(f"switches.{first['loc'][0]}: {first['msg']}") from None


def _shown(box: Mailbox) -> dict[str, Any]:
    store = box.mail
    return {
        "id": box.id,
        "name": box.user.name,
        "address": box.user.mail,
        "kind": box.user.kind.value,
        "state": box.state.value,
        "messages": len(store.items),
        "events": len(box.calendars.items),
        "contacts": len(box.contacts.items),
        "folders": {
            f.well_known or f.name: len(f.timeline)
            for f in store.folders.values()
            if len(f.timeline)
        },
    }
