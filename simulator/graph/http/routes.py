"""Which path is answered by what: Graph's spellings of a path brought to one form, then looked up."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from simulator.graph.http import (
    calendars,
    contactfolders,
    contacts,
    events,
    folders,
    messages,
    subscriptions,
    users,
)
from simulator.graph.http.calls import Call
from simulator.graph.http.records import Response
from simulator.graph.refusals import Refusal, no_path

_KEYED = re.compile(r"\('((?:[^']|'')*)'\)")
_FUNCTION = re.compile(
    r"^(?:microsoft\.graph\.)?(\w+)\(\)$|^microsoft\.graph\.(\w+)$", re.IGNORECASE
)

Handler = Callable[[Call], Response]


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint."""

    kind: str
    """How its requests are counted."""
    handler: Handler | None
    """None: answered by the face itself (it must wait for something)."""
    is_mailbox: bool = False
    """Its first name is a mailbox, whose limits hold."""


_ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "users"): Route("users", users.list_all),
    ("GET", "users/delta"): Route("users.delta", users.delta),
    ("GET", "users/*"): Route("users", users.one),
    ("GET", "users/*/mailboxsettings"): Route("mailboxSettings", users.mailbox_settings, True),
    ("GET", "users/*/mailfolders"): Route("mailFolders", folders.list_top, True),
    ("GET", "users/*/mailfolders/delta"): Route("mailFolders.delta", folders.delta, True),
    ("GET", "users/*/mailfolders/*"): Route("mailFolders", folders.one, True),
    ("GET", "users/*/mailfolders/*/childfolders"): Route(
        "mailFolders", folders.list_children, True
    ),
    ("GET", "users/*/mailfolders/*/messages"): Route("messages", messages.list_in_folder, True),
    ("GET", "users/*/mailfolders/*/messages/delta"): Route(
        "messages.delta", messages.delta_in_folder, True
    ),
    ("GET", "users/*/messages"): Route("messages", messages.list_all, True),
    ("GET", "users/*/messages/delta"): Route("messages.delta", messages.delta_of_all, True),
    ("GET", "users/*/messages/*"): Route("message", messages.one, True),
    ("GET", "users/*/mailfolders/*/messages/*"): Route("message", messages.one_in_folder, True),
    ("GET", "users/*/calendar"): Route("calendars", calendars.one, True),
    ("GET", "users/*/calendars"): Route("calendars", calendars.list_all, True),
    ("GET", "users/*/calendars/*"): Route("calendars", calendars.one, True),
    ("GET", "users/*/calendars/*/events"): Route("events", events.search, True),
    ("POST", "users/*/calendars/*/events"): Route("events.create", events.create, True),
    ("GET", "users/*/calendars/*/calendarview"): Route("events", calendars.view, True),
    ("GET", "users/*/calendars/*/calendarview/delta"): Route("events.delta", calendars.delta, True),
    ("GET", "users/*/calendarview"): Route("events", calendars.view, True),
    ("GET", "users/*/calendarview/delta"): Route("events.delta", calendars.delta, True),
    ("GET", "users/*/events"): Route("events", events.search, True),
    ("GET", "users/*/events/delta"): Route("events.delta", calendars.delta_of_events, True),
    ("POST", "users/*/events"): Route("events.create", events.create, True),
    ("GET", "users/*/events/*"): Route("event", events.one, True),
    ("PATCH", "users/*/events/*"): Route("events.update", events.change, True),
    ("DELETE", "users/*/events/*"): Route("events.delete", events.delete, True),
    ("GET", "users/*/events/*/instances"): Route("events", events.instances, True),
    ("POST", "users/*/events/*/cancel"): Route("events.cancel", events.cancel, True),
    ("POST", "users/*/events/*/accept"): Route("events.answer", events.accept, True),
    ("POST", "users/*/events/*/tentativelyaccept"): Route(
        "events.answer", events.accept_tentatively, True
    ),
    ("POST", "users/*/events/*/decline"): Route("events.answer", events.decline, True),
    ("GET", "users/*/contactfolders"): Route("contactFolders", contactfolders.list_all, True),
    ("POST", "users/*/contactfolders"): Route("contactFolders.create", contactfolders.create, True),
    ("GET", "users/*/contactfolders/delta"): Route(
        "contactFolders.delta", contactfolders.delta, True
    ),
    ("GET", "users/*/contactfolders/*"): Route("contactFolders", contactfolders.one, True),
    ("PATCH", "users/*/contactfolders/*"): Route(
        "contactFolders.update", contactfolders.change, True
    ),
    ("DELETE", "users/*/contactfolders/*"): Route(
        "contactFolders.delete", contactfolders.delete, True
    ),
    ("GET", "users/*/contacts/delta"): Route("contacts.delta", contacts.delta_of_default, True),
    ("GET", "users/*/contactfolders/*/contacts/delta"): Route(
        "contacts.delta", contacts.delta, True
    ),
    **{
        (method, f"users/*/{within}contacts{rest}"): Route(kind, handler, True)
        for within in ("", "contactfolders/*/")
        for method, rest, kind, handler in (
            ("GET", "", "contacts", contacts.search),
            ("POST", "", "contacts.create", contacts.create),
            ("GET", "/*", "contact", contacts.one),
            ("PATCH", "/*", "contacts.update", contacts.change),
            ("DELETE", "/*", "contacts.delete", contacts.delete),
        )
    },
    ("POST", "users/*/sendmail"): Route("sendMail", messages.send, True),
    ("POST", "users/*/translateexchangeids"): Route(
        "translateExchangeIds", messages.translate_ids, True
    ),
    ("GET", "subscriptions"): Route("subscriptions", subscriptions.list_all),
    ("POST", "subscriptions"): Route("subscriptions.create", None),
    ("GET", "subscriptions/*"): Route("subscriptions", subscriptions.one),
    ("PATCH", "subscriptions/*"): Route("subscriptions.renew", subscriptions.renew),
    ("DELETE", "subscriptions/*"): Route("subscriptions.delete", subscriptions.delete),
    ("POST", "subscriptions/*/reauthorize"): Route(
        "subscriptions.renew", subscriptions.reauthorize
    ),
    ("POST", "$batch"): Route("batch", None),
}
_PATHS = {path for _, path in _ROUTES}
_COLLECTIONS = frozenset(
    (
        "users",
        "mailfolders",
        "messages",
        "subscriptions",
        "calendars",
        "events",
        "contactfolders",
        "contacts",
    )
)


