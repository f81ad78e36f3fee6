"""Signing in through the served app itself: the functions, over HTTP, with the pretend Entra beside them."""

import base64
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from aiohttp import ClientSession, DummyCookieJar

from adapters.entra import EntraTokens
from simulator.entra import Authority, served
from tests.admin.engine import Engine
from tests.admin.firm import DIGESTER, Firm
from tests.admin.signing_in import CLIENT, ELI, NIA, TENANT, chosen_at, kept, keys
from tests.functions.conftest import ENVIRONMENT
from tests.functions.serving import served_app
from wiring import engine as wiring
from wiring.settings import Settings


@pytest.fixture
async def app() -> AsyncIterator[str]:
    async with served_app() as address:
        yield address


@pytest.fixture
async def entra(firm: Firm, app: str) -> AsyncIterator[Authority]:
    """Let the app work for a firm whose people sign in at a pretend Entra."""
    made = Authority(
        tenant_id=TENANT,
        client_id=CLIENT,
        now=firm.surroundings.now,
        people=(NIA, ELI),
        make_key=iter(keys()).__next__,
    )
    async with served(made, f"{app}/sign-in/answer"):
        settings = Settings.read(
            {
                **ENVIRONMENT,
                "RAPPORT_DIGEST_KEY": base64.b64encode(DIGESTER.key).decode(),
                "RAPPORT_TENANT_ID": TENANT,
                "RAPPORT_PUBLIC_URL": app,
                "RAPPORT_ADMIN_CLIENT_ID": CLIENT,
                "RAPPORT_AUTHORITY_URL": made.url,
            }
        )
        registration = settings.registration
        assert registration is not None
        crm = firm.crm
        wiring.install(
            wiring.Engine(
                settings=settings,
                parts=Engine.of(firm).parts,
                desk=crm,
                calendar_desk=crm.calendar,
                contact_desk=crm.contacts,
                meter=firm.console.meter,
                tokens=EntraTokens(registration, firm.surroundings.now),
            )
        )
        yield made
        await wiring.close()


async def test_one_signs_in_at_the_served_app_and_is_refused_without_a_role(
    app: str, entra: Authority
) -> None:
    async with ClientSession(cookie_jar=DummyCookieJar()) as browser:
        for who, status, said in ((ELI, 403, "have no role here"), (NIA, 200, "What holds now")):
            sent = await browser.get(f"{app}/policy", allow_redirects=False)
            sent = await browser.get(app + sent.headers["Location"], allow_redirects=False)
            cookie = kept(sent.headers["Set-Cookie"])
            where, form = await chosen_at(sent.headers["Location"], who.name)
            assert where == f"{app}/sign-in/answer"

            back = await browser.post(
                where, data=form, headers={"Cookie": cookie}, allow_redirects=False
            )
            if back.status == 303:
                headers = {"Cookie": kept(back.headers["Set-Cookie"])}
                back = await browser.get(app + back.headers["Location"], headers=headers)
            assert back.status == status
            assert said in await back.text()
            assert "frame-ancestors 'none'" in back.headers["Content-Security-Policy"]

        token = {"Authorization": f"Bearer {entra.access_token()}"}
        assert (await browser.get(f"{app}/api/admin/health", headers=token)).status == 200
        assert (await browser.get(f"{app}/api/admin/health")).status == 401
        too_large = await browser.post(f"{app}/policy", data=BytesIO(b" " * 1_048_577))
        assert too_large.status == 413
        assert "default-src 'none'" in too_large.headers["Content-Security-Policy"]
