"""What the embedded CRM is made of; importing this loads SQLAlchemy."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from adapters.crm.sql.annotating import Annotating
from adapters.crm.sql.change_feed import ENTRIES, EVENTS, ChangeFeed
from adapters.crm.sql.contact_candidates import ContactCandidates
from adapters.crm.sql.contact_knowing import ContactKnowing
from adapters.crm.sql.contact_marks import ContactMarks
from adapters.crm.sql.contact_reading import ContactReading
from adapters.crm.sql.contact_statements import ContactStatements
from adapters.crm.sql.contact_store import SqlContactStore
from adapters.crm.sql.contact_writing import ContactWriting
from adapters.crm.sql.database import Database
from adapters.crm.sql.desk_store import SqlDeskStore
from adapters.crm.sql.email_pages import EmailPages
from adapters.crm.sql.entering import Entering
from adapters.crm.sql.event_reading import EventReading
from adapters.crm.sql.event_relating import EventRelating
from adapters.crm.sql.event_statements import EventStatements
from adapters.crm.sql.event_writing import EventWriting
from adapters.crm.sql.mail_log import MailLog
from adapters.crm.sql.people import People
from adapters.crm.sql.person_pages import PersonPages
from adapters.crm.sql.person_statements import PersonStatements
from adapters.crm.sql.person_writing import PersonWriting
from adapters.crm.sql.rematching import Rematching
from flows.meter import Meter
from sync_core.calendar.event import CrmEventId
from sync_core.contacts.contact import CrmContactId

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlParts:
    """The parts that share one database."""

    database: Database
    people: People
    mail: MailLog
    annotating: Annotating
    rematching: Rematching
    email_pages: EmailPages
    person_pages: PersonPages
    entering: Entering
    event_reading: EventReading
    event_feed: ChangeFeed[CrmEventId]
    event_writing: EventWriting
    event_relating: EventRelating
    desk_store: SqlDeskStore
    contact_reading: ContactReading
    contact_feed: ChangeFeed[CrmContactId]
    contact_candidates: ContactCandidates
    contact_writing: ContactWriting
    person_writing: PersonWriting
    contact_marks: ContactMarks
    contact_store: SqlContactStore

    @staticmethod
    def of(
        url: str,
        meter: Meter,
        now: Callable[[], datetime],
        credential: "AsyncTokenCredential | None",
    ) -> "SqlParts":
        """Return the parts on the database with this address."""
        database = Database(url, meter, credential)
        reading = EventReading(database)
        statements = EventStatements(database, now)
        people = People(database)
        person_pages = PersonPages(database)
        contacts = ContactReading(database)
        knowing = ContactKnowing(database)
        contact_statements = ContactStatements(database, now)
        person_statements = PersonStatements(database, now)
        contact_writing = ContactWriting(database, contacts, knowing, contact_statements)
        person_writing = PersonWriting(
            database, contacts, knowing, contact_statements, person_statements
        )
        return SqlParts(
            database=database,
            people=people,
            mail=MailLog(database, now),
            annotating=Annotating(database),
            rematching=Rematching(database),
            email_pages=EmailPages(database),
            person_pages=person_pages,
            entering=Entering(database, knowing, person_statements),
            event_reading=reading,
            event_feed=ChangeFeed(database, EVENTS),
            event_writing=EventWriting(database, reading, statements),
            event_relating=EventRelating(database, statements),
            desk_store=SqlDeskStore(database, reading, statements, people, person_pages),
            contact_reading=contacts,
            contact_feed=ChangeFeed(database, ENTRIES),
            contact_candidates=ContactCandidates(database, contacts),
            contact_writing=contact_writing,
            person_writing=person_writing,
            contact_marks=ContactMarks(database),
            contact_store=SqlContactStore(contacts, contact_writing, person_writing),
        )
