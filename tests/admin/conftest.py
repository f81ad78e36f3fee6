"""The firm that tests of pages begin with."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.crm.sql import SqlCrm
from flows.meter import Meter
from tests.admin.firm import Firm
from tests.admin.show import show_firm


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database brought to the newest schema once, to be copied by each test."""
    database = tmp_path_factory.mktemp("crm") / "crm.db"
    asyncio.run(_migrate(database))
    return database


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Path:
    """Return this test's own database."""
    return Path(shutil.copy(migrated, tmp_path / "crm.db"))


@pytest.fixture
async def firm(database: Path) -> AsyncIterator[Firm]:
    """Return a firm that nothing is known of."""
    made = await Firm.empty(database)
    yield made
    await made.crm.close()


@pytest.fixture
async def shown_firm(database: Path) -> AsyncIterator[Firm]:
    """Return a firm with something of everything."""
    made = await show_firm(database)
    yield made
    await made.crm.close()


async def _migrate(database: Path) -> None:
    crm = SqlCrm.connect(f"sqlite+aiosqlite:///{database}", Meter())
    await crm.prepare()
    await crm.close()
