"""Writing activities: a page of messages in a handful of statements, each message once."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql import mail_rows
from adapters.crm.sql.database import Database
from adapters.crm.sql.failures import RowRefused
from adapters.crm.sql.heard import HEARD_LABELS, follow_activities
from adapters.crm.sql.ids import number
from adapters.crm.sql.rowsets import encoded, with_rows, with_values
from adapters.crm.sql.schema import as_time, told
from adapters.crm.sql.traced import TRACE, under_trace
from sync_core import limits
from sync_core.mail import (
    ActivityId,
    CrmUserId,
    LogOutcome,
    LogResult,
    MailActivity,
    MessageKey,
    PersonId,
    SentimentLabel,
)
from sync_core.storable import problem_with

_ACTIVITY_NAMES = ", ".join(c.split()[0] for c in mail_rows.ACTIVITY_COLUMNS.split(","))
# "WHERE true" keeps SQLite from reading ON CONFLICT as a join's ON.
_CREATE = f"""
INSERT INTO email_activity ({_ACTIVITY_NAMES}, trace) SELECT {_ACTIVITY_NAMES}, {TRACE} FROM <rows> WHERE true
ON CONFLICT (key) DO NOTHING RETURNING id, key, sent_at, sentiment_label
"""  # noqa: S608 - names from this code
_KNOWN = """
SELECT id, key, sent_at, sentiment_label FROM email_activity
WHERE key IN (SELECT value FROM <values>)
"""
_ADD_PARTICIPANTS = """
INSERT INTO email_participant (activity_id, role, address, untagged, name, is_internal)
SELECT activity_id, role, address, untagged, name, is_internal FROM <rows> WHERE true
ON CONFLICT DO NOTHING
"""
_ADD_COPIES = """
INSERT INTO email_copy (activity_id, mailbox, owner_id)
SELECT activity_id, mailbox, owner_id FROM <rows> WHERE true ON CONFLICT DO NOTHING
"""
_ADD_RELATIONS = """
INSERT INTO email_relation (activity_id, person_id, address, matched_by, is_ambiguous, is_by_hand)
SELECT activity_id, person_id, address, matched_by, is_ambiguous, false FROM <rows> WHERE true
ON CONFLICT (activity_id, person_id) DO UPDATE SET is_ambiguous = true
  WHERE excluded.is_ambiguous AND NOT email_relation.is_ambiguous
"""


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the database holds under a key."""

    id: int
    sent_at: datetime
    is_heard: bool
    is_pending: bool
    is_new: bool


