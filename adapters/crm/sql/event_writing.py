"""Writing events as the engine does: many in a handful of statements, one answer each."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql.database import Database
from adapters.crm.sql.event_changes import EventAfter, changed, obstacle, refusal
from adapters.crm.sql.event_reading import EventReading
from adapters.crm.sql.event_rows import event_of
from adapters.crm.sql.event_statements import EventStatements
from adapters.crm.sql.failures import RowRefused
from adapters.crm.sql.ids import number
from adapters.crm.sql.schema import as_time
from flows.ports.crm_calendar import CrmEventChange, CrmEventDraft, Written, Wrote
from sync_core.calendar.event import CrmEvent, CrmEventId, EventKey
from sync_core.calendar.kept import (
    fit_to_keep,
    is_instant,
    problem_with_event,
)

T = TypeVar("T")
_Slot = tuple[CrmEventId, datetime]
_Name = EventKey | _Slot
"""By what a draft is known to be there already: its key, or its slot in a series."""
_REFUSED = Written(result=Wrote.REFUSED)


class EventWriting:
    """The events of one database, to write."""

    def __init__(
        self, database: Database, reading: EventReading, statements: EventStatements
    ) -> None:
        self._database = database
        self._reading = reading
        self._statements = statements

    async def create(self, drafts: Sequence[CrmEventDraft]) -> tuple[Written, ...]:
        """Write events in one round trip; answers in the same order."""
        sound = [place for place, draft in enumerate(drafts) if _is_sound(draft)]
        told_back = await _in_halves(self._create_whole, [drafts[place] for place in sound])
        answers = [_REFUSED] * len(drafts)
        for place, answer in zip(sound, told_back, strict=True):
            answers[place] = answer
        return tuple(answers)

    async def update(self, changes: Sequence[CrmEventChange]) -> tuple[Written, ...]:
        """Write fields of events in one round trip; answers in the same order.

        A second change of the same event in one call follows the first one.
        """
        answers: dict[int, Written] = {}
        for wave in _waves([change.id for change in changes]):
            told_back = await _in_halves(self._update_whole, [changes[place] for place in wave])
            answers.update(zip(wave, told_back, strict=True))
        return tuple(answers[place] for place in range(len(changes)))

    async def delete(self, those: Sequence[tuple[CrmEventId, int]]) -> tuple[Written, ...]:
        """Delete events (id, version) in one round trip."""
        if not those:
            return ()
        async with self._database.writing() as connection:
            held = await self._locked(connection, [one for one, _ in those])
            answers: list[Written] = []
            gone: set[CrmEventId] = set()
            for one, version in those:
                event = None if one in gone else held.get(one)
                answers.append(_deletion(None if event is None else event_of(event), version))
                if answers[-1].result is Wrote.WRITTEN:
                    gone.add(one)
            keys = await self._statements.keys_of(connection, sorted(gone))
            await self._statements.remove(connection, sorted(gone))
            await self._statements.forget_deleted(connection, keys)
        return tuple(answers)

    async def _create_whole(self, drafts: Sequence[CrmEventDraft]) -> list[Written]:
        async with self._database.writing() as connection:
            firsts: dict[_Name, CrmEventDraft] = {}
            for draft in drafts:
                firsts.setdefault(_name(draft), draft)
            added = await self._statements.add_unless_there(connection, list(firsts.values()))
            new = {_name_of(row, firsts): CrmEventId(str(row.id)) for row in added}
            parts = [(one, firsts[name]) for name, one in new.items()]
            await self._statements.attach(
                connection,
                [(one, draft.attendees) for one, draft in parts],
                [(one, fit_to_keep(draft.content).places) for one, draft in parts],
            )
            made = await self._reading.rows(connection, list(new.values()))
            others = [draft for name, draft in firsts.items() if name not in new]
            there = await self._there(connection, others)
        events = {row.id: event_of(row) for row in made}
        first_of: set[_Name] = set()
        answers: list[Written] = []
        for draft in drafts:
            name = _name(draft)
            is_new = name in new and name not in first_of
            first_of.add(name)
            event = events[int(new[name])] if name in new else _found(there, draft)
            answers.append(_creation(event, is_new=is_new))
        return answers

    async def _there(
        self, connection: AsyncConnection, drafts: Sequence[CrmEventDraft]
    ) -> dict[_Name, CrmEvent]:
        """Return the events that were there under the names of these drafts."""
        found: dict[_Name, CrmEvent] = {}
        keys = [draft.key for draft in drafts if draft.key]
        if keys:
            rows = await self._reading.keyed_rows(connection, keys)
            found.update({EventKey(row.key): event_of(row) for row in rows})
        series = [draft.series for draft in drafts if draft.series is not None]
        for event in map(event_of, await self._reading.override_rows(connection, series)):
            if event.series is not None and event.original_start is not None:
                found[event.series, event.original_start] = event
        return found

    async def _update_whole(self, changes: Sequence[CrmEventChange]) -> list[Written]:
        async with self._database.writing() as connection:
            held = await self._locked(connection, [change.id for change in changes])
            holders = await self._holders(connection, changes)
            answers: list[Written | None] = []
            news: list[EventAfter] = []
            for change in changes:
                row = held.get(change.id)
                answer = obstacle(change, None if row is None else event_of(row), holders)
                new = None if answer else changed(change, row)
                answers.append(answer or (None if new else refusal(row)))
                if new is not None:
                    news.append(new)
                    if change.key:
                        holders[change.key] = change.id
            await self._write(connection, news)
            written = await self._reading.rows(connection, [new.id for new in news])
        events = {CrmEventId(str(row.id)): event_of(row) for row in written}
        return [
            answer or Written(result=Wrote.WRITTEN, event=events[change.id])
            for change, answer in zip(changes, answers, strict=True)
        ]

    async def change_whole(
        self, connection: AsyncConnection, changes: Sequence[CrmEventChange]
    ) -> None:
        """Write changes of events that are locked, all of them, in somebody's transaction.

        Raises:
            RowRefused: a value cannot be kept.
        """
        rows = await self._reading.rows(connection, [change.id for change in changes])
        held = {CrmEventId(str(row.id)): row for row in rows}
        news = [changed(change, held[change.id]) for change in changes]
        if None in news:
            raise RowRefused("event")
        await self._write(connection, [new for new in news if new is not None])

    async def _write(self, connection: AsyncConnection, news: Sequence[EventAfter]) -> None:
        people = [(new.id, new.attendees) for new in news if new.attendees is not None]
        places = [(new.id, new.places) for new in news if new.places is not None]
        await self._statements.change(connection, [new.row for new in news])
        await self._statements.detach(
            connection, [one for one, _ in people], [one for one, _ in places]
        )
        await self._statements.attach(connection, people, places)

    async def _locked(
        self, connection: AsyncConnection, ids: Sequence[CrmEventId]
    ) -> dict[CrmEventId, Any]:
        """Return the rows of events that nobody else writes until the transaction ends."""
        await self._statements.lock(connection, ids)
        rows = await self._reading.rows(connection, ids)
        return {CrmEventId(str(row.id)): row for row in rows}

    async def _holders(
        self, connection: AsyncConnection, changes: Sequence[CrmEventChange]
    ) -> dict[EventKey, CrmEventId]:
        """Return which events have the keys that are to be set."""
        keys = [change.key for change in changes if change.key]
        rows = await self._reading.keyed_rows(connection, keys) if keys else ()
        return {EventKey(row.key): CrmEventId(str(row.id)) for row in rows}


async def _in_halves(
    write: Callable[[Sequence[T]], Awaitable[list[Written]]], items: Sequence[T]
) -> list[Written]:
    """Write items whole; where the database refuses a row, find the one and write the others.

    A single one is tried twice: what another writer took meanwhile shows only at the second look.
    """
    if not items:
        return []
    try:
        return await write(items)
    except RowRefused:
        half = len(items) // 2
    if half:
        return [*await _in_halves(write, items[:half]), *await _in_halves(write, items[half:])]
    try:
        return await write(items)
    except RowRefused:
        return [_REFUSED]


def _waves(ids: Sequence[CrmEventId]) -> list[list[int]]:
    """Return the places of ids in waves, in each of which an id stands once."""
    waves: list[list[int]] = []
    seen: dict[CrmEventId, int] = {}
    for place, one in enumerate(ids):
        wave = seen.get(one, 0)
        seen[one] = wave + 1
        if wave == len(waves):
            waves.append([])
        waves[wave].append(place)
    return waves


def _is_sound(draft: CrmEventDraft) -> bool:
    if draft.series is not None and number(draft.series) is None:
        return False
    slot = draft.original_start
    has_slot = draft.series is not None and slot is not None
    if (draft.series is None) != (slot is None) or (slot is not None and not is_instant(slot)):
        return False
    return bool(draft.key or has_slot) and not problem_with_event(draft.content, draft.attendees)


def _name(draft: CrmEventDraft) -> _Name:
    if draft.key or draft.series is None or draft.original_start is None:
        return draft.key
    return draft.series, draft.original_start


def _name_of(row: Any, names: dict[_Name, CrmEventDraft]) -> _Name:
    """Return by which name a row that was added is known."""
    if row.key is not None and row.key in names:
        return EventKey(row.key)
    return CrmEventId(str(row.series_id)), as_time(row.original_start)


def _found(there: dict[_Name, CrmEvent], draft: CrmEventDraft) -> CrmEvent | None:
    """Return the event that has a draft's key, or stands in its slot."""
    if draft.key in there or draft.series is None or draft.original_start is None:
        return there.get(draft.key)
    return there.get((draft.series, draft.original_start))


def _creation(event: CrmEvent | None, *, is_new: bool) -> Written:
    """Return the answer for a draft; one that was there and is gone again is for the next look."""
    if event is None:
        return Written(result=Wrote.CONFLICT)
    return Written(result=Wrote.WRITTEN if is_new else Wrote.ALREADY_THERE, event=event)


def _deletion(event: CrmEvent | None, version: int) -> Written:
    if event is None:
        return Written(result=Wrote.GONE)
    if event.version != version:
        return Written(result=Wrote.CONFLICT, event=event)
    return Written(result=Wrote.WRITTEN)
