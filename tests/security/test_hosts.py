"""With whom the product talks: the configured hosts, from few places, and never where an answer points."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from aiohttp import web

from adapters.graph.credentials import LocalCredential
from adapters.scoring import AzureLanguageScorer

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("adapters", "admin", "flows", "functions", "sync_core", "wiring")
SPEAKERS = {
    "adapters/entra/documents.py": "Entra's documents",
    "adapters/probing.py": "the doctor's questions, without credentials",
    "admin/command/remote.py": "the command line, on somebody's own machine",
    "adapters/graph/sdk.py": "Microsoft Graph",
    "adapters/graph/client.py": "Microsoft Graph (types alone)",
    "adapters/graph/tenant.py": "Microsoft Graph (types alone)",
}
"""Every module that opens HTTP connections by itself; Azure's own clients open theirs."""
LIBRARIES = ("aiohttp", "httpx", "requests", "urllib.request", "http.client", "socket", "ftplib")
VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request")


@cache
def sources() -> tuple[tuple[str, ast.Module], ...]:
    """Return the modules that name one of the libraries at all, parsed."""
    return tuple(_parsed())


def _parsed() -> Iterator[tuple[str, ast.Module]]:
    for folder in PRODUCT:
        for file in sorted((ROOT / folder).rglob("*.py")):
            text = file.read_text()
            if any(library in text for library in LIBRARIES):
                yield str(file.relative_to(ROOT)), ast.parse(text)


def imported(tree: ast.Module) -> set[str]:
    """Return what a module imports anywhere in it."""
    found = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_only_known_modules_open_connections_themselves() -> None:
    found = {
        name
        for name, tree in sources()
        if any(i == lib or i.startswith(f"{lib}.") for i in imported(tree) for lib in LIBRARIES)
    }

    assert found == set(SPEAKERS)


def test_no_request_of_ours_follows_a_redirect() -> None:
    seen = 0
    for name, tree in sources():
        if "aiohttp" not in imported(tree):
            continue
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            of = node.func.value
            if (
                node.func.attr in VERBS
                and isinstance(of, ast.Name)
                and of.id in ("session", "client")
            ):
                seen += 1
                told = {k.arg: k.value for k in node.keywords}
                follows = told.get("allow_redirects")
                assert isinstance(follows, ast.Constant) and follows.value is False, name
    assert seen >= 3


async def test_texts_and_token_do_not_follow_where_the_language_service_points() -> None:
    asked: list[str] = []

    async def redirect(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", redirect)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    scorer = AzureLanguageScorer(f"http://127.0.0.1:{port}", LocalCredential())

    assert await scorer.score(["A text."]) == (None,)

    await scorer.close()
    await runner.cleanup()
    assert asked == ["/language/:analyze-text"]