def route_of(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """Return the endpoint of a path, and what stands for its placeholders.

    Raises:
        Refusal: 400 for a path that is not served, 405 for a method that is not.
    """
    segments = _segments(path)
    pattern, names = _pattern(segments)
    route = _ROUTES.get((method, pattern))
    if route is None and pattern in _PATHS:
        raise Refusal(405, "Request_BadRequest", f"Method {method} is not allowed here.")
    if route is None:
        raise no_path(segments[-1] if segments else "")
    return route, names


def _segments(path: str) -> list[str]:
    """Return a path's parts: keys in brackets become parts of their own, functions lose theirs."""
    opened = _KEYED.sub(lambda key: "/" + key[1].replace("''", "'"), unquote_safe(path))
    return [_plain(part) for part in opened.split("/") if part]


def unquote_safe(path: str) -> str:
    """Return a path with the escapes of brackets and quotes undone, which clients write either way."""
    for escape, plain in (("%28", "("), ("%29", ")"), ("%27", "'"), ("%24", "$")):
        path = path.replace(escape, plain)
    return path


def _plain(part: str) -> str:
    found = _FUNCTION.match(part)
    return (found[1] or found[2]) if found else part


def _pattern(segments: list[str]) -> tuple[str, tuple[str, ...]]:
    """Return the path with placeholders: what follows a collection is a name, unless it is a function."""
    shape: list[str] = []
    names: list[str] = []
    for part in segments:
        if shape and shape[-1] in _COLLECTIONS and part.lower() != "delta":
            shape.append("*")
            names.append(unquote(part))
        else:
            shape.append(part.lower())
    return "/".join(shape), tuple(names)
