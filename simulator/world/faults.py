"""What goes wrong around one effect: drawn by the world's rates, and never once faults are off."""

from dataclasses import dataclass
from enum import Enum
from random import Random

from simulator.world.marks import Marks
from simulator.world.options import FaultRates
from simulator.world.steps import Step
from sync_core.failures import ConsentNeeded, CrmStopped, Failure, Throttled, Unavailable

GRAPH = ("mail", "calendar", "contacts", "directory", "subscriptions")
CRM = ("crm", "crm_calendar", "crm_contacts")
STORAGE = ("memory", "policies", "queue")

_LIKELIER = {
    "calendar.create": 6,
    "calendar.update": 12,
    "calendar.answer": 60,
    "calendar.delete": 60,
    "crm_calendar.create_events": 4,
    "crm_calendar.update_events": 4,
    "crm_calendar.delete_events": 60,
    "contacts.create": 12,
    "contacts.update": 20,
    "contacts.delete": 60,
    "contacts.mark": 60,
    "crm_contacts.create_entries": 12,
    "crm_contacts.update_entries": 12,
    "crm_contacts.delete_entries": 60,
    "crm_contacts.create_people": 60,
    "crm_contacts.update_people": 60,
    "crm_contacts.mark": 60,
    "memory.hold": 4,
}
"""Writes so seldom that a process hardly ever ended just there: it does so many times likelier than elsewhere."""


def _times(step: Step) -> int:
    return _LIKELIER.get(step.label, 1)


class End(Enum):
    """The process ends here."""

    CRASH = "crash"


@dataclass(slots=True)
class Faults:
    """The outside's and the host's misbehaviour in one world."""

    rates: FaultRates
    chance: Random
    marks: Marks
    active: bool = True

    def before(self, step: Step) -> End | Failure | None:
        """Return what happens instead of an effect; None lets it be done."""
        if not self.active:
            return None
        if self.strikes("crash_before", _times(step)):
            self.marks.hit(f"crash.before.{step.label}")
            return End.CRASH
        if step.port in GRAPH:
            return self._of_graph()
        if step.port in STORAGE:
            return self._drawn("storage_unavailable", Unavailable("storage"))
        return self._of_crm() if step.port in CRM else None

    def after(self, step: Step) -> End | Failure | None:
        """Return what happens right after an effect was done; None lets its caller go on."""
        if not self.active:
            return None
        if self.strikes("crash_after", _times(step)):
            self.marks.hit(f"crash.after.{step.label}")
            return End.CRASH
        if step.failure is None and step.port != "scorer":
            return self._drawn("lost_answer", Unavailable("answer lost"))
        return None

    def strikes(self, fault: str, times: int = 1) -> bool:
        """Draw whether one fault strikes, so many times likelier than by its rate, and count it if it does."""
        rate: float = getattr(self.rates, fault) * times
        if not self.active or not rate or self.chance.random() >= rate:
            return False
        self.marks.hit(f"fault.{fault}")
        return True

    def _drawn(self, fault: str, failure: Failure) -> Failure | None:
        if not self.strikes(fault):
            return None
        self.marks.hit(f"failure.{type(failure).__name__}")
        return failure

    def _of_graph(self) -> Failure | None:
        return (
            self._drawn("graph_throttled", Throttled("429", self._wait_seconds()))
            or self._drawn("graph_unavailable", Unavailable("503"))
            or self._drawn("consent_lost", ConsentNeeded("401"))
        )

    def _of_crm(self) -> Failure | None:
        return (
            self._drawn("crm_throttled", Throttled("crm", self._wait_seconds()))
            or self._drawn("crm_unavailable", Unavailable("crm"))
            or self._drawn("crm_stopped", CrmStopped("crm"))
        )

    def _wait_seconds(self) -> float | None:
        return self.chance.choice((None, 1.0, 10.0, 120.0))
