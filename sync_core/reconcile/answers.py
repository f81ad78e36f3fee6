"""What a person answers to the question that one item raised."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Answer(StrEnum):
    """One answer; which of them are offered depends on the question."""

    ACCEPT = "accept"
    """It is the same one: link the two."""
    SPLIT = "split"
    """They are two: keep both."""
    IGNORE = "ignore"
    """Leave this one alone."""
    RENAME = "rename"
    """The same one under another name: let the change through."""
    NEW_PERSON = "new_person"
    """Somebody else now: the former one stays as it was, this one is new."""
    UNDO = "undo"
    """A mistake: write back what was there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer with what it was given to."""

    answer: Answer
    about: str
    """Digest (hex) of what was shown: an item changed since asks anew."""
    by: str
    """The object id of who answered."""
    at: datetime
