"""The embedded CRM as a firm under test; looks into its tables and writes beside it as others would."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from adapters.crm.sql import SqlCrm, schema
from flows.meter import Cost, Meter
from flows.ports.desk import NewPerson
from sync_core.mail import (
    Address,
    CrmUserId,
    MessageKey,
    PersonId,
    RiskFinding,
    Role,
    Sentiment,
    SentimentLabel,
)
from tests.contracts.crm_firm import Seen

_ADD_ADDRESS = (
    "INSERT INTO person_address (person_id, kind, address) VALUES (:person, :kind, :address)"
)


@dataclass(kw_only=True)
class SqlFirm:
    """A firm whose CRM is a database."""

    url: str
    now: datetime = datetime(2026, 11, 21, 8, tzinfo=UTC)
    meter: Meter = field(default_factory=Meter)

    def __post_init__(self) -> None:
        self.crm = self.another()

    def another(self) -> SqlCrm:
        """Return the CRM as one more process has it open."""
        return SqlCrm.connect(self.url, self.meter, lambda: self.now)

    @property
    def round_trips(self) -> int:
        """How many round trips were counted."""
        return self.meter.read()[Cost.CRM_ROUND_TRIPS.value]

    async def execute(self, statement: str | sa.Executable, **values: Any) -> list[Any]:
        """Run a statement beside the CRM, as any other program could."""
        told = sa.text(statement) if isinstance(statement, str) else statement
        async with self.crm._parts.database.writing() as connection:
            result = await connection.execute(told, values)
            return list(result.all()) if result.returns_rows else []

    async def add_person(self, person: NewPerson) -> PersonId:
        return (await self.crm.add_people([person]))[0]

    async def add_address(self, person: PersonId, kind: str, address: str) -> None:
        await self.execute(_ADD_ADDRESS, person=int(person), kind=kind, address=address)

    async def add_staff(self, name: str, address: str) -> CrmUserId:
        return (await self.crm.add_staff([(name, Address(address))]))[0]

    async def count(self) -> int:
        return int((await self.execute("SELECT count(*) FROM email_activity"))[0][0])

    async def latest(self, person: PersonId) -> tuple[SentimentLabel, datetime | None]:
        card = await self.crm.person(person)
        assert card is not None
        return card.latest_sentiment, card.latest_sentiment_at

    async def look(self, key: MessageKey) -> Seen | None:
        table = schema.email_activity
        found = await self.execute(sa.select(table).where(table.c.key == key))
        if not found:
            return None
        row = found[0]
        assert row.is_matched == bool(await self._of(schema.email_relation, row.id))
        return Seen(
            sent_at=row.sent_at,
            received_at=row.received_at,
            subject=row.subject,
            preview=row.preview,
            body=row.body,
            sentiment=Sentiment(
                label=SentimentLabel(row.sentiment_label),
                score=row.sentiment_score,
                scorer=row.sentiment_scorer,
            ),
            risk=RiskFinding(
                lexicon=row.risk_lexicon, terms=tuple(json.loads(row.risk_terms or "[]"))
            ),
            unreadable_entries=row.unreadable_entries,
            copies={
                c.mailbox: None if c.owner_id is None else str(c.owner_id)
                for c in await self._of(schema.email_copy, row.id)
            },
            participants=frozenset(
                (Role(p.role), p.address, p.name, p.is_internal)
                for p in await self._of(schema.email_participant, row.id)
            ),
            relations={
                str(r.person_id): (r.address, r.matched_by, r.is_ambiguous)
                for r in await self._of(schema.email_relation, row.id)
            },
        )

    async def _of(self, table: sa.Table, activity: int) -> list[Any]:
        return await self.execute(sa.select(table).where(table.c.activity_id == activity))
