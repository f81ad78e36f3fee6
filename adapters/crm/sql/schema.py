"""The tables of the embedded CRM, as its queries name them; migrations/ builds and changes them."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa


class UtcTime(sa.types.TypeDecorator[datetime]):
    """An instant: timestamptz in PostgreSQL, ISO text with microseconds and +00:00 in SQLite.

    As text it sorts as time does, and holds the years 1 to 9999 that mail is dated with.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Return the column type of a database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.Text())
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """Return an instant as the database takes it."""
        return told(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return an instant read from the database."""
        return None if value is None else as_time(value)


def told(value: datetime) -> str:
    """Return an instant as text."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def as_time(value: str | datetime) -> datetime:
    """Return the instant that a database's answer (text, or a time already) stands for."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


metadata = sa.MetaData()
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", _ID, sa.Identity(), primary_key=True)


def _trace() -> sa.Column[str]:
    """Return what tells the trace of the work item that wrote a row; nothing where a person did."""
    return sa.Column("trace", sa.Text)


def _card() -> list[sa.Column[Any]]:
    """Return what entries of contact lists and people share; addresses and lists are JSON arrays."""
    texts = (
        "given_name middle_name surname title suffix nickname department job_title mobile_phone"
        " web_page notes business_address home_address other_address business_phones home_phones"
        " categories"
    )
    names = texts.split()
    return [
        *(sa.Column(name, sa.Text, nullable=False) for name in names),
        sa.Column("birthday", sa.Text),
    ]


person = sa.Table(
    "person",
    metadata,
    _id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("client", sa.Text, nullable=False),
    sa.Column("segment", sa.Text, nullable=False),
    sa.Column("is_key", sa.Boolean, nullable=False),
    sa.Column("latest_sentiment", sa.Text, nullable=False),
    sa.Column("latest_sentiment_at", UtcTime),
    sa.Column("latest_sentiment_activity", _ID),
    sa.Column("version", sa.Integer, nullable=False),
    *_card(),
    sa.Column("display_name", sa.Text),
    sa.Column("modified_at", UtcTime),
    _trace(),
)

person_address = sa.Table(
    "person_address",
    metadata,
    _id(),
    sa.Column("person_id", _ID, sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("match_key", sa.Text),
    sa.Column("position", sa.Integer),
)

staff = sa.Table(
    "staff",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
)

email_activity = sa.Table(
    "email_activity",
    metadata,
    _id(),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("sent_at", UtcTime, nullable=False),
    sa.Column("received_at", UtcTime, nullable=False),
    sa.Column("synced_at", UtcTime, nullable=False),
    sa.Column("subject", sa.Text),
    sa.Column("preview", sa.Text),
    sa.Column("body", sa.Text),
    sa.Column("has_attachments", sa.Boolean, nullable=False),
    sa.Column("is_matched", sa.Boolean, nullable=False),
    sa.Column("sentiment_label", sa.Text, nullable=False),
    sa.Column("sentiment_score", sa.Double, nullable=False),
    sa.Column("sentiment_scorer", sa.Text, nullable=False),
    sa.Column("risk_lexicon", sa.Text, nullable=False),
    sa.Column("risk_terms", sa.Text),
    sa.Column("unreadable_entries", sa.Integer, nullable=False),
    _trace(),
)

email_participant = sa.Table(
    "email_participant",
    metadata,
    sa.Column(
        "activity_id", _ID, sa.ForeignKey("email_activity.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("untagged", sa.Text),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("is_internal", sa.Boolean, nullable=False),
)

email_relation = sa.Table(
    "email_relation",
    metadata,
    sa.Column(
        "activity_id", _ID, sa.ForeignKey("email_activity.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("person_id", _ID, sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("matched_by", sa.Text, nullable=False),
    sa.Column("is_ambiguous", sa.Boolean, nullable=False),
    sa.Column("is_by_hand", sa.Boolean, nullable=False),
)

email_copy = sa.Table(
    "email_copy",
    metadata,
    sa.Column(
        "activity_id", _ID, sa.ForeignKey("email_activity.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("mailbox", sa.Text, primary_key=True),
    sa.Column("owner_id", _ID, sa.ForeignKey("staff.id", ondelete="SET NULL")),
)

resource = sa.Table(
    "resource",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False),
)

event = sa.Table(
    "event",
    metadata,
    _id(),
    sa.Column("key", sa.Text),
    sa.Column("owner_id", _ID, sa.ForeignKey("staff.id", ondelete="SET NULL")),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("starts_at", UtcTime, nullable=False),
    sa.Column("ends_at", UtcTime, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("is_all_day", sa.Boolean, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("privacy", sa.Text, nullable=False),
    sa.Column("show_as", sa.Text, nullable=False),
    sa.Column("is_cancelled", sa.Boolean, nullable=False),
    sa.Column("rrule", sa.Text),
    sa.Column("series_id", _ID, sa.ForeignKey("event.id", ondelete="CASCADE")),
    sa.Column("original_start", UtcTime),
    sa.Column("organiser", sa.Text),
    sa.Column("attendees_total", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("modified_at", UtcTime, nullable=False),
    _trace(),
)

event_deleted = sa.Table(
    "event_deleted",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("deleted_at", UtcTime, nullable=False),
)


def _of_event() -> sa.Column[int]:
    return sa.Column(
        "event_id", _ID, sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )


event_attendee = sa.Table(
    "event_attendee",
    metadata,
    _of_event(),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("person_id", _ID, sa.ForeignKey("person.id", ondelete="SET NULL")),
    sa.Column("matched_by", sa.Text, nullable=False),
    sa.Column("staff_id", _ID, sa.ForeignKey("staff.id", ondelete="SET NULL")),
    sa.Column("resource_id", _ID, sa.ForeignKey("resource.id", ondelete="SET NULL")),
)

event_place = sa.Table(
    "event_place",
    metadata,
    _of_event(),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
)

event_relation = sa.Table(
    "event_relation",
    metadata,
    _of_event(),
    sa.Column("person_id", _ID, sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
)

contact_entry = sa.Table(
    "contact_entry",
    metadata,
    _id(),
    sa.Column("key", sa.Text),
    sa.Column("owner_id", _ID, sa.ForeignKey("staff.id"), nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("person_id", _ID, sa.ForeignKey("person.id", ondelete="SET NULL")),
    sa.Column("sharing", sa.Text, nullable=False),
    sa.Column("kept_back", sa.Text, nullable=False),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("emails", sa.Text, nullable=False),
    *_card(),
    sa.Column("sort_name", sa.Text, nullable=False),
    sa.Column("sought", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("modified_at", UtcTime, nullable=False),
    _trace(),
)

contact_key = sa.Table(
    "contact_key",
    metadata,
    sa.Column("owner_id", _ID, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, primary_key=True),
    sa.Column(
        "entry_id", _ID, sa.ForeignKey("contact_entry.id", ondelete="CASCADE"), primary_key=True
    ),
)

person_key = sa.Table(
    "person_key",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, primary_key=True),
    sa.Column("person_id", _ID, sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
)

contact_mark = sa.Table(
    "contact_mark",
    metadata,
    sa.Column("owner_id", _ID, primary_key=True),
    sa.Column("generation", sa.BigInteger, nullable=False),
)

erasure = sa.Table(
    "erasure",
    metadata,
    sa.Column("address_hash", sa.Text, primary_key=True),
)
