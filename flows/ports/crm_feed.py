"""What both of the CRM's feeds tell, the one of events and the one of contact lists: pages, and where to go on."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from sync_core.mail import CrmUserId

ItemId = TypeVar("ItemId")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedItems(Generic[ItemId]):
    """One page of the feed of a user's items."""

    ids: tuple[ItemId, ...]
    """Items written since the cursor, by anyone and us too, and entries whose person of the firm was changed;
    each once, oldest change first."""
    deleted: tuple[ItemId, ...]
    """Items deleted since."""
    cursor: str
    has_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedOwners:
    """One page of the feed of whose items changed."""

    owners: tuple[CrmUserId, ...]
    cursor: str
    has_more: bool
