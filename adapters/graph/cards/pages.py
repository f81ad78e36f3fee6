"""Pages of contacts: what changed in a folder by id, and what lies in it whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adapters.graph.cards.reading import change_of, checked, contact_of
from adapters.graph.listing import Listing
from sync_core.contacts.contact import ContactId, OutlookContact, UnreadableContact


@dataclass(frozen=True, slots=True)
class Page:
    """One page's items, decoded and no more, and its links; either may be empty."""

    items: tuple[Any, ...]
    following: str
    finished: str

    @property
    def contacts(self) -> tuple[OutlookContact | UnreadableContact, ...]:
        """The items as contacts."""
        return tuple(contact_of(checked(item)) for item in self.items)


def page_of(body: bytes) -> Page:
    """Return a page.

    Raises:
        Unavailable: the answer is no page at all.
    """
    told = Listing.of(body)
    return Page(tuple(told.items), told.following, told.finished)


def sorted_out(items: Iterable[Any]) -> tuple[tuple[ContactId, ...], tuple[ContactId, ...]]:
    """Return the ids a page of changes tells of, there and removed; of one told twice the last counts."""
    is_removed: dict[ContactId, bool] = {}
    for item in items:
        told = change_of(item)
        is_removed[ContactId(told["id"])] = told.get("@removed") is not None
    there = tuple(id_ for id_, removed in is_removed.items() if not removed)
    return there, tuple(id_ for id_, removed in is_removed.items() if removed)
