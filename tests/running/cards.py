"""Contacts of every kind that the rules tell apart, with a word or a number of its own in each of their fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sync_core.contacts.contact import Card
from sync_core.mail import Address
from tests.running.canaries import Canaries
from tests.running.letters import REFUSED_WORD

Order = dict[str, Any]
_MAPPED = ("nickname", "company", "department", "job_title", "web_page")
_UNMAPPED = ("office", "assistant", "manager", "spouse", "profession")


@dataclass(frozen=True, slots=True)
class Noted:
    """One contact as it is ordered of the tenant, and the words that the CRM's list gets of it."""

    order: Order
    is_kept: bool
    is_damaged: bool = False

    @property
    def name(self) -> str:
        """How it is shown in lists."""
        return str(self.order["display_name"])

    @property
    def for_the_crm(self) -> tuple[str, ...]:
        """The words and numbers of the fields that flow."""
        order = self.order
        told = [*order["display_name"].split(), *(order[name].split()[-1] for name in _MAPPED)]
        places = [order["business_address"][part] for part in ("street", "city")]
        numbers = [order["mobile_phone"], *order["business_phones"], *order["home_phones"]]
        return (*told, *places, *numbers, *order["categories"], *_addresses(order))

    @property
    def for_nobody(self) -> tuple[str, ...]:
        """The words of its user's own notes, and of the fields that nobody maps."""
        return tuple(self.order[name].split()[-1] for name in ("notes", *_UNMAPPED))


class Cards:
    """Writes contacts for one mailbox."""

    def __init__(self, canaries: Canaries, owner: str) -> None:
        self._canaries = canaries
        self._owner = owner

    def of_every_kind(self) -> Iterator[Noted]:
        """Yield one of each kind."""
        yield self.kept()
        yield self.kept()
        yield self.kept(emails=[])
        left_out: tuple[Order, ...] = (
            {"private": True},
            {"is_list": True},
            {"company": f"Firm of {self._word(REFUSED_WORD)}"},
        )
        for changed in left_out:
            yield Noted(self._order(changed), is_kept=False)
        yield Noted(self._order({}), is_kept=False, is_damaged=True)

    def kept(self, **changed: Any) -> Noted:
        """Return a contact that the CRM gets."""
        return Noted(self._order(changed), is_kept=True)

    def in_the_crm(self, **changed: Any) -> Card:
        """Return a contact that its user makes in the CRM."""
        given, surname = self._word("given"), self._word("family")
        told: dict[str, Any] = {
            "given_name": given,
            "surname": surname,
            "display_name": f"{given} {surname}",
            "company": self._word("company"),
            "job_title": self._word("title"),
            "mobile_phone": self._canaries.number(),
            "emails": (Address(self._canaries.address("contact.test")),),
            "notes": self._word("notes"),
        }
        return Card(**{**told, **changed})

    def somebody_else(self) -> Order:
        """Return what is written over a contact by another person."""
        given, surname = self._word("othergiven"), self._word("otherfamily")
        return {
            "given_name": given,
            "surname": surname,
            "display_name": f"{given} {surname}",
            "emails": [self._party()],
        }

    def word(self, where: str) -> str:
        """Return a new word."""
        return self._word(where)

    def _order(self, changed: Order) -> Order:
        given, surname = self._word("given"), self._word("family")
        return {
            "mailbox": self._owner,
            "given_name": given,
            "surname": surname,
            "display_name": f"{given} {surname}",
            **{
                name: f"Some {self._word(name.replace('_', ''))}" for name in (*_MAPPED, *_UNMAPPED)
            },
            "web_page": f"https://{self._word('page')}.test/",
            "business_address": {"street": self._word("street"), "city": self._word("city")},
            "business_phones": [self._canaries.number()],
            "home_phones": [self._canaries.number()],
            "mobile_phone": self._canaries.number(),
            "emails": [self._party(), self._party()],
            "birthday": "1971-04-05",
            "notes": f"They are unhappy with {self._word('notes')}",
            "categories": [self._word("category")],
            **changed,
        }

    def _party(self) -> Order:
        return {"address": self._canaries.address("contact.test"), "name": self._word("shown")}

    def _word(self, where: str) -> str:
        return self._canaries.word(where)


def _addresses(order: Order) -> list[str]:
    return [party["address"] for party in order["emails"]]
