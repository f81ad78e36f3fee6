"""An activity as a list shows it: who outside it was with, who inside."""

from collections.abc import Iterable
from dataclasses import dataclass

from admin.console import Console
from flows.ports.desk import EmailRow
from sync_core.domains import Insiders
from sync_core.mail import Address


@dataclass(frozen=True, slots=True)
class Party:
    """One address of a message with the name it was shown under."""

    address: Address
    name: str

    @property
    def called(self) -> str:
        """The name, or the address where there is none."""
        return self.name or self.address


@dataclass(frozen=True, slots=True)
class ShownEmail:
    """One activity and its parties, each once, in the order From, Sender, To, Cc, Bcc."""

    row: EmailRow
    outside: tuple[Party, ...]
    inside: tuple[Party, ...]

    @property
    def correspondent(self) -> str:
        """Whom the firm wrote with."""
        first = next(iter(self.outside or self.inside), None)
        return first.called if first else "(nobody)"

    @property
    def colleague(self) -> str:
        """The first of the firm's own people in it; empty where there is none."""
        return self.inside[0].called if self.inside else ""


async def shown(console: Console, rows: Iterable[EmailRow]) -> tuple[ShownEmail, ...]:
    """Return activities with their parties told apart as the policy of this moment tells them."""
    insiders = await console.insiders()
    return tuple(_shown(row, insiders) for row in rows)


def _shown(row: EmailRow, insiders: Insiders) -> ShownEmail:
    parties: dict[Address, Party] = {}
    for _, name, address in row.participants:
        parties.setdefault(address, Party(address, name.strip()))
    return ShownEmail(
        row=row,
        outside=tuple(p for p in parties.values() if not insiders.has(p.address)),
        inside=tuple(p for p in parties.values() if insiders.has(p.address)),
    )
