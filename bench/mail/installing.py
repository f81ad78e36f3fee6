"""The function app of this process, on an engine of a benchmark: its functions are called as the host calls them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.mail.rig import Rig
from wiring import engine
from wiring.settings import Settings


@asynccontextmanager
async def installed(made: Rig, tenant_id: str) -> AsyncIterator[None]:
    """Let the functions of this process use a rig's parts meanwhile."""
    settings = Settings(
        digest_key="YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmI=",
        tenant_id=tenant_id,
        admin_client_id="5f0c3a55-0000-4000-8000-0000000000ad",
        public_url="https://rapport.test",
        crm_url="sqlite+aiosqlite:///unused.db",
        storage_connection="UseDevelopmentStorage=true",
    )
    engine.install(
        engine.Engine(
            settings=settings,
            parts=made.parts,
            desk=made.crm,
            calendar_desk=made.crm.calendar,
            contact_desk=made.crm.contacts,
            meter=made.meter,
        )
    )
    try:
        yield
    finally:
        await engine.close()
