"""What an event says: shared by every copy of a meeting where the organiser wrote it, never changed."""

from dataclasses import dataclass

from simulator.graph.mail import Recipient, Sensitivity
from sync_core.calendar.event import Answer, AttendeeKind, Recurrence, ShowAs, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One location; a room has an address, a place on the web an address of its own kind."""

    name: str
    address: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """One who was invited, and what they answered as far as this copy knows."""

    who: Recipient
    kind: AttendeeKind = AttendeeKind.REQUIRED
    answer: Answer = Answer.NONE

    @property
    def address(self) -> str:
        """The address in lower case."""
        return self.who.address.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Everything that somebody writes into an event."""

    subject: str = ""
    span: Span
    zone_name: str = ""
    """The zone as it was written, a Windows or IANA name; empty: the span's."""
    body: str = ""
    body_is_html: bool = False
    places: tuple[Place, ...] = ()
    attendees: tuple[Invitee, ...] = ()
    """Without the organiser."""
    recurrence: Recurrence | None = None
    sensitivity: Sensitivity = Sensitivity.NORMAL
    show_as: ShowAs = ShowAs.BUSY
    importance: str = "normal"
    categories: tuple[str, ...] = ()
    is_online: bool = False
    join_url: str = ""
    """Made by the server for an online meeting."""
    reminder_minutes: int | None = 15
    """None: no reminder."""


MAILED = frozenset(
    ("subject", "span", "body", "body_is_html", "places", "attendees", "recurrence", "is_online")
)
"""An organiser's change of one of these is mailed (facts: graph §2.3); of anything else never."""
SHARED = ("subject", "span", "zone_name", "body", "body_is_html", "places", "recurrence")
SHARED_TOO = ("is_online", "join_url", "importance")
COPIED = (*SHARED, *SHARED_TOO)
"""What an organiser's update writes into the attendees' copies; what is not here is each copy's own."""
ORGANISERS_ALONE = frozenset(("span", "places", "attendees", "recurrence"))
"""What an attendee's copy does not let itself be told (facts: graph §2.3)."""
