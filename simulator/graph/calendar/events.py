"""Events as a mailbox keeps them, and as an application sees them: single ones, series, occurrences."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from simulator.graph.calendar.appointment import Appointment
from simulator.graph.mail import Recipient
from sync_core.calendar.event import Answer, Shape

_GLOBAL_ID = "040000008200E00074C5B7101A82E008"
"""What the identity of every meeting made by Outlook begins with (MS-OXOCAL, PidLidGlobalObjectId)."""


class Damage(StrEnum):
    """How an event can be served wrongly, for tests of what is unreadable."""

    UNREADABLE = "unreadable"
    """In a form that no reader understands."""
    BACKWARDS = "backwards"
    """It ends before it begins."""


@dataclass(slots=True, kw_only=True)
class EventItem:
    """One event in one calendar: a single one, a series, or an occurrence that was changed."""

    number: int
    calendar: int
    """Number of the calendar it lies in."""
    uid: str
    """Of a single event or a series: its iCalUId, the same in every copy."""
    says: Appointment = field(repr=False)
    created: datetime
    modified: datetime
    organiser: Recipient | None = None
    is_organiser: bool = True
    answer: Answer = Answer.NONE
    """What this mailbox answered."""
    answered_at: datetime | None = None
    is_draft: bool = False
    is_cancelled: bool = False
    transaction_id: str | None = None
    extended: dict[str, str] = field(default_factory=dict)
    """Single-value extended properties, id -> value; never sent to anyone."""
    version: int = 1
    damage: Damage | None = None
    """How it is served wrongly; None: properly."""

    slots: dict[datetime, int] = field(default_factory=dict)
    """Of a series: the numbers of its occurrences by the start of their slot, as far as anyone saw them."""
    exceptions: dict[datetime, int] = field(default_factory=dict)
    """Of a series: its changed occurrences."""
    deleted: set[datetime] = field(default_factory=set)
    """Of a series: the slots whose occurrence was deleted."""

    series: int | None = None
    """Of a changed occurrence: its series' number."""
    slot: datetime | None = None
    """Of a changed occurrence: the slot (UTC) it stands for."""
    master_uid: str = ""
    """Of an occurrence whose series this mailbox was not invited to: the series' iCalUId."""
    overrides: dict[str, Any] = field(default_factory=dict)
    """Of a changed occurrence: the fields in which it differs from its series."""

    @property
    def is_series(self) -> bool:
        """Whether it repeats."""
        return self.says.recurrence is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One event as an application sees it."""

    number: int
    item: EventItem
    """Where its state lies: of an unchanged occurrence its series."""
    says: Appointment
    shape: Shape
    version: int
    uid: str
    series: int | None = None
    original_start: datetime | None = None

    @property
    def change_key(self) -> str:
        """The changeKey: different after every change."""
        return f"EvtAABYAAAA{self.number:08X}{self.version:04X}"

    @property
    def etag(self) -> str:
        """The @odata.etag: W/ and the changeKey in quotes."""
        return f'W/"{self.change_key}"'


def new_uid(hex_digits: str) -> str:
    """Return the identity of a new meeting."""
    return f"{_GLOBAL_ID}00000000{hex_digits.upper()[:32]:0<32}"


def occurrence_uid(master: EventItem, slot: datetime) -> str:
    """Return the identity of one occurrence: its series' with the day of its slot, wherever it is moved.

    A meeting made elsewhere (its identity is any text) is wrapped first, as Exchange does.
    """
    span = master.says.span
    day = slot if span.is_all_day else slot.astimezone(ZoneInfo(span.zone))
    uid = master.uid
    if not uid.startswith(_GLOBAL_ID):
        uid = f"{_GLOBAL_ID}00000000{b'vCal-Uid'.hex().upper()}01000000{uid.encode().hex().upper()}"
    rest = uid[len(_GLOBAL_ID) + 8 :]
    return f"{_GLOBAL_ID}{day.year:04X}{day.month:02X}{day.day:02X}{rest}"
