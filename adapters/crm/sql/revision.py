"""Which schema a database has, and which one this program writes."""

from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from adapters.crm.sql.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"


async def revisions(database: Database) -> tuple[str, str]:
    """Return both; the database's is empty where it has none yet.

    Raises:
        Unavailable, CrmStopped: the database cannot be reached, or refuses us.
    """
    async with database.reading() as connection:
        there = await connection.run_sync(_there)
    return there, _ours()


def _there(connection: sa.Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def _ours() -> str:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return ScriptDirectory.from_config(config).get_current_head() or ""
