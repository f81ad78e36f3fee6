"""The calendar policy made ready for deciding in one mailbox, and what the CRM knows of those who attend."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync_core.calendar.policy import CalendarPolicy
from sync_core.calendar.window import Window
from sync_core.domains import Insiders
from sync_core.mail import Address, CrmUserId, PersonRef
from sync_core.policy import PlusTags
from sync_core.work import MailboxId


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRules:
    """What holds for events in one mailbox."""

    mailbox: MailboxId
    owner: CrmUserId | None
    """The CRM user whose mailbox this is."""
    is_primary: bool
    """Whether events this user makes in the CRM go to this mailbox."""
    is_default_calendar: bool
    """Of any other calendar, private items stay out (facts: features 56)."""
    policy: CalendarPolicy
    window: Window
    insiders: Insiders
    plus_tags: PlusTags


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the CRM says of the addresses, and of the places, of some events."""

    people: Mapping[Address, tuple[PersonRef, ...]] = field(default_factory=dict)
    users: Mapping[Address, CrmUserId] = field(default_factory=dict)
    resources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Case-folded name -> ids of CRM resources; more than one is a clash."""
    in_step: frozenset[Address] = frozenset()
    """Addresses of colleagues whose own calendar is kept in step and running."""
    owners_in_step: frozenset[CrmUserId] = frozenset()
    """All of these colleagues, whether anything names them here or not."""
