"""How often the engine has marked a contact list: a restored database shows an older count."""

import sqlalchemy as sa

from adapters.crm.sql.database import Database
from adapters.crm.sql.ids import number
from sync_core.mail import CrmUserId

_READ = sa.text("SELECT generation FROM contact_mark WHERE owner_id = :owner")
_WRITE = sa.text("""
INSERT INTO contact_mark (owner_id, generation) VALUES (:owner, :generation)
ON CONFLICT (owner_id) DO UPDATE SET generation = excluded.generation
""")


class ContactMarks:
    """The marks of one database's contact lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def generation(self, owner: CrmUserId) -> int:
        """Return how often the engine has marked this list; 0: never."""
        async with self._database.reading() as connection:
            found = await connection.execute(_READ, {"owner": number(owner) or 0})
            return int(found.scalar() or 0)

    async def mark(self, owner: CrmUserId, generation: int) -> None:
        """Mark the list with a count."""
        told = {"owner": number(owner) or 0, "generation": generation}
        async with self._database.writing() as connection:
            await connection.execute(_WRITE, told)
