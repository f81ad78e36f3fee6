"""What a planted bug is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Plant:
    """One bug."""

    sentence: str
    owner: object
    """The module or class whose attribute is spoilt."""
    attribute: str
    spoilt: Callable[[Any], Any]
    """Makes the spoilt thing from the sound one."""
    stream: str = "mail"
    """In whose worlds it is to be noticed."""
