from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts.crm_contacts_sql_firm import SqlContactsFirm
from tests.contracts.crm_traces_contract import SqlTracesContract


class TestSqlite(SqlTracesContract):
    @pytest.fixture
    async def firm(self, tmp_path: Path) -> AsyncIterator[SqlContactsFirm]:
        made = SqlContactsFirm(url=f"sqlite+aiosqlite:///{tmp_path}/crm.db")
        await made.crm.prepare()
        yield made
        await made.crm.close()
