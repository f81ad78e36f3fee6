"""The connection to the CRM's database: one engine an event loop, every round trip counted."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from adapters.crm.sql.entra_login import log_in_with
from adapters.crm.sql.failures import translated
from flows.meter import Cost, Meter
from sync_core import limits
from sync_core.failures import CrmStopped

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential

URL_EXPECTED = "expected sqlite+aiosqlite:///PATH or postgresql+psycopg://HOST/NAME"
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}
_POSTGRESQL_OPTIONS = (
    "-c timezone=UTC"
    f" -c statement_timeout={limits.CRM_STATEMENT_SECONDS_MAX}s"
    f" -c lock_timeout={limits.CRM_LOCK_SECONDS_MAX}s"
)

_SPAN = "rapport span"


def parsed_url(url: str) -> sa.URL:
    """Return a database's address with its driver; a plain sqlite: or postgresql: will do.

    Raises:
        CrmStopped: it is no such address; the address itself, which may hold a password, is not told.
    """
    try:
        told = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise CrmStopped(f"crm url: {URL_EXPECTED}") from None
    driver = _DRIVERS.get(told.drivername, told.drivername)
    if driver not in _DRIVERS.values():
        raise CrmStopped(f"crm url: {URL_EXPECTED}")
    return told.set(drivername=driver)


class Database:
    """A database, reached from whichever event loop is running."""

    def __init__(
        self, url: str, meter: Meter, credential: "AsyncTokenCredential | None" = None
    ) -> None:
        self.url = parsed_url(url)
        self._credential = credential
        self._meter = meter
        self._engines: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncEngine] = (
            WeakKeyDictionary()
        )

    @property
    def is_postgresql(self) -> bool:
        """Whether this is PostgreSQL; otherwise it is SQLite."""
        return self.url.get_backend_name() == "postgresql"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection on which each statement stands alone, without a transaction."""
        with _failures_translated():
            async with self._engine().connect() as connection:
                yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction; it is committed at the end, rolled back when anything is raised."""
        with _failures_translated():
            async with self._engine().begin() as connection:
                if self.is_postgresql:
                    self._meter.count(Cost.CRM_ROUND_TRIPS)  # the driver sends BEGIN by itself
                try:
                    yield connection
                finally:
                    self._meter.count(Cost.CRM_ROUND_TRIPS)  # COMMIT or ROLLBACK

    async def close(self) -> None:
        """Give this loop's connections back."""
        engine = self._engines.pop(asyncio.get_running_loop(), None)
        if engine is not None:
            await engine.dispose()
        if self._credential is not None:
            await self._credential.close()

    def _engine(self) -> AsyncEngine:
        loop = asyncio.get_running_loop()
        if loop not in self._engines:
            engine = _engine(self.url, self._begun)
            if self._credential is not None and self.is_postgresql:
                log_in_with(engine.sync_engine, self._credential, self.url.host or "")
            self._engines[loop] = engine
        return self._engines[loop]

    def _begun(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:  # noqa: ARG002 - SQLAlchemy's signature
        """Count a statement and begin its span; of its text, which holds no value, only the verb is told."""
        self._meter.count(Cost.CRM_ROUND_TRIPS)
        verb = statement.split(maxsplit=1)[0].upper() if statement.strip() else ""
        connection.info[_SPAN] = self._meter.telemetry.begin("crm", verb)


class _failures_translated:  # noqa: N801 - used like contextlib's own lower-case context managers
    """Raises the engine's failures in place of the driver's errors, which quote rows."""

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sa.exc.SQLAlchemyError | OSError):
            raise translated(error) from None


def _engine(url: sa.URL, begun: Callable[..., None]) -> AsyncEngine:
    """Return an engine for the running loop."""
    on_sqlite = url.get_backend_name() == "sqlite"
    arguments: dict[str, Any] = (
        {"timeout": limits.CRM_LOCK_SECONDS_MAX}
        if on_sqlite
        else {"connect_timeout": limits.CRM_CONNECT_SECONDS_MAX, "options": _POSTGRESQL_OPTIONS}
    )
    engine = create_async_engine(
        url,
        connect_args=arguments,
        hide_parameters=True,
        pool_size=limits.CRM_CONNECTIONS_MAX,
        max_overflow=0,
        pool_timeout=limits.CRM_LOCK_SECONDS_MAX,
        pool_recycle=limits.CRM_CONNECTION_AGE_SECONDS,
    )
    if on_sqlite:
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_immediately)
    event.listen(engine.sync_engine, "before_cursor_execute", begun)
    event.listen(engine.sync_engine, "after_cursor_execute", _ended)
    event.listen(engine.sync_engine, "handle_error", _failed)
    return engine


def _ended(connection: sa.Connection, *_: Any) -> None:
    span = connection.info.pop(_SPAN, None)
    if span is not None:
        span.end()


def _failed(context: sa.ExceptionContext) -> None:
    """End the span of a statement that was refused; what the driver says may quote a row, and is not told."""
    connection = context.connection
    span = connection.info.pop(_SPAN, None) if connection is not None else None
    if span is not None:
        span.end(type(context.original_exception).__name__)


def _set_up_sqlite(connection: Any, _: object) -> None:
    """Let readers and one writer of several processes work side by side, and keep references whole.

    A cache of 16 MB holds the inner pages of the index over a million addresses.
    """
    connection.isolation_level = None  # BEGIN is ours alone to send
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediately(connection: sa.Connection) -> None:
    """Take SQLite's write lock at once: a transaction that reads first could be refused it later."""
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
