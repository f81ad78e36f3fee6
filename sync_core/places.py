"""A place inside a long listing, as remembered between work items: which page of the round comes next."""

from dataclasses import dataclass
from datetime import datetime

from sync_core import limits


@dataclass(frozen=True, slots=True)
class Place:
    """Where a round of pages goes on."""

    token: str
    pages: int
    """Pages read in this round so far: a mailbox that hands out next links for ever is noticed."""

    @property
    def is_endless(self) -> bool:
        """Whether the round has gone on for longer than any mailbox is large."""
        return self.pages >= limits.PAGES_PER_ROUND_MAX

    def encode(self) -> str:
        """Return the text a cursor keeps."""
        return f"{self.pages}|{self.token}"

    @staticmethod
    def decode(text: str) -> "Place | None":
        """Return the place a cursor keeps; None for an empty or foreign text: the round starts again."""
        pages, bar, token = text.partition("|")
        return Place(token, int(pages)) if bar and token and pages.isdigit() else None


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """Where the comparison of one folder goes on, and how far back its listing counted items."""

    since: datetime
    """Items received before this were passed over when the folder was listed."""
    place: Place

    def encode(self) -> str:
        """Return the text a cursor keeps."""
        return f"{self.since.isoformat()}|{self.place.encode()}"

    @staticmethod
    def decode(text: str, wanted: datetime) -> "FolderPlace | None":
        """Return the place a cursor keeps; None where the folder is to be listed from its beginning.

        That is so for an empty or foreign text, and where history has since been widened beyond what the
        listing counted: only a new listing proves the new span complete.
        """
        since, _, rest = text.partition("|")
        place = Place.decode(rest)
        if place is None or (counted := datetime.fromisoformat(since)) > wanted:
            return None
        return FolderPlace(counted, place)
