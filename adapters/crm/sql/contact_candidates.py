"""Who looks like somebody: by keys compared exactly, a page of contacts in three statements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from adapters.crm.sql.contact_reading import ContactReading
from adapters.crm.sql.contact_rows import person_of
from adapters.crm.sql.database import Database
from adapters.crm.sql.ids import number
from adapters.crm.sql.rowsets import encoded, with_rows
from flows.ports.crm_contacts import Candidates, Probe
from sync_core import limits
from sync_core.contacts.contact import CrmContactId
from sync_core.contacts.kept import EMAIL, KINDS, NAME, PHONE, Key, erased_hash
from sync_core.mail import Address, CrmUserId, PersonId

T = TypeVar("T", bound=str)
R = TypeVar("R")

_ENTRIES = "entries"
_PEOPLE = "people"
_ERASED = "erased"
_HASH = "hash"
# Each key is looked for by itself, and at most so many are read of those who have it: a name that
# thousands have costs no more than one that nobody has. An index yields them in order of their ids.
_FIND = f"""
SELECT r.place AS place, r.kind AS kind, f.id AS id, '{_ENTRIES}' AS source
FROM <rows> <lateral>(SELECT k.entry_id AS id FROM contact_key k
  WHERE k.owner_id = :owner AND k.kind = r.kind AND k.value = r.value
  ORDER BY k.entry_id LIMIT {limits.CANDIDATES_MAX})<named>
UNION ALL
SELECT r.place, r.kind, f.id, '{_PEOPLE}'
FROM <rows> <lateral>(SELECT k.person_id AS id FROM person_key k
  WHERE k.kind = r.kind AND k.value = r.value
  ORDER BY k.person_id LIMIT {limits.CANDIDATES_MAX})<named>
UNION ALL
SELECT r.place, r.kind, f.id, '{_PEOPLE}'
FROM <rows> <lateral>(SELECT DISTINCT a.person_id AS id FROM person_address a
  WHERE r.kind = '{EMAIL}' AND a.match_key = r.value
  ORDER BY a.person_id LIMIT {limits.CANDIDATES_MAX})<named>
UNION ALL
SELECT r.place, r.value, 0, '{_ERASED}' FROM <rows> JOIN erasure x
  ON r.kind = '{_HASH}' AND x.address_hash = r.value
"""  # noqa: S608 - names from this code


class ContactCandidates:
    """The contact lists and people of one database, to look somebody up in."""

    def __init__(self, database: Database, reading: ContactReading) -> None:
        self._database = database
        self._reading = reading
        self.find = find_statement(database.is_postgresql)

    async def candidates(self, owner: CrmUserId, probes: Sequence[Probe]) -> tuple[Candidates, ...]:
        """Return who in the user's list and among the firm's people shares something with each probe."""
        if len(probes) > limits.PROBES_PER_LOOKUP_MAX:
            raise ValueError(f"probes: at most {limits.PROBES_PER_LOOKUP_MAX} a lookup")
        rows = [(n, *key) for n, probe in enumerate(probes) for key in _asked(probe)]
        if not rows:
            return tuple(Candidates() for _ in probes)
        asked = {"rows": encoded(rows), "owner": number(owner) or 0}
        async with self._database.reading() as connection:
            found = _by_place(await connection.execute(self.find, asked))
            hits = [found.get(place, []) for place in range(len(probes))]
            own = [[CrmContactId(one) for one in _first(hit, _ENTRIES)] for hit in hits]
            firm = [[PersonId(one) for one in _first(hit, _PEOPLE)] for hit in hits]
            entries = await self._reading.entries_on(connection, [e for some in own for e in some])
            rows_there = await self._reading.person_rows(
                connection, [p for some in firm for p in some]
            )
        people = {person.id: person for person in map(person_of, rows_there)}
        return tuple(
            Candidates(
                entries=_those(entries, own[place]),
                people=_those(people, firm[place]),
                erased=_erased(probe, hits[place]),
            )
            for place, probe in enumerate(probes)
        )


def find_statement(on_postgresql: bool) -> sa.TextClause:
    """Return the statement that finds ids by the keys :rows, in :owner's list and among the people.

    SQLite has no LATERAL: an array made for each key stands for it.
    """
    columns = "place integer, kind text, value text"
    if on_postgresql:
        text = _FIND.replace("<lateral>", "CROSS JOIN LATERAL ").replace("<named>", " f")
    else:
        text = _FIND.replace("<lateral>(", ", json_each((SELECT json_group_array(id) FROM (")
        text = text.replace(")<named>", "))) f").replace("f.id", "f.value")
    return with_rows(text, columns, on_postgresql)


def _asked(probe: Probe) -> Iterator[Key]:
    """Yield what a probe is looked for by."""
    for address in probe.emails:
        yield EMAIL, address
        yield _HASH, erased_hash(address)
    yield from ((PHONE, phone) for phone in probe.phones)
    yield from ((NAME, name) for name in probe.names)


def _by_place(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Return what was found for each probe."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(int(row.place), []).append(row)
    return found


def _first(hit: Sequence[Any], source: str) -> list[str]:
    """Return the ids found by the most telling keys, limits.CANDIDATES_MAX of them, in order."""
    held = {(KINDS.index(row.kind), int(row.id)) for row in hit if row.source == source}
    best = dict.fromkeys(one for _, one in sorted(held))
    return [str(one) for one in sorted(list(best)[: limits.CANDIDATES_MAX])]


def _those(held: Mapping[T, R], ids: Sequence[T]) -> tuple[R, ...]:
    """Return records by id; one that was deleted meanwhile is left out."""
    return tuple(held[one] for one in ids if one in held)


def _erased(probe: Probe, hit: Sequence[Any]) -> frozenset[Address]:
    hashes = {row.kind for row in hit if row.source == _ERASED}
    return frozenset(address for address in probe.emails if erased_hash(address) in hashes)
