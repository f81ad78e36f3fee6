"""The statements by which entries of contact lists are written, inside somebody's transaction."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql import contact_rows
from adapters.crm.sql.contact_knowing import answers, numbers
from adapters.crm.sql.database import Database
from adapters.crm.sql.rowsets import encoded, with_rows, with_values
from adapters.crm.sql.schema import told
from adapters.crm.sql.traced import TRACE, under_trace
from sync_core.contacts.contact import CrmContact, CrmContactId
from sync_core.contacts.kept import keys_of

_ENTRY = ", ".join(contact_rows.ENTRY)
# "WHERE true" keeps SQLite from reading ON CONFLICT as a join's ON. Ids are drawn in the order of the
# rows; keys are in order so that two writers never wait for each other.
_ADD_ENTRIES = f"""
INSERT INTO contact_entry ({_ENTRY}, created_at, modified_at, trace)
SELECT {_ENTRY}, <now>, <now>, {TRACE} FROM <rows> WHERE true ORDER BY r.key, r.place
ON CONFLICT DO NOTHING RETURNING id, key
"""  # noqa: S608 - names from this code
_CHANGE_ENTRIES = f"""
UPDATE contact_entry SET {", ".join(f"{c} = r.{c}" for c in contact_rows.ENTRY)}, modified_at = <now>,
  trace = {TRACE}
FROM <rows> WHERE contact_entry.id = r.id
"""  # noqa: S608 - names from this code
_REMOVE = "DELETE FROM contact_entry WHERE id IN (SELECT value FROM <values>)"
_ADD_ENTRY_KEYS = """
INSERT INTO contact_key (owner_id, kind, value, entry_id) SELECT owner_id, kind, value, entry_id
FROM <rows> WHERE true ON CONFLICT DO NOTHING
"""
_NO_ENTRY_KEYS = "DELETE FROM contact_key WHERE entry_id IN (SELECT value FROM <values>)"


class ContactStatements:
    """Writes rows of entries; what may be written is for the caller to know."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._now = now
        on_postgresql = database.is_postgresql
        at = "CAST(:now AS timestamptz)" if on_postgresql else ":now"

        def rows(text: str, columns: str) -> sa.TextClause:
            return with_rows(text.replace("<now>", at), columns, on_postgresql)

        def these(text: str) -> sa.TextClause:
            return with_values(text, "bigint", on_postgresql)

        entry = contact_rows.typed(contact_rows.ENTRY)
        self._add = rows(_ADD_ENTRIES, f"place integer, {entry}")
        self._change = rows(_CHANGE_ENTRIES, f"id bigint, {entry}")
        self._remove = these(_REMOVE)
        keys = "owner_id bigint, kind text, value text, entry_id bigint"
        self._add_keys = rows(_ADD_ENTRY_KEYS, keys)
        self._no_keys = these(_NO_ENTRY_KEYS)

    @property
    def now(self) -> datetime:
        """The time of writing."""
        return self._now()

    async def add(
        self, connection: AsyncConnection, entries: Sequence[CrmContact]
    ) -> list[CrmContact | None]:
        """Add entries with what they are found by; None for one whose key is taken."""
        rows = [(place, *contact_rows.entry_row(entry)) for place, entry in enumerate(entries)]
        asked = {"rows": encoded(rows), "now": told(self._now()), **under_trace()}
        made = (await connection.execute(self._add, asked)).all() if rows else []
        keyed = {row.key: row.id for row in made if row.key is not None}
        plain = iter(sorted(row.id for row in made if row.key is None))
        added: list[CrmContact | None] = []
        for entry in entries:
            one = keyed.get(entry.key) if entry.key is not None else next(plain)
            added.append(None if one is None else _named(entry, one))
        await self._let_be_found(connection, [entry for entry in added if entry is not None])
        return added

    async def change(
        self, connection: AsyncConnection, entries: Sequence[CrmContact], *, found: bool = True
    ) -> None:
        """Write entries anew; each counts as one more version.

        Args:
            connection: the transaction.
            entries: as they are to be.
            found: whether what they are found by may have changed.
        """
        if not entries:
            return
        rows = sorted((int(entry.id), *contact_rows.entry_row(entry)) for entry in entries)
        asked = {"rows": encoded(rows), "now": told(self._now()), **under_trace()}
        await connection.execute(self._change, asked)
        if found:
            await answers(connection, self._no_keys, numbers([entry.id for entry in entries]))
            await self._let_be_found(connection, entries)

    async def remove(self, connection: AsyncConnection, ids: Iterable[CrmContactId]) -> None:
        """Delete entries."""
        await answers(connection, self._remove, numbers(ids))

    async def _let_be_found(
        self, connection: AsyncConnection, entries: Sequence[CrmContact]
    ) -> None:
        rows = [
            (int(entry.owner), *key, int(entry.id))
            for entry in entries
            for key in keys_of(entry.card)
        ]
        if rows:
            await connection.execute(self._add_keys, {"rows": encoded(rows)})


def _named(entry: CrmContact, one: int) -> CrmContact:
    return replace(entry, id=CrmContactId(str(one)))
