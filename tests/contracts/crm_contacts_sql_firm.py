"""The embedded CRM's contacts as a firm under test."""

from adapters.crm.sql.contacts import SqlContacts
from flows.ports.crm import KnownAddress
from sync_core.mail import Address, PersonId
from tests.contracts.crm_firm import mail, related
from tests.contracts.crm_sql_firm import SqlFirm


class SqlContactsFirm(SqlFirm):
    """A firm whose contacts are in a database."""

    @property
    def contacts(self) -> SqlContacts:
        return self.crm.contacts

    async def known_addresses(self) -> tuple[KnownAddress, ...]:
        return (await self.crm.known_addresses("", 99)).added

    async def log_mail_with(self, number: int, person: PersonId, address: Address) -> None:
        await self.crm.log_mail([mail(number, relations=(related(person, address),))])

    async def related_to(self, number: int) -> frozenset[str]:
        seen = await self.look(mail(number).key)
        assert seen is not None
        return frozenset(seen.relations)
