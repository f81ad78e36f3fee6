"""What is replayed: whose mailboxes, which mail is the past and which arrives, who is known to the CRM."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha1

from flows.ports.desk import NewPerson
from simulator.mailfiles import MailReading, MailRecord
from sync_core.addresses import NoAddress, domain_of, normalise
from sync_core.mail import Address

ARRIVING_SHARE = 0.08
ARRIVING_MESSAGES_MAX = 1_500
"""Mail that arrives is delivered at a steady pace, so there is not too much of it."""
_LATEST = datetime(9999, 1, 1, tzinfo=UTC)


class NothingToReplay(ValueError):
    """The file holds no mail that could be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything a replay needs of a file."""

    mailboxes: tuple[str, ...]
    """Names, sorted."""
    history: tuple[MailRecord, ...]
    """By date, oldest first."""
    arriving: tuple[MailRecord, ...]
    domain: str
    unreadable: int
    """Messages of the file that could not be read."""

    @property
    def messages(self) -> int:
        """How many messages are delivered."""
        return len(self.history) + len(self.arriving)

    @property
    def history_start(self) -> date:
        """A day before the oldest message."""
        moments = [r.sent_at for r in self.history if r.sent_at is not None]
        oldest = min(moments, default=datetime(2000, 1, 1, tzinfo=UTC))
        return (max(oldest, datetime(1, 1, 3, tzinfo=UTC)) - timedelta(days=1)).date()

    def address_of(self, mailbox: str) -> str:
        """Return the address of a mailbox in the pretend tenant."""
        local = "".join(c if c.isalnum() or c in "-._" else "." for c in mailbox)
        return f"{local}@{self.domain}".lower()

    def outsiders(self) -> tuple[Address, ...]:
        """Return every usable address in any mail that is not on the internal domain, each once."""
        found: dict[Address, None] = {}
        for record in (*self.history, *self.arriving):
            for text in _addresses(record):
                address = normalise(text)
                if not isinstance(address, NoAddress) and domain_of(address) != self.domain:
                    found[address] = None
        return tuple(found)


def material_of(reading: MailReading, domain: str, mailboxes: int | None, share: float) -> Material:
    """Return what is replayed of a file.

    Args:
        reading: the file.
        domain: the firm's own domain.
        mailboxes: only the first so many names in sorted order; None takes all.
        share: how much of it arrives while the engine runs, 0..1; the latest by date.

    Raises:
        NothingToReplay: no message could be read.
    """
    records = list(reading)
    names = sorted({r.mailbox for r in records})[:mailboxes]
    chosen = set(names)
    ordered = sorted((r for r in records if r.mailbox in chosen), key=_date)
    if not ordered:
        raise NothingToReplay(
            f"{reading.path}: {NothingToReplay.__doc__} ({len(reading.problems)} could not be read)"
        )
    dated = sum(r.sent_at is not None for r in ordered)
    arriving = min(round(len(ordered) * share), ARRIVING_MESSAGES_MAX)
    past = min(len(ordered) - arriving, dated)  # without a date there is no place in the past
    return Material(
        mailboxes=tuple(names),
        history=tuple(ordered[:past]),
        arriving=tuple(ordered[past:]),
        domain=domain.lower(),
        unreadable=len(reading.problems),
    )


PEOPLE: dict[str, Callable[[Address], bool]] = {
    "half": lambda address: sha1(address.encode(), usedforsecurity=False).hexdigest()[0] in "02468",
    "all": lambda _: True,
    "none": lambda _: False,
}
"""Which outsiders are people of the CRM."""


def people_of(addresses: Iterable[Address], whom: str) -> list[NewPerson]:
    """Return the CRM's people: one for each chosen address."""
    return [
        NewPerson(name=address.partition("@")[0] or address, addresses=(("email", address),))
        for address in addresses
        if PEOPLE[whom](address)
    ]


def _date(record: MailRecord) -> datetime:
    return record.sent_at or _LATEST


def _addresses(record: MailRecord) -> list[str]:
    senders = (record.sender,) if record.sender else ()
    return [entry.address for entry in (*senders, *record.to, *record.cc, *record.bcc)]
