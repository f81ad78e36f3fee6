"""The embedded CRM: a small working CRM in a SQL database, behind the Crm and the Desk port.

SQLAlchemy is loaded on first use, never where the engine merely starts: it is not on the path of a
cold webhook.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from adapters.crm.sql.calendar import SqlCalendar
from adapters.crm.sql.contacts import SqlContacts
from flows.meter import Meter
from flows.ports.crm import Annotation, KnownAddress, KnownAddresses
from flows.ports.desk import (
    EmailFilter,
    EmailList,
    NewPerson,
    PersonCard,
    StaffMember,
    TracedRow,
)
from sync_core.mail import (
    ActivityId,
    Address,
    CrmUserId,
    LogOutcome,
    MailActivity,
    MessageKey,
    PersonId,
    PersonRef,
)
from sync_core.policy import Matching, PlusTags

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential

    from adapters.crm.sql.parts import SqlParts


class SqlCrm:
    """A CRM in SQLite or PostgreSQL. Implements flows.ports.crm.Crm and flows.ports.desk.Desk."""

    def __init__(
        self,
        url: str,
        meter: Meter,
        now: Callable[[], datetime],
        credential: "AsyncTokenCredential | None",
    ) -> None:
        self._url = url
        self._credential = credential
        self._meter = meter
        self._now = now
        self.calendar = SqlCalendar(lambda: self._parts)
        self.contacts = SqlContacts(lambda: self._parts)

    @staticmethod
    def connect(
        url: str,
        meter: Meter,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        credential: "AsyncTokenCredential | None" = None,
    ) -> "SqlCrm":
        """Return the CRM in this database; nothing is opened before it is first used.

        Args:
            url: sqlite+aiosqlite:///PATH or postgresql+psycopg://HOST/NAME.
            meter: counts each statement and commit sent.
            now: the clock by which activities are marked as synced.
            credential: whose tokens PostgreSQL takes as passwords; None where the address holds what is needed.
        """
        return SqlCrm(url, meter, now, credential)

    @cached_property
    def _parts(self) -> "SqlParts":
        from adapters.crm.sql.parts import SqlParts

        return SqlParts.of(self._url, self._meter, self._now, self._credential)

    async def revisions(self) -> tuple[str, str]:
        """Return which schema the database has, and which one this program writes."""
        from adapters.crm.sql.revision import revisions

        return await revisions(self._parts.database)

    async def prepare(self) -> None:
        """Bring the database to the newest schema; repeating it changes nothing."""
        from adapters.crm.sql.preparing import prepare

        await prepare(self._parts.database)

    async def close(self) -> None:
        """Give back the connections of the running event loop."""
        if "_parts" in self.__dict__:
            await self._parts.database.close()

    async def find_people(
        self, addresses: Sequence[Address], by: Matching
    ) -> Mapping[Address, tuple[PersonRef, ...]]:
        """Return the people each address belongs to."""
        return await self._parts.people.find_people(addresses, by)

    async def find_users(self, addresses: Sequence[Address]) -> Mapping[Address, CrmUserId]:
        """Return the members of staff who have these addresses."""
        return await self._parts.people.find_users(addresses)

    async def log_mail(self, mails: Sequence[MailActivity]) -> tuple[LogOutcome, ...]:
        """Write activities; one answer each, in the same order."""
        return await self._parts.mail.log(mails)

    async def annotate_mail(self, notes: Sequence[Annotation]) -> None:
        """Add what became known later."""
        await self._parts.annotating.annotate(notes)

    async def known_addresses(self, cursor: str, limit: int) -> KnownAddresses:
        """Return addresses given to people since the cursor, by anyone."""
        return await self._parts.rematching.known_addresses(cursor, limit)

    async def relate_past(
        self, known: Sequence[KnownAddress], plus_tags: PlusTags = PlusTags.EXACT
    ) -> int:
        """Relate past activities that hold these addresses; return how many relations were new."""
        return await self._parts.rematching.relate_past(known, plus_tags)

    async def activity_of(self, key: MessageKey) -> ActivityId | None:
        """Return the activity with this key."""
        return await self._parts.mail.activity_of(key)

    async def emails(self, which: EmailFilter, offset: int, limit: int) -> EmailList:
        """Return a page of activities."""
        return await self._parts.email_pages.emails(which, offset, limit)

    async def traced(self, trace: str, limit: int) -> tuple[TracedRow, ...]:
        """Return what the work items of a trace wrote, at most so many of each kind."""
        from adapters.crm.sql.traced import traced

        return await traced(self._parts.database, trace, limit)

    async def totals(self) -> Mapping[str, int]:
        """Return counts: people, activities, matched, unmatched, pending_sentiment, with_risk."""
        return await self._parts.email_pages.totals()

    async def person(self, person: PersonId) -> PersonCard | None:
        """Return one person."""
        return await self._parts.person_pages.person(person)

    async def search_people(self, text: str, limit: int) -> tuple[PersonCard, ...]:
        """Return people whose name, client or address holds the text."""
        return await self._parts.person_pages.search_people(text, limit)

    async def relate(
        self, activities: Sequence[ActivityId], person: PersonId, learn: Address | None
    ) -> int:
        """Relate activities to a person by hand; return how many relations were new."""
        return await self._parts.entering.relate(activities, person, learn)

    async def add_people(self, people: Sequence[NewPerson]) -> tuple[PersonId, ...]:
        """Add people with their addresses; all or none."""
        return await self._parts.entering.add_people(people)

    async def add_staff(self, staff: Sequence[tuple[str, Address]]) -> tuple[CrmUserId, ...]:
        """Add members of staff; one whose address is known keeps its id."""
        return await self._parts.entering.add_staff(staff)

    async def staff(self) -> Mapping[CrmUserId, StaffMember]:
        """Return all members of staff."""
        return await self._parts.person_pages.staff()
