"""The firm that tests of pages begin with."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.admin.firm import Firm
from tests.admin.show import show_firm


@pytest.fixture
async def firm(tmp_path: Path) -> AsyncIterator[Firm]:
    """Return a firm that nothing is known of."""
    made = await Firm.empty(tmp_path)
    yield made
    await made.crm.close()


@pytest.fixture
async def shown_firm(tmp_path: Path) -> AsyncIterator[Firm]:
    """Return a firm with something of everything."""
    made = await show_firm(tmp_path)
    yield made
    await made.crm.close()
