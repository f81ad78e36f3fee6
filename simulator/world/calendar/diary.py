"""What people did to every event, as they themselves know it: the oracle's source, never the engine's."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from simulator.world.canaries import MARK
from sync_core.calendar.event import CrmEventId, EventId
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

_TOKEN = re.compile(rf"{MARK} e(\d+)\.")


class Birth(StrEnum):
    """Where an event came to be."""

    OUTLOOK = "outlook"
    CRM = "crm"
    IMPORT = "import"
    OUTSIDE = "outside"
    """Another firm's meeting."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Somebody gave a field a value."""

    side: Side
    value: Hashable
    number: int


@dataclass(slots=True, kw_only=True)
class Entry:
    """One event or series, whatever becomes of it."""

    number: int
    birth: Birth
    mailbox: MailboxId
    """Whose calendar it was made in or for; of another firm's meeting one that was invited."""
    is_series: bool = False
    event: EventId | None = None
    """In Outlook; None: made by the engine, if at all."""
    uid: str = ""
    crm: CrmEventId | None = None
    """In the CRM; None: made by the engine, if at all."""
    agreed: dict[str, Hashable] = field(default_factory=dict)
    """What both sides held when they were last found equal."""
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    """Since then."""
    touched: set[Side] = field(default_factory=set)
    """Sides on which anything was changed since the last quiet."""
    gone: set[Side] = field(default_factory=set)
    """Sides on which a person deleted or cancelled it."""
    gone_for: set[MailboxId] = field(default_factory=set)
    """Mailboxes whose owner removed their own copy."""
    slots_gone: dict[Side, set[datetime | None]] = field(default_factory=dict)
    """Sides and slots at which an occurrence was deleted or cancelled; None: any of them may be."""
    slots_touched: dict[Side, set[datetime | None]] = field(default_factory=dict)
    """Sides and slots at which an occurrence was changed or cancelled; None: any of them may be."""
    calls: int = 0
    """Acts in the CRM that may mail the attendees."""
    resets: int = 0
    """Acts in Outlook that undid what was changed of single occurrences: the whole series was moved."""
    hidden_by: Side | None = None
    """On which side somebody last marked it private; None: it is not."""
    was_private: bool = False
    was_public: bool = False
    was_guests: bool = False
    """The CRM's record was changed while only guests' mailboxes were in step, not the organiser's; of another
    firm's meeting, not all. Whoever comes into step only then has no base, and the firm's winner holds."""
    is_odd: bool = False
    """Something happened after which both sides may differ for good: a person rejected it."""
    numbers: int = 0
    touches: int = 0
    """How often anybody did anything to it."""

    @property
    def token(self) -> str:
        """What stands in its subject, whoever changes it."""
        return f"{MARK} e{self.number}."

    @property
    def lost_slots(self) -> set[datetime | None]:
        """At which slots an occurrence was deleted or cancelled on either side; None: any of them may be."""
        return set().union(*self.slots_gone.values())

    def subject(self) -> str:
        """Return a subject that was never there before."""
        self.numbers += 1
        return f"{self.token} v{self.numbers}"

    def touch(self, side: Side) -> None:
        """Note that somebody did something to it."""
        self.touched.add(side)
        self.touches += 1

    def end(self, side: Side) -> None:
        """Note that a person deleted or cancelled it."""
        self.gone.add(side)
        self.touches += 1

    def edited(self, side: Side, name: str, value: Hashable) -> None:
        """Note that somebody gave a field a value."""
        self.numbers += 1
        self.edits.setdefault(name, []).append(Edit(side, value, self.numbers))
        self.touch(side)

    def rewritten(self, side: Side, fields: Mapping[str, Any]) -> None:
        """Note that somebody wrote fields; of subject and span it is followed what becomes of the value."""
        if "subject" in fields:
            self.edited(side, "subject", fields["subject"])
        if "span" in fields:
            self.edited(side, "span", (fields["span"].start, fields["span"].end))
        self.touch(side)

    def lost_slot(self, side: Side, slot: datetime | None) -> None:
        """Note that somebody deleted or cancelled an occurrence; None: all of them, for others."""
        self.resets += side is Side.OUTLOOK and slot is None
        self.slots_gone.setdefault(side, set()).add(slot)
        self.touch_slot(side, slot)

    def touch_slot(self, side: Side, slot: datetime | None) -> None:
        """Note that somebody changed an occurrence."""
        self.slots_touched.setdefault(side, set()).add(slot)
        self.touch(side)

    def is_gone(self, side: Side, slot: datetime | None = None) -> bool:
        """Return whether a person deleted it there, or the slot asked for."""
        gone = self.slots_gone.get(side, set())
        return side in self.gone or None in gone or (slot is not None and slot in gone)


class Diary:
    """All events of the firm."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.subjects: dict[str, set[str]] = {}

    def new(self, birth: Birth, mailbox: MailboxId, *, is_series: bool = False) -> Entry:
        """Begin an entry."""
        entry = Entry(number=len(self.entries), birth=birth, mailbox=mailbox, is_series=is_series)
        self.entries.append(entry)
        return entry

    def of(self, subject: str) -> Entry | None:
        """Return the entry whose token stands in a subject."""
        found = _TOKEN.search(subject)
        return self.entries[int(found.group(1))] if found else None
