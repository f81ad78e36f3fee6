"""Attendees whom the CRM does not know yet, found by address once somebody is given it."""

from alembic import op

revision = "0004"
down_revision = "0003"

_UNKNOWN = "person_id IS NULL AND staff_id IS NULL"
# The address without its plus-tag, as adapters.crm.sql.event_relating asks for it.
_PLAIN_SQLITE = (
    "substr(address, 1, instr(address, '+') - 1) || substr(address, instr(address, '@'))"
)
_PLAIN_POSTGRESQL = "split_part(address, '+', 1) || '@' || split_part(address, '@', 2)"


def upgrade() -> None:
    """Create the indexes."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    plain = _PLAIN_POSTGRESQL if on_postgresql else _PLAIN_SQLITE
    tagged = "strpos(address, '+') > 1" if on_postgresql else "instr(address, '+') > 1"
    op.execute(f"CREATE INDEX event_attendee_address ON event_attendee (address) WHERE {_UNKNOWN}")
    op.execute(
        f"CREATE INDEX event_attendee_untagged ON event_attendee (({plain}))"
        f" WHERE {_UNKNOWN} AND {tagged}"
    )


def downgrade() -> None:
    """Drop the indexes."""
    op.drop_index("event_attendee_untagged", "event_attendee")
    op.drop_index("event_attendee_address", "event_attendee")
