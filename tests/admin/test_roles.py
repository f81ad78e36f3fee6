"""Who may do what: every route for every role, and nothing offered on a page that its reader may not do."""

import html
import json
import re
from urllib.parse import unquote, urlsplit

import pytest

from admin.routes import ROUTES, Route
from sync_core.access import AppRole, SignedIn
from tests.admin.asking import PAGES, ask, get
from tests.admin.firm import Firm
from tests.admin.pretend_door import OBJECT_ID, ROLE

READER, OPERATOR, ADMIN = AppRole.READER, AppRole.OPERATOR, AppRole.ADMIN
FORMS = ("/calendar/new", "/contacts/new")
"""Pages that are of no use to whoever may not send them."""
ADMINS_ALONE = ("/erase", "/contacts/pause", "/contacts/resume", "/forget")
SOMEBODY = "0a1b2c3d-0000-4000-8000-000000000000"
JSON = {"Content-Type": "application/json"}
OFFERED = re.compile(r'(hx-post|hx-get|href|action)="(/[^"]*)"')


def needed(route: Route) -> AppRole:
    """Return the role that a route must need, said here once more and by other means."""
    if route.method == "GET":
        return OPERATOR if route.path in FORMS else READER
    if route.path == "/api/admin/policy/check":
        return READER
    rules = route.method == "PUT" or route.path.replace("/{mailbox}", "").endswith(ADMINS_ALONE)
    return ADMIN if rules or "/contacts/pause/" in route.path else OPERATOR


def address(route: Route) -> str:
    return re.sub(r"\{\w+\}", "x", route.path)


def code(body: bytes) -> str:
    return str(json.loads(body)["error"]["code"]) if body.startswith(b"{") else ""


async def test_every_route_needs_the_role_that_its_act_needs() -> None:
    assert {(r.method, r.path): r.needs for r in ROUTES} == {
        (r.method, r.path): needed(r) for r in ROUTES
    }
    assert len({(r.method, r.path) for r in ROUTES}) == len(ROUTES) >= 100


@pytest.mark.parametrize("role", ["none", *AppRole])
async def test_every_route_refuses_whoever_lacks_its_role(firm: Firm, role: str) -> None:
    somebody = SignedIn(object_id=SOMEBODY, roles=frozenset({role} & set(AppRole)))  # type: ignore[arg-type] # none is no role
    for route in (r for r in ROUTES if not somebody.may(r.needs)):
        headers = {**JSON, ROLE: role, OBJECT_ID: SOMEBODY}

        answer = await ask(firm, route.method, address(route), headers, b"{}")

        told = b"have no role here" if role == "none" else b"This needs the role"
        assert answer.status == 403 and told in answer.body, (route, answer)
    assert firm.queued() == []


async def test_every_route_lets_whoever_has_its_role_through(firm: Firm) -> None:
    for route in ROUTES:
        headers = {**JSON, ROLE: route.needs, OBJECT_ID: SOMEBODY}

        answer = await ask(firm, route.method, address(route), headers, b"{}")

        assert answer.status != 401 and answer.status < 500, (route, answer)
        assert b"This needs the role" not in answer.body, (route, answer)


async def test_nobody_signed_in_gets_nothing_but_the_way_to_sign_in(firm: Firm) -> None:
    nobody = {**JSON, ROLE: "nobody"}
    for route in ROUTES:
        answer = await ask(firm, route.method, address(route), nobody, b"{}")
        if route.path.startswith("/api/"):
            assert (answer.status, code(answer.body)) == (401, "sign_in_needed"), route
            assert answer.headers["WWW-Authenticate"] == "Bearer"
        elif route.method == "GET":
            assert answer.status == 303
            assert answer.headers["Location"].startswith("/sign-in?to="), route
            assert answer.body == b""
        else:
            assert answer.status == 401, route
    unknown = await ask(firm, "GET", "/nothing/here", nobody)
    assert unknown.status == 303
    assert (await ask(firm, "GET", "/static/pages.css", nobody)).status == 200
    assert firm.queued() == []


