"""A browser that signs in at the pretend Entra: it keeps one cookie and sends forms as Entra's page would."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import ClientSession
from cryptography.hazmat.primitives.asymmetric import rsa

from adapters.entra import EntraTokens
from admin import PageRequest, PageResponse, handle
from admin.entra_door import EntraDoor
from simulator.entra import Authority, Somebody, served
from sync_core.seals import Sealer
from sync_core.tokens import Registration
from tests.admin.firm import DIGESTER, Firm

TENANT = "aaaaaaaa-0000-4000-8000-000000000001"
CLIENT = "bbbbbbbb-0000-4000-8000-000000000002"
URL = "https://rapport.test"
NIA = Somebody("0a1b2c3d-0000-4000-8000-000000000000", "Nia Admin", ("Rapport.Admin",))
RAY = Somebody("0a1b2c3d-0000-4000-8000-000000000001", "Ray Reader", ("Rapport.Reader",))
ELI = Somebody("0a1b2c3d-0000-4000-8000-000000000002", "Eli Else", ())


@cache
def keys() -> tuple[rsa.RSAPrivateKey, ...]:
    """Return keys made once: making them is what takes time."""
    return tuple(rsa.generate_private_key(65_537, 2_048) for _ in range(3))


@asynccontextmanager
async def entra_for(firm: Firm, url: str = URL) -> AsyncIterator[tuple[Authority, Firm]]:
    """Yield a pretend Entra, and the same firm with the door that believes it."""
    authority = Authority(
        tenant_id=TENANT,
        client_id=CLIENT,
        now=firm.surroundings.now,
        people=(NIA, RAY, ELI),
        make_key=iter(keys()).__next__,
    )
    async with served(authority, f"{url}/sign-in/answer"):
        of = Registration(authority_url=authority.url, tenant_id=TENANT, client_id=CLIENT)
        door = EntraDoor(
            of=of,
            tokens=EntraTokens(of, firm.surroundings.now),
            sealer=Sealer(DIGESTER.key),
            public_url=url,
            now=firm.surroundings.now,
        )
        yield authority, replace(firm, console=replace(firm.console, door=door))


@dataclass(slots=True)
class Browser:
    """Keeps the cookie that the pages set."""

    firm: Firm
    cookie: str = ""
    set_cookies: list[str] = field(default_factory=list)

    async def ask(
        self, method: str, url: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> PageResponse:
        """Return an answer; what it sets is kept."""
        sent = {"Host": "rapport.test", **({"Cookie": self.cookie} if self.cookie else {})}
        request = PageRequest.read(
            method=method, url=url, headers=sent | (headers or {}), body=body
        )
        answer = await handle(request, self.firm.console)
        if told := answer.headers.get("Set-Cookie"):
            self.set_cookies.append(told)
            self.cookie = kept(told)
        return answer

    async def to_entra(self, wanted: str = "/") -> tuple[str, dict[str, str]]:
        """Ask for a page, be sent to Entra, and return its address and what was asked of it."""
        page = await self.ask("GET", wanted)
        assert page.status == 303, page
        sent = await self.ask("GET", page.headers["Location"])
        assert sent.status == 303, sent
        there = sent.headers["Location"]
        return there, {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}

    async def come_back(self, **form: str) -> PageResponse:
        """Bring Entra's answer, posted from its site."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": "https://login.microsoftonline.com",
            "Sec-Fetch-Site": "cross-site",
        }
        return await self.ask("POST", "/sign-in/answer", headers, urlencode(form).encode())

    async def sign_in(self, entra: Authority, who: Somebody, wanted: str = "/") -> PageResponse:
        """Sign in as somebody."""
        _, asked = await self.to_entra(wanted)
        token = entra.id_token(who, asked["nonce"])
        return await self.come_back(state=asked["state"], id_token=token)


def kept(set_cookie: str) -> str:
    """Return what a browser sends back of a cookie it was told to keep; empty where it is told to drop it."""
    ((name, morsel),) = SimpleCookie(set_cookie).items()
    return f"{name}={morsel.value}" if morsel["max-age"] != "0" else ""


async def chosen_at(address: str, name: str) -> tuple[str, dict[str, str]]:
    """Return where the pretend Entra's page posts to, and what, for the one who is chosen there."""
    async with ClientSession() as session, session.get(address) as answer:
        page = await answer.text()
    (form,) = (f for f in page.split("<form")[1:] if f">{name} (" in f)
    action = re.search(r'action="([^"]*)"', form)
    assert action is not None
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', form)
    return html.unescape(action.group(1)), {n: html.unescape(v) for n, v in fields}
