"""What could not be read: where it stands and why, never what it says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One message that could not be read."""

    place: str
    """File name, and the line or message number in it."""
    reason: str
    """What was expected there."""
