"""E-mail activities: one row a message, with its participants, related people and copies."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0002"
down_revision = "0001"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")

# is_matched is kept beside the relations, whoever writes those, so that the lists page and count by
# an index instead of by a join over every activity.
_SQLITE = (
    """CREATE TRIGGER email_relation_added AFTER INSERT ON email_relation BEGIN
         UPDATE email_activity SET is_matched = 1 WHERE id = NEW.activity_id AND NOT is_matched;
       END""",
    """CREATE TRIGGER email_relation_removed AFTER DELETE ON email_relation BEGIN
         UPDATE email_activity SET is_matched = 0 WHERE id = OLD.activity_id
           AND NOT EXISTS (SELECT 1 FROM email_relation WHERE activity_id = OLD.activity_id);
       END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION email_relation_added() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         UPDATE email_activity SET is_matched = true
           WHERE id IN (SELECT activity_id FROM changed) AND NOT is_matched;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER email_relation_added AFTER INSERT ON email_relation
       REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION email_relation_added()""",
    """CREATE FUNCTION email_relation_removed() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         UPDATE email_activity a SET is_matched = false
           WHERE id IN (SELECT activity_id FROM changed) AND is_matched
             AND NOT EXISTS (SELECT 1 FROM email_relation r WHERE r.activity_id = a.id);
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER email_relation_removed AFTER DELETE ON email_relation
       REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION email_relation_removed()""",
)


def upgrade() -> None:
    """Create the tables."""
    _create_activity()
    _create_participant()
    _create_relation()
    _create_copy()
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRESQL if on_postgresql else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: every version keeps e-mail, and what was captured is never dropped.

    Raises:
        CommandError: always.
    """
    raise CommandError("0002 is the oldest schema that any version of the program knows")


def _create_activity() -> None:
    op.create_table(
        "email_activity",
        sa.Column("id", _ID, sa.Identity(), primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("sent_at", _TIME, nullable=False),
        sa.Column("received_at", _TIME, nullable=False),
        sa.Column("synced_at", _TIME, nullable=False),
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
        sqlite_autoincrement=True,
    )
    op.create_index("email_activity_key", "email_activity", ["key"], unique=True)
    op.create_index("email_activity_sent", "email_activity", ["sent_at", "id"])
    op.create_index("email_activity_synced", "email_activity", ["synced_at"])
    for name, condition in (
        ("unmatched", "NOT is_matched"),
        ("risk", "risk_terms IS NOT NULL"),
        ("pending", "sentiment_label = 'pending'"),
    ):
        where = sa.text(condition)
        op.create_index(
            f"email_activity_{name}",
            "email_activity",
            ["sent_at", "id"],
            sqlite_where=where,
            postgresql_where=where,
        )


def _of_activity() -> sa.Column[int]:
    return sa.Column(
        "activity_id", _ID, sa.ForeignKey("email_activity.id", ondelete="CASCADE"), primary_key=True
    )


def _create_participant() -> None:
    op.create_table(
        "email_participant",
        _of_activity(),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("untagged", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("is_internal", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    outside = sa.text("NOT is_internal")
    op.create_index(
        "email_participant_address",
        "email_participant",
        ["address", "activity_id"],
        sqlite_where=outside,
        postgresql_where=outside,
    )
    tagged = sa.text("untagged IS NOT NULL AND NOT is_internal")
    op.create_index(
        "email_participant_untagged",
        "email_participant",
        ["untagged", "activity_id"],
        sqlite_where=tagged,
        postgresql_where=tagged,
    )


def _create_relation() -> None:
    op.create_table(
        "email_relation",
        _of_activity(),
        sa.Column(
            "person_id", _ID, sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("matched_by", sa.Text, nullable=False),
        sa.Column("is_ambiguous", sa.Boolean, nullable=False),
        sa.Column("is_by_hand", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("email_relation_person", "email_relation", ["person_id", "activity_id"])


def _create_copy() -> None:
    op.create_table(
        "email_copy",
        _of_activity(),
        sa.Column("mailbox", sa.Text, primary_key=True),
        sa.Column("owner_id", _ID, sa.ForeignKey("staff.id", ondelete="SET NULL")),
        sqlite_with_rowid=False,
    )
    op.create_index("email_copy_mailbox", "email_copy", ["mailbox", "activity_id"])
