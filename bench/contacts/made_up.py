"""Made-up people: no two have a name, an address or a number in common; the same for a number."""

from dataclasses import dataclass
from itertools import product

from bench.mail.made_up import NOW
from simulator.graph import Recipient, ServerRules, Tenant
from simulator.graph.contacts.contact import Contact
from simulator.memory import ManualSurroundings
from sync_core.contacts.contact import Card, PostalAddress
from sync_core.mail import Address
from sync_core.work import MailboxId

_GIVEN = ("Ada", "Boris", "Carla", "Dilan", "Edda", "Farid", "Gustav", "Hanna", "Ivo", "Jonas")
_SYLLABLES = ("ba", "do", "fi", "gu", "ka", "lo", "mi", "nu", "pa", "ro")
_HALVES = tuple("".join(three) for three in product(_SYLLABLES, repeat=3))
_COMPANIES = 997
_RULES = ServerRules(requests_per_ten_minutes=10_000_000)
"""The clock stands while a scenario runs, so ten minutes never pass: throttling is not measured here."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of ten million people."""

    number: int

    @property
    def given(self) -> str:
        """First name; a million people have it too."""
        return _GIVEN[self.number % len(_GIVEN)]

    @property
    def surname(self) -> str:
        """Last name; ten people have it, with different first names."""
        high, low = divmod(self.number // len(_GIVEN), len(_HALVES))
        return (_HALVES[high] + _HALVES[low]).capitalize()

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.given} {self.surname}"

    @property
    def email(self) -> Address:
        """Nobody else's address; neighbours in number do not stand together in an index."""
        return Address(f"{self.surname}.{self.given}@customer{self.number % 89}.test".lower())

    @property
    def company(self) -> str:
        """Where somebody works."""
        return f"Customer {self.number % _COMPANIES} Ltd"

    @property
    def phone(self) -> str:
        """A business number."""
        return f"+49 30 {self.number:08d}"

    @property
    def contact(self) -> Contact:
        """Somebody as a contact in Outlook."""
        return Contact(
            given_name=self.given,
            surname=self.surname,
            display_name=self.name,
            company=self.company,
            job_title="Purchasing",
            emails=(Recipient(self.email, self.name),),
            business_phones=(self.phone,),
            business_address=_address(self.number),
            categories=("Clients",),
        )

    @property
    def card(self) -> Card:
        """Somebody as a user enters them on the CRM's page."""
        return Card(
            given_name=self.given,
            surname=self.surname,
            display_name=self.name,
            company=self.company,
            job_title="Purchasing",
            emails=(self.email,),
            business_phones=(self.phone,),
            business_address=_address(self.number),
        )


def people(count: int, first: int = 0) -> list[Somebody]:
    """Return so many people, from one number on."""
    return [Somebody(first + n) for n in range(count)]


def tenant_of(mailboxes: int = 1) -> tuple[Tenant, list[MailboxId]]:
    """Return a tenant of users without contacts; its clock stands until it is turned."""
    tenant = Tenant(ManualSurroundings(7, NOW), _RULES)
    return tenant, [tenant.add_user(f"bo{n}") for n in range(mailboxes)]


def _address(number: int) -> PostalAddress:
    return PostalAddress(
        street=f"High Street {number % 200}", city="Berlin", postal_code="10115", country="Germany"
    )
