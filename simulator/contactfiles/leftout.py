"""What of a contact file is left out: where it stands and why, never what it says."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why a card, or something on it, is left out."""

    UNFINISHED = "unfinished"
    """The card has a beginning and no end."""
    EMPTY = "empty"
    """Nothing on the card that Outlook keeps."""
    UNREADABLE = "unreadable"
    """A line without a name, or a value that is not what its name promises."""
    NO_YEAR = "no_year"
    """A birthday without a year, which Outlook has no place for."""
    TOO_MANY = "too_many"
    """Outlook holds no more of these: three e-mail addresses, two business and two home phones."""
    NO_PLACE = "no_place"
    """Nothing in a Graph contact stands for it: pictures, faxes, anniversaries."""
    REFUSED = "refused"
    """The pretend Outlook refuses the contact, as Outlook would."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One card that was left out, or one value of a card that was brought in."""

    place: str
    """File name, and the number of the card in it."""
    why: Why
    part: str = ""
    """The property that is at fault."""
