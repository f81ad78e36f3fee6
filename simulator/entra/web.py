"""The pretend Entra over HTTP: its documents, the page where one signs in, and signing out.

The page posts the ID token from this other site to the app, as response_mode=form_post does.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape
from typing import Any

from aiohttp import web

from simulator.entra.authority import Authority, Somebody

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Pretend sign-in</title>
<link rel="icon" href="data:,">
<h1>Who are you?</h1><p>This is a pretend Entra ID on this machine.</p>{forms}</html>"""
_FORM = (
    '<form method="post" action="{to}"><input type="hidden" name="state" value="{state}">'
    '<input type="hidden" name="id_token" value="{token}"><button>{name} ({roles})</button></form>'
)


class EntraWeb:
    """Answers what a browser and an app ask of Entra."""

    def __init__(self, authority: Authority, redirect_uris: frozenset[str]) -> None:
        self._authority = authority
        self._redirect_uris = redirect_uris

    def application(self) -> web.Application:
        """Return the web application."""
        base, app = f"/{self._authority.tenant_id}", web.Application()
        app.router.add_get(f"{base}/v2.0/.well-known/openid-configuration", self._metadata)
        app.router.add_get(f"{base}/discovery/v2.0/keys", self._keys)
        app.router.add_get(f"{base}/oauth2/v2.0/authorize", self._authorize)
        app.router.add_get(f"{base}/oauth2/v2.0/logout", self._logout)
        return app

    async def _metadata(self, _: web.Request) -> web.StreamResponse:
        return self._document(self._authority.metadata())

    async def _keys(self, _: web.Request) -> web.StreamResponse:
        return self._document(self._authority.keys())

    def _document(self, told: dict[str, Any]) -> web.StreamResponse:
        self._authority.documents_read += 1
        if self._authority.is_away:
            return web.Response(status=503)
        if self._authority.redirects_to:
            return web.Response(status=302, headers={"Location": self._authority.redirects_to})
        return web.json_response(told)

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        asked = request.query
        problem = self._problem(dict(asked))
        if problem:
            return web.Response(status=400, text=problem)
        forms = "".join(self._form(who, dict(asked)) for who in self._authority.people)
        return web.Response(text=_PAGE.format(forms=forms), content_type="text/html")

    def _problem(self, asked: dict[str, str]) -> str:
        """Return what Entra would refuse of a request to sign in; empty where it would not."""
        wanted = {
            "client_id": self._authority.client_id,
            "response_type": "id_token",
            "response_mode": "form_post",
        }
        bad = [name for name, value in wanted.items() if asked.get(name) != value]
        bad += [name for name in ("nonce", "state") if not asked.get(name)]
        if asked.get("redirect_uri") not in self._redirect_uris:
            bad.append("redirect_uri")
        if "openid" not in asked.get("scope", "").split():
            bad.append("scope")
        return f"AADSTS90014: {', '.join(bad)}" if bad else ""

    def _form(self, who: Somebody, asked: dict[str, str]) -> str:
        token = self._authority.id_token(who, asked["nonce"])
        return _FORM.format(
            to=escape(asked["redirect_uri"]),
            state=escape(asked["state"]),
            token=token,
            name=escape(who.name),
            roles=escape(", ".join(who.roles) or "no role"),
        )

    async def _logout(self, request: web.Request) -> web.StreamResponse:
        there = request.query.get("post_logout_redirect_uri", "")
        homes = {uri.rpartition("/sign-in")[0] for uri in self._redirect_uris}
        if not any(there.startswith(f"{home}/") for home in homes):
            return web.Response(text="You signed out.")
        return web.Response(status=302, headers={"Location": there})


@asynccontextmanager
async def served(
    authority: Authority, *redirect_uris: str, port: int = 0
) -> AsyncIterator[Authority]:
    """Serve an authority on this machine; it knows its address while it is served."""
    face = EntraWeb(authority, frozenset(redirect_uris))
    runner = web.AppRunner(face.application(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        authority.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield authority
    finally:
        await runner.cleanup()
