"""Everything outside the engine in one world: tenant, CRM, storage and clock, all in memory."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flows.ports.leases import Lease
from flows.ports.memory import Memory
from flows.ports.remembrance import Remembrance
from simulator.graph import Tenant
from simulator.memory import InMemoryMemory, InMemoryPolicyStore, InMemoryQueue, ManualSurroundings
from simulator.memory.crm import InMemoryCrm
from simulator.world.calendar.ports import BusyCalendar, BusyCrmCalendar
from simulator.world.contacts.ports import BusyContacts, BusyCrmContacts
from simulator.world.faults import Faults
from sync_core.digests import Digester
from sync_core.mail import (
    LogOutcome,
    LogResult,
    MailActivity,
    MessageKey,
    Sentiment,
    SentimentLabel,
)

T = TypeVar("T")
MOODS = {"glad": SentimentLabel.POSITIVE, "cross": SentimentLabel.NEGATIVE}
"""The words by which the world's scorer tells how a text reads."""


class MoodyCrm(InMemoryCrm):
    """A CRM that now and then takes everything of a call but one activity, for a while."""

    contacts: BusyCrmContacts

    def __init__(self, faults: Faults, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.contacts = BusyCrmContacts(self, now, faults)
        self._faults = faults
        self._refused: set[MessageKey] = set()

    async def log_mail(self, mails: Sequence[MailActivity]) -> tuple[LogOutcome, ...]:
        """Write activities, but for those refused."""
        refused = [self._refuses(mail) for mail in mails]
        written = iter(
            await super().log_mail([m for m, no in zip(mails, refused, strict=True) if not no])
        )
        no_thanks = LogOutcome(result=LogResult.REFUSED, detail="subject")
        return tuple(no_thanks if no else next(written) for no in refused)

    def _refuses(self, mail: MailActivity) -> bool:
        if not self._faults.active:
            return False
        if mail.key not in self._refused and self._faults.strikes("refused_by_crm"):
            self._refused.add(mail.key)
        return mail.key in self._refused


class TornMemory:
    """A memory that writes a step in several transactions, as tables do, so that a crash may part them.

    It stands on a stepped memory: each transaction is an effect of its own.
    """

    def __init__(self, memory: Memory, rows_max: int) -> None:
        self._memory = memory
        self._rows_max = rows_max

    async def remember(self, lease: Lease, what: Remembrance, now: datetime) -> Lease:
        """Write a step, part after part."""
        for part in what.in_parts(self._rows_max):
            lease = await self._memory.remember(lease, part, now)
        return lease

    def __getattr__(self, method: str) -> Any:
        """Return everything else as the memory has it."""
        return getattr(self._memory, method)


class WordScorer:
    """A scorer that knows two words, and fails now and then."""

    version = "words/1"

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    async def score(self, texts: Sequence[str]) -> tuple[Sentiment | None, ...]:
        """Return how each text reads."""
        return tuple(
            None if self._faults.strikes("scoring_fails") else _mood(text) for text in texts
        )


def _mood(text: str) -> Sentiment:
    label = next((m for word, m in MOODS.items() if word in text), SentimentLabel.NEUTRAL)
    score = {SentimentLabel.POSITIVE: 0.5, SentimentLabel.NEGATIVE: -0.5}.get(label, 0.0)
    return Sentiment(label=label, score=score, scorer=WordScorer.version)


@dataclass(slots=True)
class Outside:
    """What survives every crash of the engine."""

    surroundings: ManualSurroundings
    tenant: Tenant
    calendar: BusyCalendar
    contacts: BusyContacts
    crm: MoodyCrm
    crm_calendar: BusyCrmCalendar
    memory: InMemoryMemory
    policies: InMemoryPolicyStore
    queue: InMemoryQueue
    scorer: WordScorer
    digester: Digester


def at_once(call: Coroutine[Any, Any, T]) -> T:
    """Return what a method that awaits nothing returns."""
    try:
        call.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("it awaited something")
