from collections.abc import AsyncIterator

import pytest

from tests.contracts.crm_contacts_sql_firm import SqlContactsFirm
from tests.contracts.crm_traces_contract import SqlTracesContract
from tests.contracts.postgres_server import postgres_server
from tests.contracts.test_crm_postgres import database, prepared_database

__all__ = ["database", "postgres_server", "prepared_database"]


class TestPostgresql(SqlTracesContract):
    @pytest.fixture
    async def firm(self, database: str) -> AsyncIterator[SqlContactsFirm]:
        made = SqlContactsFirm(url=database)
        yield made
        await made.crm.close()
