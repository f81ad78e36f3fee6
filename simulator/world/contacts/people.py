"""Who is known to whom: a small pool of people, so that several colleagues write down the same ones."""

from dataclasses import dataclass
from random import Random

from simulator.world.canaries import MARK, NUMBER
from sync_core.mail import CrmUserId
from sync_core.work import MailboxId

FIRM_DOMAIN = f"{MARK}.test"
PLACES = 3
"""As many addresses does Outlook hold of a contact."""
_GIVEN = ("Ana", "Eva", "Ben", "Kim", "Leo")
_SURNAMES = ("Kern", "Lind", "Moss", "Rauh", "Tann")
_NAMELESS = 0.04
_BY_INITIAL = 0.06
_UNREACHED = 0.15
_MOVED_ON = 0.12
"""Shares of those who are written down with less, or with another address than others have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """One of the firm with a mailbox, and their place among the CRM's users."""

    mailbox: MailboxId
    address: str
    user: CrmUserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """Somebody as one colleague writes them down."""

    given: str
    surname: str
    emails: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The name shown in lists."""
        return " ".join(part for part in (self.given, self.surname) if part)


class Acquaintances:
    """The people whom the firm's staff know; every word of their names is a canary."""

    def __init__(self, chance: Random, count: int) -> None:
        self._chance = chance
        pairs = [(g, s) for g in _GIVEN for s in _SURNAMES]
        self._known = tuple(chance.sample(pairs, count))

    def somebody(self) -> Somebody:
        """Return one of them, now and then with a part missing."""
        given, surname = self._chance.choice(self._known)
        drawn = self._chance.random()
        if drawn < _NAMELESS:
            return Somebody(given="", surname="", emails=())
        address = f"{given}.{surname}.{MARK}@client.test".lower()
        if drawn < _NAMELESS + _UNREACHED:
            emails: tuple[str, ...] = ()
        elif drawn < _NAMELESS + _UNREACHED + _MOVED_ON:
            emails = (f"{given}.{MARK}@{surname}.test".lower(),)
        else:
            emails = (address,)
        first = f"{given}{MARK}" if self._chance.random() >= _BY_INITIAL else given[0]
        return Somebody(given=first, surname=f"{surname}{MARK}", emails=emails)

    def known(self) -> tuple[Somebody, ...]:
        """Return all of them, whole."""
        return tuple(
            Somebody(
                given=f"{given}{MARK}",
                surname=f"{surname}{MARK}",
                emails=(f"{given}.{surname}.{MARK}@client.test".lower(),),
            )
            for given, surname in self._known
        )


def stranger(number: int) -> Somebody:
    """Return somebody who was never there before and shares nothing with anybody."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number}")
    return Somebody(
        given=f"Zoe{letters}{MARK}",
        surname=f"Zorn{letters}{MARK}",
        emails=(f"zorn{letters}.{MARK}@new.test",),
    )


def phone(number: int, version: int) -> str:
    """Return a telephone number that nobody else has."""
    return f"+49 {NUMBER} {number:03d}{version:03d}"
