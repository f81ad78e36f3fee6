"""The calendar: events with those who attend, places, people related by hand, rooms, and the feed of changes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")

# Whoever writes an event, by whatever program, raises its version and comes up in its owner's feed; a
# changed occurrence brings its series up too. An event stands in the feed once, where it changed last;
# a deleted one stays there as deleted. (SQLite's triggers do not fire themselves again.)
_TELL_SQLITE = """
  UPDATE event_feed SET newest = newest + 1;
  DELETE FROM event_change WHERE event_id = <row>.id AND owner_id = <row>.owner_id;
  INSERT INTO event_change (event_id, owner_id, is_deleted, told_seq)
    SELECT <row>.id, <row>.owner_id, <gone>, newest FROM event_feed WHERE <row>.owner_id IS NOT NULL;
"""
_TELL_SERIES_SQLITE = """
  UPDATE event_feed SET newest = newest + 1 WHERE <row>.series_id IS NOT NULL;
  DELETE FROM event_change WHERE (event_id, owner_id)
    IN (SELECT id, owner_id FROM event WHERE id = <row>.series_id);
  INSERT INTO event_change (event_id, owner_id, is_deleted, told_seq)
    SELECT s.id, s.owner_id, 0, newest FROM event_feed, event s
    WHERE s.id = <row>.series_id AND s.owner_id IS NOT NULL;
