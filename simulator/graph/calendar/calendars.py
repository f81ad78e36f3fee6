"""One calendar of a mailbox."""

from dataclasses import dataclass, field

from simulator.graph.changes import ChangeLog


@dataclass(slots=True, kw_only=True)
class Calendar:
    """A calendar and what changed in it."""

    number: int
    id: str
    name: str
    is_default: bool
    items: dict[int, None] = field(default_factory=dict)
    """Its single events and series, oldest first."""
    log: ChangeLog = field(default_factory=ChangeLog)
    left: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Series deleted, and the occurrences they had."""
