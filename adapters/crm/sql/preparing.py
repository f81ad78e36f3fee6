"""Bringing a database to the newest schema; safe when two processes start at once."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql.database import Database
from sync_core.failures import CrmStopped

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_209_370_128  # any number that nothing else in this database locks
# A database restored elsewhere holds transaction numbers that its new server has not reached: the feeds
# of known addresses, of events and of contacts would wait for them. What they tell of is told once more instead.
_FEEDS = (
    ("person_address", "added_tx"),
    ("event_change", "told_tx"),
    ("contact_change", "told_tx"),
)
_IS_THERE = "SELECT to_regclass(:table) IS NOT NULL"
_REBASE_FEED = """
UPDATE <table> SET <column> = pg_current_xact_id()::text::bigint
WHERE <column> > pg_current_xact_id()::text::bigint
"""


async def prepare(database: Database, revision: str = "head") -> None:
    """Create or migrate the schema, in one transaction that a second process waits for.

    Raises:
        Unavailable: the database cannot be reached.
        CrmStopped: it refuses us, or its schema is newer than this code.
    """
    _make_room(database)
    async with database.writing() as connection:
        if database.is_postgresql:
            await connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        await connection.run_sync(_migrate, revision)
        if database.is_postgresql:
            await _rebase_feeds(connection)


async def go_back(database: Database, revision: str) -> None:
    """Bring the schema back to a former revision, in one transaction; what only newer ones know is dropped.

    Raises:
        Unavailable: the database cannot be reached.
        CrmStopped: it refuses us, or the revision is none before the schema's own.
    """
    async with database.writing() as connection:
        if database.is_postgresql:
            await connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        await connection.run_sync(_downgrade, revision)


async def _rebase_feeds(connection: AsyncConnection) -> None:
    for table, column in _FEEDS:
        is_there = await connection.execute(sa.text(_IS_THERE), {"table": table})
        if is_there.scalar_one():
            rebase = _REBASE_FEED.replace("<table>", table).replace("<column>", column)
            await connection.execute(sa.text(rebase))


def _migrate(connection: sa.Connection, revision: str) -> None:
    try:
        command.upgrade(_config(connection), revision)
    except CommandError:
        raise CrmStopped("crm: the schema is newer than this program") from None


def _downgrade(connection: sa.Connection, revision: str) -> None:
    try:
        command.downgrade(_config(connection), revision)
    except CommandError:
        raise CrmStopped("crm: there is no way back to that schema") from None


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _make_room(database: Database) -> None:
    """Create the folder that a SQLite file lies in."""
    path = database.url.database
    if not database.is_postgresql and path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
