"""Mail's invariants after every effect: data before cursors, the CRM before its decision, no gap in the past."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flows.ports.remembrance import Remembrance
from flows.ports.surroundings import Surroundings
from flows.ports.tenant import ChangePage, MailPage
from simulator.memory import InMemoryMemory
from simulator.memory.crm import InMemoryCrm
from simulator.world.mail.letters import Archive
from simulator.world.mail.truth import CAPTURED
from simulator.world.marks import Marks
from simulator.world.outside import at_once
from simulator.world.scheduler import Violation
from simulator.world.steps import Process, Step
from sync_core.digests import Digester
from sync_core.mail import LogResult, MessageKey

_PAGES = {"changed": 2, "arrived": 3, "history": 4}
"""Methods that list, and where their argument for going on stands."""


class DataFirst:
    """No cursor passes an item that is neither decided nor recorded for another try."""

    def __init__(self, digester: Digester, crm: InMemoryCrm, marks: Marks, start: datetime) -> None:
        """Watch what was received since `start`; older mail is not the engine's business at first."""
        self._start = start
        self._digester = digester
        self._crm = crm
        self._marks = marks
        self._behind: dict[tuple[str, str], frozenset[str]] = {}
        """Digests of the items that a place of a mailbox's listing stands behind."""
        self._decided: set[tuple[str, str]] = set()

    def done(self, process: Process, step: Step) -> None:
        """Follow listings and decisions."""
        if step.failure is not None:
            self._marks.hit(f"failure.{type(step.failure).__name__}")
        elif step.port == "mail" and step.method in _PAGES:
            self._listed(step)
        elif step.label == "memory.remember":
            mailbox = step.argument(0, "lease").mailbox
            self._remembered(process, mailbox, step.argument(1, "what"))
        elif step.label == "crm.log_mail":
            for outcome in step.result:
                self._marks.hit(f"crm.{outcome.result.value}")

    def _listed(self, step: Step) -> None:
        page: ChangePage | MailPage = step.result
        mailbox = step.argument(0, "mailbox")
        name = "token" if step.method == "changed" else "page"
        asked = step.argument(_PAGES[step.method], name)
        items: Iterable[Any] = page.items if isinstance(page, ChangePage) else page.messages
        told = {self._digester.item(i.id) for i in items if self._concerns(i)}
        if page.next:
            carried = self._behind.get((mailbox, asked), frozenset()) if asked else frozenset()
            self._behind[mailbox, page.next] = carried | told

    def _concerns(self, item: Any) -> bool:
        """Return whether an item has to be decided: a draft is no mail yet."""
        return item.received_at >= self._start and not getattr(item, "is_draft", False)

    def _remembered(self, process: Process, mailbox: str, what: Remembrance) -> None:
        for row in what.seen:
            self._marks.hit(f"reason.{row.reason.value}")
            self._decided.add((mailbox, row.key.rpartition(".")[2]))
            known = self._crm.email(MessageKey(row.activity_key)) if row.activity_key else None
            if row.reason in CAPTURED and known is None:
                raise Violation(f"{process.name}: {row.key} is remembered as captured and is not")
        for text in what.cursors.values():
            self._passed(process, mailbox, text.partition("|")[2])

    def _passed(self, process: Process, mailbox: str, token: str) -> None:
        """Check that everything behind a remembered place is decided."""
        behind = self._behind.pop((mailbox, token), frozenset())
        missing = sorted(item for item in behind if (mailbox, item) not in self._decided)
        if missing:
            raise Violation(f"{process.name}: the cursor of {mailbox} passed {missing} undecided")


class HistoryProved:
    """A back-fill that says it is complete has decided all there was when it began."""

    def __init__(self, memory: InMemoryMemory, archive: Archive, clock: Surroundings) -> None:
        self._memory = memory
        self._archive = archive
        self._clock = clock
        self._began: dict[str, tuple[datetime, int]] = {}
        """When each began, and how many items had left their place in a listing by then."""
        self._complete_from: dict[str, datetime] = {}
        """How far back each mailbox was said to be complete: a widening fetches only what is older."""

    def done(self, process: Process, step: Step) -> None:
        """Follow the marks that a back-fill leaves in its mailbox's record."""
        if step.failure is not None or step.label != "memory.change_mailbox":
            return
        mailbox = step.argument(0, "mailbox")
        if step.named.get("history_goal"):
            self._began[mailbox] = (self._clock.now(), self._displaced(mailbox))
        elif "history_from" in step.named and mailbox in self._began:
            began_at, displaced = self._began.pop(mailbox)
            if displaced == self._displaced(mailbox):
                self._complete(process, mailbox, step.named["history_from"], began_at)
            self._complete_from[mailbox] = step.named["history_from"]

    def _displaced(self, mailbox: str) -> int:
        """Return how many items were purged, or sent from a draft: later pages move up by one for each.

        What falls between two pages so is the sweep's to find.
        """
        copies = (c for c in self._archive.copies() if c.mailbox == mailbox)
        return sum(c.is_purged + c.was_draft for c in copies)

    def _complete(
        self, process: Process, mailbox: str, since: datetime, began_at: datetime
    ) -> None:
        """Check every copy that lay there, and has not been changed, from before the back-fill began."""
        for copy in self._archive.copies():
            was_there = copy.mailbox == mailbox and copy.arrived_at < began_at and copy.is_there
            until = self._complete_from.get(mailbox, copy.received_at)
            if not was_there or copy.was_draft or not since <= copy.received_at <= until:
                continue
            if at_once(self._memory.decision(copy.mailbox, copy.id)) is None:
                raise Violation(
                    f"{process.name}: the history of {mailbox} is complete without"
                    f" letter {copy.letter.number}"
                )


RESULTS = tuple(f"crm.{result.value}" for result in LogResult)
