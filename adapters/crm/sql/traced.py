"""Rows by the trace of the work item that wrote them."""

import sqlalchemy as sa

from adapters.crm.sql.database import Database
from adapters.crm.sql.schema import as_time
from flows.ports.desk import TracedKind, TracedRow
from flows.tracing import current_trace

_TABLES = {
    TracedKind.EMAIL: ("email_activity", "synced_at"),
    TracedKind.EVENT: ("event", "modified_at"),
    TracedKind.CONTACT: ("contact_entry", "modified_at"),
    TracedKind.PERSON: ("person", "modified_at"),
}
_FIND = {
    kind: sa.text(
        f"SELECT id, {at} AS written_at FROM {table} WHERE trace = :trace ORDER BY id LIMIT :top"  # noqa: S608 - names from this code
    )
    for kind, (table, at) in _TABLES.items()
}


TRACE = "CAST(:trace AS text)"
"""Stands in a statement for the trace of the work item that runs it."""


def under_trace() -> dict[str, str | None]:
    """Return what TRACE stands for now: nothing where a person writes."""
    return {"trace": current_trace() or None}


async def traced(database: Database, trace: str, limit: int) -> tuple[TracedRow, ...]:
    """Return rows that a trace's work items wrote last, at most `limit` of each kind. 4 round trips."""
    found: list[TracedRow] = []
    async with database.reading() as connection:
        for kind, statement in _FIND.items():
            rows = await connection.execute(statement, {"trace": trace, "top": limit})
            found += [
                TracedRow(
                    kind=kind,
                    id=str(row.id),
                    written_at=None if row.written_at is None else as_time(row.written_at),
                )
                for row in rows
            ]
    return tuple(found)