async def test_a_piece_of_a_page_lets_its_page_go_and_sign_in(firm: Firm) -> None:
    piece = {"HX-Request": "true", ROLE: "nobody"}

    answer = await ask(firm, "GET", "/fragments/health", piece)
    change = await ask(firm, "POST", "/calendar/events", piece)

    assert (answer.status, answer.headers["HX-Refresh"]) == (401, "true")
    assert change.status == 401 and b"nothing was changed" in change.body


def route_of(method: str, target: str) -> Route | None:
    segments = tuple(unquote(s) for s in urlsplit(target).path.split("/") if s)
    found = (r for r in ROUTES if r.method == method and r.open_parts(segments) is not None)
    return next(found, None)


async def offered(firm: Firm, role: AppRole) -> dict[Route, str]:
    """Return every route that some page offers to a role, with the page; pages are followed as by a person."""
    told: dict[Route, str] = {}
    waiting = [url for url in PAGES if role is not READER or url not in FORMS]
    seen = dict[str, int]()
    while waiting:
        url = waiting.pop()
        body = await get(firm, url, {ROLE: role, OBJECT_ID: SOMEBODY})
        for attribute, target in OFFERED.findall(html.unescape(body)):
            if target.startswith(("/static/", "/sign-out")):
                continue
            route = route_of("POST" if attribute == "hx-post" else "GET", target)
            assert route is not None, (url, attribute, target)
            told.setdefault(route, url)
            seen[route.path] = seen.get(route.path, 0) + (attribute == "href")
            if attribute == "href" and seen[route.path] <= 1 and route.needs is not ADMIN:
                waiting += [target] if role is not READER or route.needs is READER else []
    return told


@pytest.mark.parametrize("role", list(AppRole))
async def test_no_page_offers_what_its_reader_may_not_do(shown_firm: Firm, role: AppRole) -> None:
    somebody = SignedIn(object_id=SOMEBODY, roles=frozenset({role}))

    told = await offered(shown_firm, role)

    beyond = {route.path: url for route, url in told.items() if not somebody.may(route.needs)}
    assert beyond == {}
    acts = {route.path for route in told if route.method == "POST"}
    if role is READER:
        assert acts == set()
    else:
        assert {"/mailboxes/{mailbox}/sync", "/calendar/events", "/held/{mailbox}/{stream}"} <= acts
        assert ("/people/{person}/erase" in acts) is (role is ADMIN)


async def test_a_page_says_as_what_one_is_signed_in_and_lets_one_leave(firm: Firm) -> None:
    page = await get(firm, "/", {ROLE: OPERATOR, OBJECT_ID: SOMEBODY})

    assert ">Operator</span>" in page and 'hx-post="/sign-out"' in page
    assert "/sign-out" not in await get(firm, "/")


async def test_a_page_that_asks_who_somebody_meets_still_knows_who_asks(shown_firm: Firm) -> None:
    for url in ("/calendar/meetings", "/calendar/meetings?who=nobody+known", "/emails", "/people"):
        page = await get(shown_firm, url, {ROLE: READER, OBJECT_ID: SOMEBODY})

        assert ">Reader</span>" in page


async def test_headers_that_a_proxy_may_set_open_nothing(firm: Firm) -> None:
    forged = {
        "X-MS-CLIENT-PRINCIPAL": "eyJyb2xlcyI6WyJSYXBwb3J0LkFkbWluIl19",
        "X-MS-CLIENT-PRINCIPAL-ID": SOMEBODY,
        "X-MS-CLIENT-PRINCIPAL-NAME": "priya@northwind.test",
        "X-MS-TOKEN-AAD-ID-TOKEN": "a.b.c",
        "x-functions-key": "key",
        ROLE: "nobody",
    }

    assert (await ask(firm, "GET", "/api/admin/health", forged)).status == 401
