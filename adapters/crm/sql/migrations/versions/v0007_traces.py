"""Which work item wrote a row: its trace, by which the row is found from a log line or a run's record."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_TABLES = ("email_activity", "event", "contact_entry", "person")


def upgrade() -> None:
    """Add the column to what work items write; rows that people and older versions wrote have none."""
    for table in _TABLES:
        op.add_column(table, sa.Column("trace", sa.Text))
        op.execute(f"CREATE INDEX {table}_trace ON {table} (trace) WHERE trace IS NOT NULL")


def downgrade() -> None:
    """Drop the column: a former version writes none."""
    for table in _TABLES:
        op.drop_index(f"{table}_trace", table)
        op.drop_column(table, "trace")
