"""People, their addresses with the feed of newly known ones, and staff."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")

# Matching compares match_key. Whoever writes an address without one (a person with a database tool,
# another program) gets it from a trigger, and whoever changes an address comes up in the feed again.
_SQLITE = (
    "CREATE TABLE address_feed (newest INTEGER NOT NULL)",
    "INSERT INTO address_feed VALUES (0)",
    """CREATE TRIGGER person_address_added AFTER INSERT ON person_address BEGIN
         UPDATE address_feed SET newest = newest + 1;
         UPDATE person_address SET added_seq = (SELECT newest FROM address_feed),
           match_key = coalesce(NEW.match_key, lower(trim(NEW.address))) WHERE id = NEW.id;
       END""",
    """CREATE TRIGGER person_address_changed AFTER UPDATE OF person_id, kind, address ON person_address
       BEGIN
         UPDATE address_feed SET newest = newest + 1;
         UPDATE person_address SET added_seq = (SELECT newest FROM address_feed),
           match_key = CASE WHEN NEW.address <> OLD.address AND NEW.match_key IS OLD.match_key
             THEN lower(trim(NEW.address)) ELSE NEW.match_key END
         WHERE id = NEW.id;
       END""",
    "CREATE INDEX person_address_feed ON person_address (added_seq)",
)
# Sequence numbers become visible in the order of commits, not of numbers: the feed is ordered by the
# writing transaction, and only transactions older than every running one are read.
_POSTGRESQL = (
    "CREATE SEQUENCE person_address_added",
    """CREATE FUNCTION person_address_added() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.match_key IS NULL
            OR (TG_OP = 'UPDATE' AND NEW.address <> OLD.address AND NEW.match_key = OLD.match_key)
         THEN NEW.match_key := lower(btrim(NEW.address)); END IF;
         NEW.added_seq := nextval('person_address_added');
         NEW.added_tx := pg_current_xact_id()::text::bigint;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER person_address_added BEFORE INSERT OR UPDATE OF person_id, kind, address
       ON person_address FOR EACH ROW EXECUTE FUNCTION person_address_added()""",
    "CREATE INDEX person_address_feed ON person_address (added_tx, added_seq)",
)


def upgrade() -> None:
    """Create the tables."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    _create_person()
    _create_person_address(on_postgresql)
    op.create_table(
        "staff",
        sa.Column("id", _ID, sa.Identity(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("staff_address", "staff", [sa.text("lower(address)")], unique=True)
    for statement in _POSTGRESQL if on_postgresql else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: no version of the program knows a schema before 0002.

    Raises:
        CommandError: always.
    """
    raise CommandError("0002 is the oldest schema that any version of the program knows")


def _create_person() -> None:
    op.create_table(
        "person",
        sa.Column("id", _ID, sa.Identity(), primary_key=True),
        sa.Column("kind", sa.Text, nullable=False, server_default="individual"),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("client", sa.Text, nullable=False, server_default=""),
        sa.Column("segment", sa.Text, nullable=False, server_default=""),
        sa.Column("is_key", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("latest_sentiment", sa.Text, nullable=False, server_default="none"),
        sa.Column("latest_sentiment_at", _TIME),
        sa.Column("latest_sentiment_activity", _ID),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.CheckConstraint("kind IN ('individual', 'contact')", name="person_kind"),
        sqlite_autoincrement=True,
    )
    op.create_index("person_name", "person", [sa.text("lower(name)"), "id"])


def _create_person_address(on_postgresql: bool) -> None:
    feed = [sa.Column("added_seq", sa.BigInteger)]
    if on_postgresql:
        feed.append(sa.Column("added_tx", sa.BigInteger))
    op.create_table(
        "person_address",
        sa.Column("id", _ID, sa.Identity(), primary_key=True),
        sa.Column("person_id", _ID, sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("match_key", sa.Text),
        *feed,
        sa.CheckConstraint("length(address) BETWEEN 1 AND 320", name="person_address_length"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "person_address_match", "person_address", ["match_key", "person_id", "kind"], unique=True
    )
    op.create_index("person_address_person", "person_address", ["person_id"])
