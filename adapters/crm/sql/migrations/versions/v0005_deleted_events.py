"""Which events that stood in Outlook too were deleted, so that no other mailbox's copy brings one back."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")

# Whatever program deletes an event, its key is kept; an event that has the key again ends that.
_SQLITE = (
    """CREATE TRIGGER event_key_deleted AFTER DELETE ON event WHEN OLD.key IS NOT NULL BEGIN
       INSERT OR REPLACE INTO event_deleted (key, deleted_at)
         VALUES (OLD.key, strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now'));
       END""",
    """CREATE TRIGGER event_key_added AFTER INSERT ON event WHEN NEW.key IS NOT NULL BEGIN
       DELETE FROM event_deleted WHERE key = NEW.key;
       END""",
    """CREATE TRIGGER event_key_given AFTER UPDATE OF key ON event WHEN NEW.key IS NOT OLD.key BEGIN
       DELETE FROM event_deleted WHERE key = NEW.key;
       END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION event_key_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         INSERT INTO event_deleted (key, deleted_at) VALUES (OLD.key, clock_timestamp())
           ON CONFLICT (key) DO UPDATE SET deleted_at = excluded.deleted_at;
         RETURN NULL;
       END $$""",
    """CREATE FUNCTION event_key_there() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         DELETE FROM event_deleted WHERE key = NEW.key;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER event_key_deleted AFTER DELETE ON event FOR EACH ROW
       WHEN (OLD.key IS NOT NULL) EXECUTE FUNCTION event_key_deleted()""",
    """CREATE TRIGGER event_key_added AFTER INSERT ON event FOR EACH ROW
       WHEN (NEW.key IS NOT NULL) EXECUTE FUNCTION event_key_there()""",
    """CREATE TRIGGER event_key_given AFTER UPDATE OF key ON event FOR EACH ROW
       WHEN (NEW.key IS DISTINCT FROM OLD.key) EXECUTE FUNCTION event_key_there()""",
)


def upgrade() -> None:
    """Create the table and what keeps it."""
    op.create_table(
        "event_deleted",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("deleted_at", _TIME, nullable=False),
        sqlite_with_rowid=False,
    )
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRESQL if on_postgresql else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Drop the table: what was deleted meanwhile is forgotten, and another mailbox's copy may bring it back."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for name in ("event_key_deleted", "event_key_added", "event_key_given"):
        op.execute(f"DROP TRIGGER {name}{' ON event' if on_postgresql else ''}")
    if on_postgresql:
        op.execute("DROP FUNCTION event_key_deleted()")
        op.execute("DROP FUNCTION event_key_there()")
    op.drop_table("event_deleted")
