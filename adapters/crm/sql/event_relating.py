"""Past events and the people whose addresses became known later."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from adapters.crm.sql.database import Database
from adapters.crm.sql.event_statements import EventStatements
from adapters.crm.sql.ids import number
from adapters.crm.sql.rowsets import encoded, with_rows
from flows.ports.crm import KnownAddress
from sync_core.address_kinds import rank
from sync_core.calendar.event import CrmEventId
from sync_core.policy import PlusTags

_UNKNOWN = """
FROM <rows> JOIN person p ON p.id = r.person_id
JOIN event_attendee a ON <address> = r.address AND a.person_id IS NULL AND a.staff_id IS NULL
  AND a.kind <> 'resource' <tagged>
WHERE NOT EXISTS (SELECT 1 FROM staff s WHERE s.address IN (a.address, r.address))
"""
_FIND = f"SELECT DISTINCT a.event_id {_UNKNOWN}"
# The event's own row stays as it is: its version counts what is compared with Outlook, and its feed wakes
# mailboxes; whom an attendee's address belongs to is neither.
_RELATE = f"""
UPDATE event_attendee SET person_id = f.person_id, matched_by = f.matched_by FROM (
  SELECT a.event_id, a.position, p.id AS person_id, r.matched_by,
    row_number() OVER (PARTITION BY a.event_id, a.position ORDER BY p.id, r.place) AS turn
  {_UNKNOWN}) f
WHERE f.turn = 1 AND event_attendee.event_id = f.event_id
  AND event_attendee.position = f.position
"""  # noqa: S608 - text from this code
_COLUMNS = "person_id bigint, address text, matched_by text, place integer"
# As written in the migration that indexes it.
_PLAIN_SQLITE = (
    "substr(a.address, 1, instr(a.address, '+') - 1) || substr(a.address, instr(a.address, '@'))"
)
_PLAIN_POSTGRESQL = "split_part(a.address, '+', 1) || '@' || split_part(a.address, '@', 2)"


class EventRelating:
    """Relates events to people by attendees that nobody was known by."""

    def __init__(self, database: Database, statements: EventStatements) -> None:
        self._database = database
        self._statements = statements
        self._exact = self._pair("a.address", "")
        on_postgresql = database.is_postgresql
        tagged = "strpos" if on_postgresql else "instr"
        self._untagged = self._pair(
            f"({_PLAIN_POSTGRESQL if on_postgresql else _PLAIN_SQLITE})",
            f"AND {tagged}(a.address, '+') > 1",
        )

    async def relate_past(
        self, known: Sequence[KnownAddress], plus_tags: PlusTags = PlusTags.EXACT
    ) -> int:
        """Relate events to people by attendees; return how many attendees became people."""
        rows = _rows(known)
        if not rows:
            return 0
        told = {"rows": encoded(rows)}
        pairs = [self._exact]
        if plus_tags is PlusTags.IGNORE:
            pairs.append(self._untagged)
        new = 0
        async with self._database.writing() as connection:
            for find, relate in pairs:
                found = await connection.execute(find, told)
                events = [CrmEventId(str(row.event_id)) for row in found]
                if events:
                    await self._statements.lock(connection, events)
                    new += (await connection.execute(relate, told)).rowcount
        return new

    def _pair(self, address: str, tagged: str) -> tuple[sa.TextClause, sa.TextClause]:
        """Return the statements that find and relate attendees by one spelling of their addresses."""
        find, relate = (
            with_rows(
                text.replace("<address>", address).replace("<tagged>", tagged),
                _COLUMNS,
                self._database.is_postgresql,
            )
            for text in (_FIND, _RELATE)
        )
        return find, relate


def _rows(known: Sequence[KnownAddress]) -> list[tuple[Any, ...]]:
    """Return rows of addresses; of several fields with one address the most telling has the first place."""
    return [
        (person, entry.address, entry.matched_by, place)
        for place, entry in enumerate(sorted(known, key=lambda e: rank(e.matched_by)))
        if (person := number(entry.person)) is not None
    ]
