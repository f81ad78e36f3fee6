"""What the embedded CRM is made of; importing this loads SQLAlchemy."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from adapters.crm.sql.annotating import Annotating
from adapters.crm.sql.database import Database
from adapters.crm.sql.desk_store import SqlDeskStore
from adapters.crm.sql.email_pages import EmailPages
from adapters.crm.sql.entering import Entering
from adapters.crm.sql.event_feed import EventFeed
from adapters.crm.sql.event_reading import EventReading
from adapters.crm.sql.event_relating import EventRelating
from adapters.crm.sql.event_statements import EventStatements
from adapters.crm.sql.event_writing import EventWriting
from adapters.crm.sql.mail_log import MailLog
from adapters.crm.sql.people import People
from adapters.crm.sql.person_pages import PersonPages
from adapters.crm.sql.rematching import Rematching
from flows.meter import Meter


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
    event_feed: EventFeed
    event_writing: EventWriting
    event_relating: EventRelating
    desk_store: SqlDeskStore

    @staticmethod
    def of(url: str, meter: Meter, now: Callable[[], datetime]) -> "SqlParts":
        """Return the parts on the database with this address."""
        database = Database(url, meter)
        reading = EventReading(database)
        statements = EventStatements(database, now)
        people = People(database)
        person_pages = PersonPages(database)
        return SqlParts(
            database=database,
            people=people,
            mail=MailLog(database, now),
            annotating=Annotating(database),
            rematching=Rematching(database),
            email_pages=EmailPages(database),
            person_pages=person_pages,
            entering=Entering(database),
            event_reading=reading,
            event_feed=EventFeed(database),
            event_writing=EventWriting(database, reading, statements),
            event_relating=EventRelating(database, statements),
            desk_store=SqlDeskStore(database, reading, statements, people, person_pages),
        )
