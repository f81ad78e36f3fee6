"""Lists of activities for the pages: a page in five statements, however many rows it has."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.crm.sql.database import Database
from adapters.crm.sql.ids import number
from adapters.crm.sql.schema import (
    email_activity,
    email_copy,
    email_participant,
    email_relation,
    person,
)
from flows.ports.desk import EmailFilter, EmailList, EmailRow
from sync_core.mail import ActivityId, Address, Direction, PersonId, Role, SentimentLabel
from sync_core.work import MailboxId

_ROLES = {role.value: place for place, role in enumerate(Role)}
_A = email_activity.c


class EmailPages:
    """The activities of one database, to read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def emails(self, which: EmailFilter, offset: int, limit: int) -> EmailList:
        """Return a page of activities, newest sent first."""
        condition = sa.and_(sa.true(), *_conditions(which))
        count = sa.select(sa.func.count()).select_from(email_activity).where(condition)
        page = (
            sa.select(*(c for c in _A if c.name not in ("body", "sentiment_scorer")))
            .where(condition)
            .order_by(_A.sent_at.desc(), _A.id.desc())
            .offset(offset)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            total = (await connection.execute(count)).scalar_one()
            rows = (await connection.execute(page)).all()
            about = await _Surroundings.of(connection, [row.id for row in rows])
        return EmailList(rows=tuple(about.row(row) for row in rows), total=total)

    async def totals(self) -> Mapping[str, int]:
        """Return counts: people, activities, matched, unmatched, pending_sentiment, with_risk."""
        everything = sa.select(sa.func.count()).select_from(email_activity)
        counts = {
            "people": sa.select(sa.func.count()).select_from(person),
            "activities": everything,
            "unmatched": everything.where(sa.not_(_A.is_matched)),
            "pending_sentiment": everything.where(
                _A.sentiment_label == sa.literal_column("'pending'")
            ),
            "with_risk": everything.where(_A.risk_terms.is_not(None)),
        }
        told = sa.select(*(count.scalar_subquery().label(name) for name, count in counts.items()))
        async with self._database.reading() as connection:
            row = (await connection.execute(told)).one()
        totals = {name: int(row._mapping[name]) for name in counts}  # noqa: SLF001 - SQLAlchemy's public name
        return {**totals, "matched": totals["activities"] - totals["unmatched"]}


def _conditions(which: EmailFilter) -> list[sa.ColumnElement[bool]]:
    """Return what a filter asks of an activity."""
    conditions = [
        *_days(_A.sent_at, which.sent_from, which.sent_to),
        *_days(_A.synced_at, which.synced_from, which.synced_to),
    ]
    if which.matched is not None:
        conditions.append(_A.is_matched if which.matched else sa.not_(_A.is_matched))
    if which.with_risk:
        conditions.append(_A.risk_terms.is_not(None))
    if which.mailbox is not None:
        lies_there = sa.select(email_copy.c.activity_id).where(
            email_copy.c.mailbox == which.mailbox
        )
        conditions.append(_A.id.in_(lies_there))
    if which.person is not None:
        related = sa.select(email_relation.c.activity_id).where(
            email_relation.c.person_id == (number(which.person) or 0)
        )
        conditions.append(_A.id.in_(related))
    return conditions


def _days(
    column: sa.Column[Any], first: date | None, last: date | None
) -> list[sa.ColumnElement[bool]]:
    """Return the condition that an instant lies in these days of UTC, both included."""
    conditions: list[sa.ColumnElement[bool]] = []
    if first is not None:
        conditions.append(column >= datetime.combine(first, time(), UTC))
    if last is not None and last < date.max:
        conditions.append(column < datetime.combine(last + timedelta(days=1), time(), UTC))
    return conditions


class _Surroundings:
    """What hangs on some activities, read for all of them at once."""

    def __init__(self) -> None:
        self.participants: dict[int, list[tuple[Role, str, Address]]] = defaultdict(list)
        self.people: dict[int, list[tuple[PersonId, str]]] = defaultdict(list)
        self.ambiguous: set[int] = set()
        self.mailboxes: dict[int, list[MailboxId]] = defaultdict(list)

    @staticmethod
    async def of(connection: AsyncConnection, activities: Sequence[int]) -> "_Surroundings":
        """Return what hangs on these activities."""
        about = _Surroundings()
        if activities:
            await about._read_participants(connection, activities)
            await about._read_people(connection, activities)
            await about._read_mailboxes(connection, activities)
        return about

    async def _read_participants(
        self, connection: AsyncConnection, activities: Sequence[int]
    ) -> None:
        columns = email_participant.c
        found = await connection.execute(
            sa.select(columns.activity_id, columns.role, columns.name, columns.address).where(
                columns.activity_id.in_(activities)
            )
        )
        for activity, role, name, address in sorted(
            (tuple(row) for row in found), key=lambda r: (r[0], _ROLES[r[1]], r[3])
        ):
            self.participants[activity].append((Role(role), name, Address(address)))

    async def _read_people(self, connection: AsyncConnection, activities: Sequence[int]) -> None:
        columns = email_relation.c
        found = await connection.execute(
            sa.select(columns.activity_id, columns.is_ambiguous, person.c.id, person.c.name)
            .join(person, person.c.id == columns.person_id)
            .where(columns.activity_id.in_(activities))
            .order_by(person.c.id)
        )
        for activity, is_ambiguous, number_of, name in found:
            self.people[activity].append((PersonId(str(number_of)), name))
            if is_ambiguous:
                self.ambiguous.add(activity)

    async def _read_mailboxes(self, connection: AsyncConnection, activities: Sequence[int]) -> None:
        columns = email_copy.c
        found = await connection.execute(
            sa.select(columns.activity_id, columns.mailbox)
            .where(columns.activity_id.in_(activities))
            .order_by(columns.mailbox)
        )
        for activity, mailbox in found:
            self.mailboxes[activity].append(MailboxId(mailbox))

    def row(self, found: Any) -> EmailRow:
        """Return one activity as the pages show it."""
        return EmailRow(
            id=ActivityId(str(found.id)),
            direction=Direction(found.direction),
            sent_at=found.sent_at,
            received_at=found.received_at,
            synced_at=found.synced_at,
            subject=found.subject,
            preview=found.preview,
            participants=tuple(self.participants[found.id]),
            people=tuple(self.people[found.id]),
            is_ambiguous=found.id in self.ambiguous,
            mailboxes=tuple(self.mailboxes[found.id]),
            sentiment=SentimentLabel(found.sentiment_label),
            sentiment_score=found.sentiment_score,
            risk_terms=tuple(json.loads(found.risk_terms or "[]")),
            has_attachments=found.has_attachments,
        )
