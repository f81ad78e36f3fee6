"""The engine's log lines: the shape of each, declared once. One line is one JSON object.

Codes, counts, times, ids and tags (Digester.tag) only. Whoever operates the engine builds alerts on these
names (docs/operating.md lists them): a field is added, never renamed.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, ClassVar


class Level(StrEnum):
    """How grave a line is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogLine(ABC):
    """One line."""

    __slots__ = ()

    @property
    @abstractmethod
    def level(self) -> Level:
        """How grave it is."""

    @abstractmethod
    def told(self) -> dict[str, Any]:
        """Return what it tells, its event first."""

    def text(self) -> str:
        """Return the line."""
        return json.dumps(self.told(), separators=(",", ":"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening(LogLine):
    """A line whose event and level are its kind's."""

    event: ClassVar[str]
    grade: ClassVar[Level] = Level.INFO

    @property
    def level(self) -> Level:
        """How grave it is."""
        return self.grade

    def told(self) -> dict[str, Any]:
        """Return the fields; what is empty or zero is left out, and read as such."""
        told = {f.name: getattr(self, f.name) for f in fields(self)}
        return {"event": self.event, **{name: value for name, value in told.items() if value}}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkEnded(Happening):
    """A work item has ended."""

    event = "work"
    run: str
    trace: str
    task: str
    stream: str
    mailbox: str
    """The mailbox's tag."""
    outcome: str
    detail: str = ""
    attempt: int = 0
    waited_ms: int = 0
    """From when its reason came up until it ran."""
    ms: int = 0
    graph_requests: int = 0
    graph_throttled: int = 0
    crm_round_trips: int = 0
    storage_transactions: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItemDropped(Happening):
    """A queue message was no work item."""

    event = "work_item_dropped"
    grade = Level.ERROR
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Poisoned(Happening):
    """A queue gave a message up."""

    event = "poisoned"
    grade = Level.ERROR
    queue: str
    ours: bool
    trace: str = ""
    task: str = ""
    mailbox: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationsDropped(Happening):
    """A post held notifications that are not genuine."""

    event = "notifications_dropped"
    grade = Level.WARNING
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchEnded(Happening):
    """The timer `watch` has looked at everything."""

    event = "watch"
    findings: int
    mailboxes: int
    active: int
    waiting: Mapping[str, int]
    """By queue."""
    poisoned: int
    runs: int
    """Recorded within the last hour, as far as they were read."""
    throttled: int
    """Of these, how many were told to wait."""
    oldest_due_seconds: int
