"""The app's functions over a pretend firm in memory."""

import base64
from collections.abc import AsyncIterator

import pytest

from flows.meter import Meter
from simulator.memory import InMemoryCrmCalendar
from tests.flows.firm import Firm
from wiring import engine as wiring
from wiring.engine import Engine
from wiring.settings import Settings

ENVIRONMENT = {
    "RAPPORT_DIGEST_KEY": base64.b64encode(b"k" * 32).decode(),
    "RAPPORT_TENANT_ID": "11111111-0000-0000-0000-000000000000",
    "RAPPORT_PUBLIC_URL": "https://rapport.test",
    "RAPPORT_ADMIN_CLIENT_ID": "22222222-0000-0000-0000-000000000000",
    "RAPPORT_CRM_URL": "sqlite+aiosqlite:///:memory:",
    "AzureWebJobsStorage": "UseDevelopmentStorage=true",
    **dict.fromkeys(sorted(Settings.timers()), "0 0 0 * * *"),
}


@pytest.fixture
def environment() -> dict[str, str]:
    """Return the settings an app needs, and no more."""
    return dict(ENVIRONMENT)


@pytest.fixture
async def firm(environment: dict[str, str]) -> AsyncIterator[Firm]:
    """Let the functions of this process work for a firm in memory."""
    made = Firm()
    here = {"RAPPORT_SIGN_IN": "local", "RAPPORT_PUBLIC_URL": "http://127.0.0.1:7071"}
    settings = Settings.read({**environment, **here, "RAPPORT_TENANT_ID": made.tenant.id})
    desk = made.crm  # the pages are tested with the real desk
    wiring.install(
        Engine(
            settings=settings,
            parts=made.parts,
            desk=desk,  # type: ignore[arg-type] # see above
            calendar_desk=InMemoryCrmCalendar(),
            contact_desk=made.crm.contacts,
            meter=Meter(),
        )
    )
    yield made
    await wiring.close()
