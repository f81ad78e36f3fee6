"""The app runs from what the template sets, and from nothing else: no key, no secret, no other environment."""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar, TCPConnector
from yarl import URL

from adapters.crm.sql import SqlCrm
from flows.meter import Meter
from flows.ports.desk import NewPerson
from simulator.graph import Mail, Recipient
from simulator.processes.firm import REPOSITORY
from sync_core.mail import Address
from tests.running.drill import ADMINISTRATOR, CLIENT, Drill, drilled
from wiring.settings import Settings

pytestmark = [pytest.mark.azurite, pytest.mark.slow]
_PATIENCE_SECONDS = 120
_LOOK_SECONDS = 0.2
_CLIENT_MAIL = Mail(
    author=Recipient("ana@client.test", "Ana"),
    to=(Recipient("bo@northwind.test", "Bo"),),
    subject="The survey",
    body="It went well.",
)
_TIMERS = ("sweep", "subscriptions", "directory", "rematch", "crmfeed", "prune", "watch")
_POLICY = {"mailboxes": {"choose": "all"}, "mail": {"internal_domains": ["northwind.test"]}}


async def test_everything_runs_from_the_templates_settings_alone(tmp_path: Path) -> None:
    if not (REPOSITORY / "node_modules" / ".bin" / "azurite").exists():
        pytest.skip("Azurite is not installed: run `make setup` first")
    async with asyncio.timeout(_PATIENCE_SECONDS), drilled(tmp_path) as drill:
        trusting = ssl.create_default_context(cafile=str(drill.certificate.file))
        # As a browser does it on this machine: cookies of an address, secure ones without https.
        jar = CookieJar(unsafe=True, treat_as_secure_origin=URL(drill.url))
        async with ClientSession(connector=TCPConnector(ssl=trusting), cookie_jar=jar) as client:
            walk = _Walk(drill, client)
            await walk.is_ready_and_guarded()
            await walk.lets_a_person_in()
            await walk.captures_a_mail()
            await walk.ticks()
            await walk.holds_no_secret()
            await walk.ends_cleanly()


class _Walk:
    def __init__(self, drill: Drill, client: ClientSession) -> None:
        self._drill = drill
        self._client = client
        token = drill.authority.access_token(ADMINISTRATOR)
        self._signed = {"Authorization": f"Bearer {token}"}

    async def is_ready_and_guarded(self) -> None:
        """Health answers whoever asks; pages and API ask who that is; neither store takes another's word."""
        drill = self._drill
        assert await self._status("GET", "/api/health") == 200
        assert await self._status("GET", "/api/admin/policy") == 401
        assert await self._status("GET", "/api/admin/policy", headers=self._signed) == 200
        strange = {"Authorization": "Bearer made-up"}
        for url in (f"{drill.tenant_url}/users", f"{drill.storage['table']}/Tables"):
            async with self._client.get(url, headers=strange) as answer:
                assert answer.status in (401, 403), url

    async def lets_a_person_in(self) -> None:
        """Whoever asks for a page is sent to Entra, signs in there, and comes back to the page."""
        drill = self._drill
        async with self._client.get(drill.url) as answer:
            assert str(answer.url).startswith(f"{drill.authority.url}/{drill.tenant.id}/oauth2/")
            assert answer.status == 200
            page = await answer.text()
        brought = dict(re.findall(r'name="(state|id_token)" value="([^"]+)"', page))
        async with self._client.post(f"{drill.url}/sign-in/answer", data=brought) as answer:
            assert (answer.status, str(answer.url)) == (200, f"{drill.url}/")
            assert answer.content_type == "text/html"

    async def captures_a_mail(self) -> None:
        """A colleague is enrolled and subscribed to; then a client's mail arrives and is in the CRM."""
        drill = self._drill
        bo = drill.tenant.add_user("Bo", "bo@northwind.test")
        crm = SqlCrm.connect(f"sqlite+aiosqlite:///{drill.crm}", Meter())
        try:
            address = Address("ana@client.test")
            await crm.add_people([NewPerson(name="Ana", addresses=(("email", address),))])
            await crm.add_staff([("Bo", Address("bo@northwind.test"))])
            headers = {**self._signed, "If-Match": '"0"'}
            told = await self._status("PUT", "/api/admin/policy", headers=headers, json=_POLICY)
            assert told == 200
            await self._trigger("directory")
            await _until(self._is_subscribed)
            drill.tenant.deliver(bo, _CLIENT_MAIL)

            async def is_captured() -> bool:
                return (await crm.totals())["activities"] == 1

            await _until(is_captured)
        finally:
            await crm.close()

    async def ticks(self) -> None:
        """Every timer of the app fires and ends well."""
        before = (await self._host_status())["invocations"]["done"]
        assert len(_TIMERS) == len(Settings.timers())
        for timer in _TIMERS:
            await self._trigger(timer)

        async def is_done() -> bool:
            told = await self._host_status()
            done = told["invocations"]["done"]
            return bool(told["running"] == 0 and done >= before + len(_TIMERS))

        await _until(is_done)
        assert (await self._host_status())["invocations"]["failed"] == 0

    async def holds_no_secret(self) -> None:
        """What was reached was reached by the identity, and the template holds no key."""
        drill = self._drill
        assert {"https://storage.azure.com", "https://127.0.0.1"} == set(drill.identity.given)
        assert drill.settings["AzureWebJobsStorage__clientId"] == CLIENT
        assert not any("AccountKey" in value for value in drill.settings.values())

    async def ends_cleanly(self) -> None:
        """The app closes what it opened, and its log holds no failure and no token."""
        drill = self._drill
        await drill.host.stop()
        log = drill.host.log.read_text()
        assert " ERROR " not in log
        assert self._signed["Authorization"].removeprefix("Bearer ") not in log

    async def _is_subscribed(self) -> bool:
        return len(self._drill.tenant.subscriptions.all()) >= 1

    async def _host_status(self) -> dict[str, Any]:
        async with self._client.get(f"{self._drill.url}/admin/host/status") as answer:
            return dict(await answer.json())

    async def _trigger(self, function: str) -> None:
        assert await self._status("POST", f"/admin/functions/{function}", json={}) == 202

    async def _status(self, method: str, path: str, **more: Any) -> int:
        async with self._client.request(method, f"{self._drill.url}{path}", **more) as answer:
            return answer.status


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Return when a condition holds; the test's own time limit ends it otherwise."""
    while not await holds():
        await asyncio.sleep(_LOOK_SECONDS)
