"""A small firm whose Outlook is served, and a person in front of it without a browser."""

import html
import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from urllib.parse import urljoin

import aiohttp
import pytest

from simulator.graph import Serving, Tenant, serve
from simulator.memory.surroundings import ManualSurroundings
from sync_core.work import MailboxId

ANA, BEN, CLIENT = "ana.lima@northwind.test", "ben.roth@northwind.test", "carla@client.test"
_CARD = re.compile(
    r'<a class="card ([^"]*)" href="([^"]*)">.*?class="subject">(.*?)</span>', re.DOTALL
)


class Person:
    """Opens pages and presses buttons."""

    def __init__(self, session: aiohttp.ClientSession, serving: Serving) -> None:
        self._session = session
        self.url = serving.outlook_url or ""

    async def see(self, path: str, status: int = 200) -> str:
        """Return a page by its address below the Outlook."""
        async with self._session.get(urljoin(self.url, path)) as answered:
            assert answered.status == status, await answered.text()
            return await answered.text()

    async def send(
        self, path: str, fields: Mapping[str, str], status: int = 200, origin: str | None = None
    ) -> str:
        """Send a form and return the page it leads to."""
        headers = {"Origin": origin} if origin else {}
        url = urljoin(self.url, path)
        async with self._session.post(url, data=dict(fields), headers=headers) as answered:
            assert answered.status == status, await answered.text()
            return await answered.text()

    async def events(self, mailbox: str, week: str = "2026-11-23") -> list[tuple[str, str]]:
        """Return the subjects and addresses of a week's events."""
        shown = await self.see(f"{mailbox}?week={week}")
        return [(html.unescape(s), html.unescape(a)) for _, a, s in _CARD.findall(shown)]


@pytest.fixture
def tenant() -> Tenant:
    return Tenant(ManualSurroundings(7, datetime(2026, 11, 21, 9, 0, tzinfo=UTC)))


@pytest.fixture
def ana(tenant: Tenant) -> MailboxId:
    return tenant.add_user("Ana Lima")


@pytest.fixture
def ben(tenant: Tenant) -> MailboxId:
    return tenant.add_user("Ben Roth")


@pytest.fixture
async def person(tenant: Tenant, ana: MailboxId, ben: MailboxId) -> AsyncIterator[Person]:
    assert ana != ben
    serving = await serve(tenant, control=True)
    async with aiohttp.ClientSession() as session:
        yield Person(session, serving)
    await serving.stop()