"""


def _sqlite_trigger(name: str, when: str, *parts: tuple[str, str, str]) -> str:
    body = "".join(text.replace("<row>", row).replace("<gone>", gone) for text, row, gone in parts)
    return f"CREATE TRIGGER {name} AFTER {when} BEGIN {body} END"


_SQLITE = (
    "CREATE TABLE event_feed (newest INTEGER NOT NULL)",
    "INSERT INTO event_feed VALUES (0)",
    _sqlite_trigger(
        "event_added",
        "INSERT ON event",
        (_TELL_SERIES_SQLITE, "NEW", "0"),
        (_TELL_SQLITE, "NEW", "0"),
    ),
    _sqlite_trigger(
        "event_changed",
        "UPDATE ON event",
        ("UPDATE event SET version = OLD.version + 1 WHERE id = NEW.id;", "NEW", "0"),
        (_TELL_SERIES_SQLITE, "NEW", "0"),
        (_TELL_SQLITE, "NEW", "0"),
    ),
    _sqlite_trigger(
        "event_passed_on",
        "UPDATE OF owner_id ON event WHEN OLD.owner_id IS NOT NEW.owner_id",
        (_TELL_SQLITE, "OLD", "0"),
    ),
    _sqlite_trigger(
        "event_deleted",
        "DELETE ON event",
        (_TELL_SERIES_SQLITE, "OLD", "0"),
        (_TELL_SQLITE, "OLD", "1"),
    ),
    "CREATE INDEX event_change_owner ON event_change (owner_id, told_seq)",
    "CREATE INDEX event_change_told ON event_change (told_seq)",
)
_POSTGRESQL = (
    "CREATE SEQUENCE event_told",
    """CREATE FUNCTION event_version() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         NEW.version := OLD.version + 1;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER event_version BEFORE UPDATE ON event
       FOR EACH ROW EXECUTE FUNCTION event_version()""",
    """CREATE FUNCTION tell_of_event(told bigint, whose bigint, gone boolean) RETURNS void
       LANGUAGE sql AS $$
         INSERT INTO event_change (event_id, owner_id, is_deleted, told_seq, told_tx)
         SELECT told, whose, gone, nextval('event_told'), pg_current_xact_id()::text::bigint
         WHERE whose IS NOT NULL
         ON CONFLICT (event_id, owner_id) DO UPDATE SET is_deleted = excluded.is_deleted,
           told_seq = excluded.told_seq, told_tx = excluded.told_tx
       $$""",
    """CREATE FUNCTION event_told() RETURNS trigger LANGUAGE plpgsql AS $$
       DECLARE
         row event;
       BEGIN
         row := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
         IF row.series_id IS NOT NULL THEN
           PERFORM tell_of_event(s.id, s.owner_id, false) FROM event s WHERE s.id = row.series_id;
         END IF;
         PERFORM tell_of_event(row.id, row.owner_id, TG_OP = 'DELETE');
         IF TG_OP = 'UPDATE' AND OLD.owner_id IS DISTINCT FROM NEW.owner_id THEN
           PERFORM tell_of_event(OLD.id, OLD.owner_id, false);
         END IF;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER event_told AFTER INSERT OR UPDATE OR DELETE ON event
       FOR EACH ROW EXECUTE FUNCTION event_told()""",
    "CREATE INDEX event_change_owner ON event_change (owner_id, told_tx, told_seq)",
    "CREATE INDEX event_change_told ON event_change (told_tx, told_seq)",
)


def upgrade() -> None:
    """Create the tables."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "resource",
        sa.Column("id", _ID, sa.Identity(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("person_client", "person", [sa.text("lower(client)")])
    _create_event()
    _create_attendee()
    _create_place_and_relation()
    _create_change(on_postgresql)
    for statement in _POSTGRESQL if on_postgresql else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Drop the calendar with all events, and the feed."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for name in ("event_relation", "event_place", "event_attendee", "event", "event_change"):
        op.drop_table(name)
    op.drop_index("person_client", "person")
    op.drop_table("resource")
    if not on_postgresql:
        op.drop_table("event_feed")
        return
    for name in ("event_told()", "tell_of_event(bigint, bigint, boolean)", "event_version()"):
        op.execute(f"DROP FUNCTION {name}")
    op.execute("DROP SEQUENCE event_told")


def _create_event() -> None:
    op.create_table(
        "event",
        sa.Column("id", _ID, sa.Identity(), primary_key=True),
        sa.Column("key", sa.Text),
        sa.Column("owner_id", _ID, sa.ForeignKey("staff.id", ondelete="SET NULL")),
        sa.Column("origin", sa.Text, nullable=False, server_default="api"),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("starts_at", _TIME, nullable=False),
        sa.Column("ends_at", _TIME, nullable=False),
        sa.Column("zone", sa.Text, nullable=False, server_default="UTC"),
        sa.Column("is_all_day", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("body", sa.Text, nullable=False, server_default=""),
        sa.Column("privacy", sa.Text, nullable=False, server_default="normal"),
        sa.Column("show_as", sa.Text, nullable=False, server_default="busy"),
        sa.Column("is_cancelled", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("rrule", sa.Text),
        sa.Column("series_id", _ID, sa.ForeignKey("event.id", ondelete="CASCADE")),
        sa.Column("original_start", _TIME),
        sa.Column("organiser", sa.Text),
        sa.Column("attendees_total", sa.Integer, nullable=False, server_default="0"),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("modified_at", _TIME, nullable=False),
        sa.CheckConstraint("origin IN ('page', 'import', 'api', 'sync')", name="event_origin"),
        sa.CheckConstraint("privacy IN ('normal', 'private')", name="event_privacy"),
        sa.CheckConstraint("ends_at >= starts_at", name="event_span"),
        sa.CheckConstraint("(series_id IS NULL) = (original_start IS NULL)", name="event_slot"),
        sqlite_autoincrement=True,
    )
    op.create_index("event_key", "event", ["key"], unique=True)
    op.create_index("event_series", "event", ["series_id", "original_start"], unique=True)
    op.create_index("event_owner", "event", ["owner_id", "id"])
    op.create_index("event_starts", "event", ["starts_at", "id"])
    repeats = sa.text("rrule IS NOT NULL")
    op.create_index(
        "event_repeats", "event", ["starts_at"], sqlite_where=repeats, postgresql_where=repeats
    )


def _of_event() -> sa.Column[int]:
    return sa.Column(
        "event_id", _ID, sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )


def _create_attendee() -> None:
    op.create_table(
        "event_attendee",
        _of_event(),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False, server_default=""),
        sa.Column("kind", sa.Text, nullable=False, server_default="required"),
        sa.Column("answer", sa.Text, nullable=False, server_default="none"),
        sa.Column("person_id", _ID, sa.ForeignKey("person.id", ondelete="SET NULL")),
        sa.Column("matched_by", sa.Text, nullable=False, server_default=""),
        sa.Column("staff_id", _ID, sa.ForeignKey("staff.id", ondelete="SET NULL")),
        sa.Column("resource_id", _ID, sa.ForeignKey("resource.id", ondelete="SET NULL")),
        sqlite_with_rowid=False,
    )
    for column in ("person_id", "staff_id", "resource_id"):
        where = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"event_attendee_{column[:-3]}",
            "event_attendee",
            [column, "event_id"],
            sqlite_where=where,
            postgresql_where=where,
        )


def _create_place_and_relation() -> None:
    op.create_table(
        "event_place",
        _of_event(),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_relation",
        _of_event(),
        sa.Column(
            "person_id", _ID, sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("event_relation_person", "event_relation", ["person_id", "event_id"])


def _create_change(on_postgresql: bool) -> None:
    """Create the feed; its rows outlive the events and the owners that they tell of."""
    feed = [sa.Column("told_seq", sa.BigInteger, nullable=False)]
    if on_postgresql:
        feed.append(sa.Column("told_tx", sa.BigInteger, nullable=False))
    op.create_table(
        "event_change",
        sa.Column("event_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("owner_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("is_deleted", sa.Boolean, nullable=False),
        *feed,
        sqlite_with_rowid=False,
    )
