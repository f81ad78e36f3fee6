"""The firm of one world: who works there, what it wants, and the diary of all that people did."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from simulator.graph.calendar.outlook import Outlook
from simulator.world.calendar.diary import Diary
from simulator.world.calendar.people import Colleague, Times
from simulator.world.calendar.ports import BusyCrmCalendar
from simulator.world.calendar.rules import FirmSettings
from simulator.world.outside import Outside, at_once
from sync_core.mail import PersonId
from sync_core.work import MailboxId


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """What all of its people share, and what its checks know of them."""

    chance: Random
    outside: Outside
    settings: FirmSettings
    times: Times
    diary: Diary = field(default_factory=Diary)
    staff: list[Colleague] = field(default_factory=list)
    people: dict[str, PersonId] = field(default_factory=dict)
    """Clients: their address, and who they are in the CRM."""

    @staticmethod
    def drawn(chance: Random, outside: Outside) -> "Firm":
        """Draw a firm that nobody works at yet."""
        settings = FirmSettings.drawn(chance)
        return Firm(chance=chance, outside=outside, settings=settings, times=Times(chance))

    @property
    def outlook(self) -> Outlook:
        """Outlook, as people use it."""
        return self.outside.tenant.outlook

    @property
    def crm(self) -> BusyCrmCalendar:
        """The CRM's calendar."""
        return self.outside.crm_calendar

    @property
    def addresses(self) -> set[str]:
        """The addresses of the staff."""
        return {one.address for one in self.staff}

    def now(self) -> datetime:
        """Return what the clock shows."""
        return self.outside.surroundings.now()

    def is_in_first_run(self, mailbox: MailboxId) -> bool:
        """Return whether the engine keeps a mailbox's calendar, and has not brought it into step once."""
        record = at_once(self.outside.memory.mailbox(mailbox))
        return record is not None and record.calendar_started_at is None