class MailLog:
    """The activities of one database, to write."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        on_postgresql = database.is_postgresql
        self._create = with_rows(_CREATE, mail_rows.ACTIVITY_COLUMNS, on_postgresql)
        self._known = with_values(_KNOWN, "text", on_postgresql)
        self._add_participants = with_rows(
            _ADD_PARTICIPANTS, mail_rows.PARTICIPANT_COLUMNS, on_postgresql
        )
        self._add_copies = with_rows(_ADD_COPIES, mail_rows.COPY_COLUMNS, on_postgresql)
        self._add_relations = with_rows(_ADD_RELATIONS, mail_rows.RELATION_COLUMNS, on_postgresql)
        self._follow = follow_activities(on_postgresql)

    async def log(self, mails: Sequence[MailActivity]) -> tuple[LogOutcome, ...]:
        """Write activities; one answer each, in the same order."""
        outcomes: list[LogOutcome] = [_refused(problem_with(mail)) for mail in mails]
        sound = [i for i, outcome in enumerate(outcomes) if not outcome.detail]
        for batch in _batches(sound, mails):
            told_back = await self._log_or_split([mails[i] for i in batch])
            for place, outcome in zip(batch, told_back, strict=True):
                outcomes[place] = outcome
        return tuple(outcomes)

    async def activity_of(self, key: MessageKey) -> ActivityId | None:
        """Return the activity with this key."""
        async with self._database.reading() as connection:
            found = await connection.execute(self._known, {"values": encoded([key])})
            row = found.first()
        return None if row is None else ActivityId(str(row.id))

    async def _log_or_split(self, mails: list[MailActivity]) -> Sequence[LogOutcome]:
        """Write a batch; where the database refuses a row, find the one and write the others."""
        refusal = await self._refusal_of(mails)
        if isinstance(refusal, list):
            return refusal
        known = await self._without_the_unknown(mails)
        if known != mails:
            return await self._log_or_split(known)
        if len(mails) == 1:
            return [_refused(f"{refusal}: the CRM's database refuses its value")]
        half = len(mails) // 2
        return [
            *await self._log_or_split(mails[:half]),
            *await self._log_or_split(mails[half:]),
        ]

    async def _refusal_of(self, mails: list[MailActivity]) -> list[LogOutcome] | str:
        """Write a batch whole or not at all; return the answers, or the field that was refused."""
        try:
            async with self._database.writing() as connection:
                return await self._log_whole(connection, mails)
        except RowRefused as refused:
            return refused.detail

    async def _log_whole(
        self, connection: AsyncConnection, mails: list[MailActivity]
    ) -> list[LogOutcome]:
        stored = await self._store(connection, mails)
        outcomes: list[LogOutcome] = []
        first_of: set[MessageKey] = set()
        for mail in mails:
            outcomes.append(_outcome(mail, stored[mail.key], mail.key in first_of))
            first_of.add(mail.key)
        written = [
            mail
            for mail, outcome in zip(mails, outcomes, strict=True)
            if outcome.result is not LogResult.KEY_REUSED
        ]
        await self._attach(connection, written, stored)
        return outcomes

    async def _store(
        self, connection: AsyncConnection, mails: list[MailActivity]
    ) -> dict[MessageKey, _Stored]:
        """Create what is new, in order of keys so that two writers never wait for each other."""
        now = told(self._now())
        firsts = {mail.key: mail for mail in reversed(mails)}
        rows = [mail_rows.activity_row(firsts[key], now) for key in sorted(firsts)]
        new = {"rows": encoded(rows), **under_trace()}
        created = await connection.execute(self._create, new)
        stored = {row.key: _stored(row, is_new=True) for row in created}
        others = [key for key in firsts if key not in stored]
        if others:
            known = await connection.execute(self._known, {"values": encoded(others)})
            stored.update({row.key: _stored(row, is_new=False) for row in known})
        return stored

    async def _attach(
        self,
        connection: AsyncConnection,
        mails: list[MailActivity],
        stored: dict[MessageKey, _Stored],
    ) -> None:
        """Add participants, copies and relations."""
        ids = {key: entry.id for key, entry in stored.items()}
        relations = mail_rows.relation_rows(mails, ids)
        for statement, rows in (
            (self._add_participants, mail_rows.participant_rows(mails, ids)),
            (self._add_copies, mail_rows.copy_rows(mails, ids)),
            (self._add_relations, relations),
        ):
            if rows:
                await connection.execute(statement, {"rows": encoded(rows)})
        heard = {entry.id for entry in stored.values() if entry.is_heard}
        await self._let_follow(connection, heard & {row[0] for row in relations})

    async def _let_follow(self, connection: AsyncConnection, activities: Collection[int]) -> None:
        """Let the most recent sentiments of these activities' people follow."""
        if activities:
            await connection.execute(self._follow, {"values": encoded(sorted(activities))})

    async def _without_the_unknown(self, mails: list[MailActivity]) -> list[MailActivity]:
        """Return activities without relations to people, and owners, that are no longer there."""
        people = {r.person for mail in mails for r in mail.relations}
        owners = {mail.owner for mail in mails if mail.owner is not None}
        async with self._database.reading() as connection:
            known_people = await self._existing(connection, "person", people)
            known_owners = await self._existing(connection, "staff", owners)
        return [
            replace(
                mail,
                relations=tuple(r for r in mail.relations if r.person in known_people),
                owner=mail.owner if mail.owner in known_owners else None,
            )
            for mail in mails
        ]

    async def _existing(
        self, connection: AsyncConnection, table: str, ids: Collection[PersonId | CrmUserId]
    ) -> set[str]:
        statement = with_values(
            f"SELECT id FROM {table} WHERE id IN (SELECT value FROM <values>)",  # noqa: S608 - a name from this code
            "bigint",
            self._database.is_postgresql,
        )
        numbers = [n for n in map(number, ids) if n is not None]
        found = await connection.execute(statement, {"values": encoded(numbers)})
        return {str(row.id) for row in found}


def _batches(places: list[int], mails: Sequence[MailActivity]) -> list[list[int]]:
    """Return places in batches whose text stays within one statement's bounds."""
    batches: list[list[int]] = []
    held = 0
    for place in places:
        brought = mail_rows.characters(mails[place])
        if not batches or held + brought > limits.CRM_BATCH_CHARACTERS_MAX:
            batches.append([])
            held = 0
        batches[-1].append(place)
        held += brought
    return batches


def _stored(row: Any, is_new: bool) -> _Stored:
    return _Stored(
        id=row.id,
        sent_at=as_time(row.sent_at),
        is_heard=row.sentiment_label in HEARD_LABELS,
        is_pending=row.sentiment_label == SentimentLabel.PENDING,
        is_new=is_new,
    )


def _outcome(mail: MailActivity, stored: _Stored, is_repeated: bool) -> LogOutcome:
    """Return what became of one activity, given what is stored under its key now."""
    activity = ActivityId(str(stored.id))
    if stored.is_new and not is_repeated:
        return LogOutcome(result=LogResult.CREATED, activity=activity)
    apart = abs((stored.sent_at - mail.sent_at).total_seconds())
    if apart > limits.SAME_MESSAGE_SECONDS_MAX:
        return LogOutcome(result=LogResult.KEY_REUSED, activity=activity)
    return LogOutcome(
        result=LogResult.ALREADY_THERE, activity=activity, is_pending=stored.is_pending
    )


def _refused(detail: str) -> LogOutcome:
    return LogOutcome(result=LogResult.REFUSED, detail=detail)
