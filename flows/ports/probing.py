"""Asking an address of our own from outside, as Microsoft Graph would: for the doctor alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came back."""

    status: int
    content_type: str
    text: str
    """Cut short."""
    at: datetime | None
    """What the other side's clock said; None where it did not tell."""


class Probe(Protocol):
    """Sends single requests to configured addresses, without any credential."""

    async def ask(self, method: str, url: str) -> Answered:
        """Return the answer.

        Raises:
            Unavailable: none came.
        """
        ...
