"""Invariants that hold after every single effect, whatever stream the engine works on."""

import logging
from collections import Counter
from datetime import datetime
from typing import Self

from flows.ports.leases import Lease
from flows.ports.surroundings import Surroundings
from simulator.world.canaries import holds_canary
from simulator.world.scheduler import Violation
from simulator.world.steps import Process, Step

_KEEPING = {
    "memory": (
        "change_firm",
        "change_mailbox",
        "remember",
        "record_run",
        "bury",
        "save_aliases",
        "acquire",
        "release",
        "hold",
        "answer_held",
        "answer_pair",
    ),
    "queue": ("send",),
    "subscriptions": ("create",),
}
"""What keeps something for longer than a run. The policy is the firm's own writing and no mail."""


class NothingIsKept:
    """No word of any mail in memory, queues, run records, subscriptions, or log lines."""

    def __init__(self, logged: "LogLines") -> None:
        self._logged = logged

    def done(self, process: Process, step: Step) -> None:
        """Search what an effect handed over to be kept, and what was logged on the way."""
        if step.method in _KEEPING.get(step.port, ()):
            self._search(f"{process.name} {step.label}", f"{step.arguments!r} {step.named!r}")
        for line in self._logged.taken():
            self._search(f"{process.name} logging", line)

    def search(self, where: str, texts: list[str]) -> None:
        """Search texts that are kept somewhere."""
        for text in texts:
            self._search(where, text)

    def _search(self, where: str, text: str) -> None:
        if holds_canary(text):
            raise Violation(f"{where}: a word of a mail is kept: {text[:300]}")


class LogLines(logging.Handler):
    """Everything logged while a world lives, at any level, by anybody."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Take one line, with its exception."""
        self._lines.append(self.format(record))

    def taken(self) -> list[str]:
        """Return the lines since this was last asked."""
        lines, self._lines = self._lines, []
        return lines

    def __enter__(self) -> Self:
        root = logging.getLogger()
        self._former = root.level
        root.addHandler(self)
        root.setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_: object) -> None:
        root = logging.getLogger()
        root.removeHandler(self)
        root.setLevel(self._former)


class OneHolder:
    """At most one live run holds a stream of a mailbox, and only the holder writes."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._held: dict[tuple[str, str], tuple[str, datetime]] = {}
        """Run and end of its lease, by mailbox and stream."""

    def done(self, process: Process, step: Step) -> None:
        """Follow every lease given, renewed and given back."""
        if step.port != "memory" or step.failure is not None:
            return
        if step.method == "acquire" and isinstance(step.result, Lease):
            self._given(process, step.result)
        elif step.method == "remember":
            self._written(process, step.argument(0, "lease"), step.result)
        elif step.method == "release":
            self._returned(step.argument(0, "lease"))

    def _given(self, process: Process, lease: Lease) -> None:
        place, now = (lease.mailbox, lease.stream), self._surroundings.now()
        run, until = self._held.get(place, ("", now))
        if run not in ("", lease.run) and until > now:
            raise Violation(f"{process.name}: the lease of {place} was given while {run} held it")
        self._held[place] = (lease.run, lease.expires_at)

    def _written(self, process: Process, shown: Lease, renewed: Lease) -> None:
        place = (shown.mailbox, shown.stream)
        run, _ = self._held.get(place, ("", None))
        if run != shown.run:
            raise Violation(f"{process.name}: {shown.run} wrote under {place}, held by {run!r}")
        self._held[place] = (renewed.run, renewed.expires_at)

    def _returned(self, lease: Lease) -> None:
        place = (lease.mailbox, lease.stream)
        if self._held.get(place, ("", None))[0] == lease.run:
            del self._held[place]


class EffectCounts:
    """How often each effect was done, by port and method."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def done(self, _: Process, step: Step) -> None:
        """Count one; what refuses to be done is none."""
        if step.failure is None:
            self.counts[step.label] += 1
