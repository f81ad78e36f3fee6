"""What a database's errors mean for the engine. Details are codes only: a message may quote a row."""

import re
from typing import Any

from sqlalchemy import exc

from sync_core.failures import (
    CrmStopped,
    RetryAfter,
    SkipItem,
    SkipReason,
    StopConnector,
    Unavailable,
)

# SQLSTATE classes, https://www.postgresql.org/docs/current/errcodes-appendix.html: 28 authorization,
# 3D and 3F no such database or schema, 42 no such table or column, or no permission for it.
_STOPPING_CLASSES = ("28", "3D", "3F", "42")
_REFUSED_ROW = ("22", "23", "54")
"""Data exceptions, broken constraints, and a value too long for an index."""
# A refused connection carries no SQLSTATE, only the server's sentence (libpq).
_REFUSED_LOGIN = re.compile(
    r"authentication failed|no password supplied|does not exist|permission denied|pg_hba\.conf"
)
_MISSING_SCHEMA = re.compile(r"no such (table|column)|readonly database|not a database")


class RowRefused(SkipItem):
    """The CRM's database will not take a row as it is; the detail names the field where it told."""

    def __init__(self, field: str) -> None:
        super().__init__(SkipReason.REFUSED_BY_CRM, field)


def translated(error: exc.SQLAlchemyError | OSError) -> RetryAfter | StopConnector | RowRefused:
    """Return what the engine raises in place of an error of the driver, the pool or the network."""
    if not isinstance(error, exc.DBAPIError):
        return Unavailable(f"crm: {type(error).__name__}")
    origin = error.orig
    state = getattr(origin, "sqlstate", None) or ""
    if isinstance(error, exc.IntegrityError | exc.DataError) or state[:2] in _REFUSED_ROW:
        return RowRefused(_field(origin))
    return _outage(type(origin).__name__, state, str(origin))


def _outage(kind: str, state: str, sentence: str) -> RetryAfter | StopConnector:
    """Return whether waiting helps, or a person must mend something."""
    if state[:2] in _STOPPING_CLASSES or _MISSING_SCHEMA.search(sentence):
        return CrmStopped(f"crm: {state or 'schema'}")
    if not state and _REFUSED_LOGIN.search(sentence):
        return CrmStopped("crm: login refused")
    return Unavailable(f"crm: {state or kind}")


def _field(origin: Any) -> str:
    """Return the column or constraint that a refusal names."""
    told = getattr(origin, "diag", None)
    if told is not None:
        return str(told.column_name or told.constraint_name or origin.sqlstate)
    found = re.search(r"constraint failed: ([\w., ]+)", str(origin))
    return found.group(1) if found else "row"
