"""Which page of a list is shown: chosen in the address bar, cut on the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from admin.refusals import bad_fields
from admin.web import PageRequest

Row = TypeVar("Row")

_PAGES_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of a list."""

    number: int
    """From 1."""
    size: int
    total: int = 0

    @staticmethod
    def of(request: PageRequest, size: int) -> "Paging":
        """Return the page that is asked for.

        Raises:
            Refused: `page` is not a number from 1.
        """
        text = request.asked("page") or "1"
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
        if not 1 <= number <= _PAGES_MAX:
            raise bad_fields(("page", "expected a number from 1"))
        return Paging(number, size)

    def among(self, total: int) -> "Paging":
        """Return the page with the length of the whole list known."""
        return Paging(self.number, self.size, total)

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.number - 1) * self.size

    def cut(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return the page's rows of a list held whole."""
        return rows[self.offset : self.offset + self.size]

    @property
    def first(self) -> int:
        """The first row shown, from 1; 0 where there is none."""
        return min(self.offset + 1, self.total) if self.offset < self.total else 0

    @property
    def last(self) -> int:
        """The last row shown."""
        return min(self.offset + self.size, self.total)

    @property
    def has_next(self) -> bool:
        """Whether rows follow."""
        return self.offset + self.size < self.total
