"""One check: its outcome and what to do about it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum

from flows.ports.parts import Parts
from flows.ports.probing import Probe
from sync_core.failures import Failure
from sync_core.work import MailboxId


class Health(StrEnum):
    """What a check came to."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What one check found: codes, counts and sentences, no content."""

    name: str
    health: Health
    told: str
    mend: str = ""
    """What to do; empty where there is nothing to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """A deployment to examine: its parts, and what no part tells of it."""

    parts: Parts
    probe: Probe
    graph_url: str
    public_url: str
    crm_schema: Callable[[], Awaitable[tuple[str, str]]]
    """The schema that the CRM's database has, and the one that this program writes."""
    mailbox: MailboxId | None = None
    """The mailbox to read; None: the first one that is captured."""
    outside: MailboxId | None = None
    """A mailbox that must be refused; None: none was named."""


Examination = Callable[[Patient], Awaitable[tuple[Health, str]]]
"""Returns what it came to and a sentence. A Failure that it raises is a check that failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A check to be made."""

    name: str
    examine: Examination
    mend: str
    """What to do where it does not come to ok."""
    words: str = field(default="")
    """What stands before a failure's own words."""

    async def check(self, patient: Patient) -> Check:
        """Make the check; whatever the outside answers is a finding, never an error."""
        try:
            health, told = await self.examine(patient)
        except Failure as failure:
            health, told = Health.FAILED, self.words + str(failure)
        fine = health in (Health.OK, Health.SKIPPED)
        return Check(name=self.name, health=health, told=told, mend="" if fine else self.mend)
