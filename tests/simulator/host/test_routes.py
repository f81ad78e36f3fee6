"""Requests go to the function that the real host would choose."""

import pytest

from simulator.host.routes import BadRoute, RouteTable


@pytest.fixture
def table() -> RouteTable[str]:
    return RouteTable(
        [
            ("static/{*path}", ["GET"], "static"),
            ("", ["GET"], "home"),
            ("people/{id}", ["GET"], "person"),
            ("people/{id:int}", ["GET"], "person by number"),
            ("people/new", ["GET"], "new person"),
            ("people/{id}", ["POST"], "change person"),
            ("api/admin/emails/{page:int?}", [], "emails"),
            ("{*rest}", ["PUT"], "anything"),
        ]
    )


@pytest.mark.parametrize(
    ("method", "path", "target", "parameters"),
    [
        ("GET", "/", "home", {}),
        ("get", "/", "home", {}),
        ("GET", "/static/css/a.css", "static", {"path": "css/a.css"}),
        ("GET", "/static/", "static", {}),
        ("GET", "/static/a%2Fb", "static", {"path": "a/b"}),
        ("GET", "/people/new", "new person", {}),
        ("GET", "/People/NEW/", "new person", {}),
        ("GET", "/people/7", "person by number", {"id": "7"}),
        ("GET", "/people/ana%20x", "person", {"id": "ana x"}),
        ("POST", "/people/new", "change person", {"id": "new"}),
        ("DELETE", "/api/admin/emails", "emails", {}),
        ("GET", "/api/admin/emails/3", "emails", {"page": "3"}),
        ("PUT", "/a/b/c", "anything", {"rest": "a/b/c"}),
    ],
)
def test_a_request_finds_its_function(
    table: RouteTable[str], method: str, path: str, target: str, parameters: dict[str, str]
) -> None:
    assert table.find(method, path) == (target, parameters)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nothing"),
        ("DELETE", "/people/7"),
        ("GET", "/people"),
        ("GET", "/people/7/x"),
        ("GET", "/api/admin/emails/x"),
    ],
)
def test_what_no_function_serves_is_not_found(
    table: RouteTable[str], method: str, path: str
) -> None:
    assert table.find(method, path) is None


@pytest.mark.parametrize("template", ["{a}{b}", "x{a}", "{a:date}", "{*a}/b", "{a?}/b", "{"])
def test_a_template_that_is_not_understood_is_refused(template: str) -> None:
    with pytest.raises(BadRoute):
        RouteTable([(template, [], "x")])
