"""What of a calendar file is left out: where it stands and why, never what it says."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why something is left out."""

    UNREADABLE = "unreadable"
    """Its text is no component of RFC 5545."""
    NO_START = "no_start"
    BAD_START = "bad_start"
    BAD_END = "bad_end"
    ENDS_BEFORE_START = "ends_before_start"
    UNKNOWN_ZONE = "unknown_zone"
    BAD_RULE = "bad_rule"
    INEXPRESSIBLE = "inexpressible"
    """Outlook cannot express how it repeats."""
    DOUBLE = "double"
    """Another event of the file has its UID and its slot."""
    BAD_SLOT = "bad_slot"
    """It changes an occurrence that its series does not have, or names it unreadably."""
    THIS_AND_FUTURE = "this_and_future"
    """It changes an occurrence and all after it (RANGE=THISANDFUTURE), which Outlook writes as two series."""
    CALLED_OFF = "called_off"
    """Its organiser is the mailbox itself, and it was cancelled: Outlook keeps no such event."""
    REFUSED = "refused"
    """The pretend Outlook refuses it, as Outlook would: an occurrence moved beyond its neighbour."""
    NO_SERIES = "no_series"
    """It changes an occurrence of a series that is itself left out."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One event that was left out."""

    place: str
    """File name, and the number of the event in it."""
    why: Why
    part: str = ""
    """The property or the part of a rule that is at fault."""


class Unusable(Exception):
    """An event of a file cannot be used."""

    def __init__(self, why: Why, part: str = "") -> None:
        """Keep the reason and what is at fault."""
        super().__init__(f"{why.value} {part}".strip())
        self.why = why
        self.part = part
