"""The sentiment hook."""

from collections.abc import Sequence
from typing import Protocol

from sync_core.mail import Sentiment


class Scorer(Protocol):
    """Tells how texts read. Sees text in memory and keeps none."""

    @property
    def version(self) -> str:
        """Name and version, stored with each score."""
        ...

    async def score(self, texts: Sequence[str]) -> tuple[Sentiment | None, ...]:
        """Return a sentiment for each text, None where it could not be had; raises nothing.

        Returns within limits.SCORING_SECONDS_MAX.
        """
        ...
