"""One door for every request: who may ask, which page or call answers, and how a refusal is told."""

from dataclasses import replace
from typing import Any

from admin import headers
from admin.console import Console
from admin.entra_door import no_role
from admin.guard import refuse_other_sites
from admin.refusals import Refused, not_found
from admin.rendering import page, with_query
from admin.return_path import sign_in_address
from admin.routes import ROUTES, Route
from admin.static_files import serve
from admin.web import PageRequest, PageResponse
from sync_core.failures import Failure
from sync_core.policy import BadPolicy

_READING = ("GET", "HEAD")


async def handle(request: PageRequest, console: Console) -> PageResponse:
    """Return the answer to any request; refusals and outside failures are answers too."""
    known = request
    try:
        answer = await _open_to_all(request, console)
        if answer is None:
            refuse_other_sites(request)
            known = replace(request, who=await console.door.who(request))
            answer = await _answer(known, console)
    except Refused as refused:
        answer = _refusal(known, refused)
    except Failure as failure:
        answer = _refusal(known, Refused(503, "unavailable", str(failure)))
    except BadPolicy as bad:
        answer = _refusal(known, Refused(500, "stored_policy", str(bad)))
    body = b"" if request.method == "HEAD" else answer.body
    return PageResponse(
        status=answer.status, headers=dict(headers.ALWAYS) | dict(answer.headers), body=body
    )


async def _open_to_all(request: PageRequest, console: Console) -> PageResponse | None:
    """Return the answer to what nobody needs to be known for: static files, signing in and out."""
    if request.segments()[:1] == ("static",) and request.method in _READING:
        return serve(request)
    return await console.door.answer(request)


async def _answer(request: PageRequest, console: Console) -> PageResponse:
    """Return what a route answers to somebody who may ask it."""
    if request.who is None:
        return _to_sign_in(request)
    if request.who.highest is None:
        raise no_role()
    method = "GET" if request.method == "HEAD" else request.method
    route, parts = _found(request.segments(), method)
    if not request.may(route.needs):
        raise Refused(403, "role_needed", f"This needs the role {route.needs}.")
    return await route.handler(request, console, *parts)


def _found(segments: tuple[str, ...], method: str) -> tuple[Route, tuple[str, ...]]:
    """Return the route, and what stands in its open parts.

    Raises:
        Refused: there is none, or none for this method.
    """
    allowed = set()
    for route in ROUTES:
        parts = route.open_parts(segments)
        if parts is not None and route.method == method:
            return route, parts
        if parts is not None:
            allowed.add(route.method)
    if allowed:
        told = f"This address takes {', '.join(sorted(allowed))}."
        raise Refused(405, "method_not_allowed", told)
    raise not_found("There is no such page.")


def _to_sign_in(request: PageRequest) -> PageResponse:
    """Return the way to sign in: a page goes there at once, a piece of a page has its page go there."""
    is_piece, is_reading = request.header("hx-request") == "true", request.method in _READING
    if request.path.startswith("/api/"):
        raise Refused(401, "sign_in_needed", "Show an access token: Authorization: Bearer ...")
    if is_piece and is_reading:
        return PageResponse.html("", 401, HX_Refresh="true")
    if not is_reading:
        told = "Your sign-in is over; nothing was changed. Open a page of Rapport anew, then try again."
        return _refusal(request, Refused(401, "sign_in_needed", told))
    wanted = with_query(request.path, request.query)
    return PageResponse(status=303, headers={"Location": sign_in_address(wanted)})


_TITLES = {
    400: "Not understood",
    401: "Signed out",
    403: "Refused",
    404: "Not found",
    503: "Not available right now",
}


def _refusal(request: PageRequest, refused: Refused) -> PageResponse:
    """Return a refusal as the one who asked reads it: a program, a piece of a page, or a page."""
    if request.path.startswith("/api/"):
        challenge = {"WWW_Authenticate": "Bearer"} if refused.status == 401 else {}
        return PageResponse.json(refused.document(), refused.status, **challenge)
    if request.header("hx-request") == "true":
        said: dict[str, Any] = {"mood": "error", "said": refused.message}
        return page(request, "answer.html", said, refused.status)
    title = _TITLES.get(refused.status, "Not possible")
    return page(request, "refused.html", {"refused": refused, "title": title}, refused.status)
