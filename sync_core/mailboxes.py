"""What the engine knows of a mailbox: its switches, its state and how far each stream has come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sync_core.failures import ParkReason
from sync_core.mail import Address, CrmUserId
from sync_core.work import MailboxId


class MailboxKind(StrEnum):
    """What stands behind a mailbox."""

    USER = "user"
    SHARED = "shared"
    ROOM = "room"


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryUser:
    """One entry of the tenant's directory. Held in memory during a refresh only."""

    id: MailboxId
    kind: MailboxKind
    account_enabled: bool
    has_mailbox: bool
    """False for guests and the unlicensed: nothing to read."""
    primary: Address | None
    addresses: tuple[Address, ...]
    """Every SMTP address: mail, proxyAddresses, user principal name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxRecord:
    """One mailbox of the firm, as remembered: ids, times, counts and reason codes only."""

    id: MailboxId
    kind: MailboxKind = MailboxKind.USER
    enabled: bool = False
    enabled_at: datetime | None = None
    """When the policy last began to choose it; None where an older version enabled it."""
    owner: CrmUserId | None = None
    parked: ParkReason | None = None
    recheck_at: datetime | None = None
    paused_until: datetime | None = None
    """Throttled: left alone until then."""
    subscription_id: str | None = None
    subscription_until: datetime | None = None
    history_from: datetime | None = None
    """Back-fill is complete back to here and to nothing older; None before it ended once."""
    history_until: datetime | None = None
    """Back-fill under way: everything received since here is done; None when not under way."""
    history_goal: datetime | None = None
    """Where the back-fill under way is going; None when not under way."""
    history_expected: int = 0
    """How many messages the folders held when it began: for the progress bar."""
    history_done: int = 0
    live_read_at: datetime | None = None
    """When the last finished live read began."""
    newest_received_at: datetime | None = None
    swept_at: datetime | None = None
    """When the last complete sweep of all folders ended."""
    retry_due_at: datetime | None = None
    failed_items: int = 0
    calendar_enabled: bool = False
    calendar_started_at: datetime | None = None
    """When the calendar's first run finished; None before."""
    calendar_read_at: datetime | None = None
    """When the last finished read of the calendar's changes began."""
    calendar_swept_at: datetime | None = None
    """When the last comparison of both sides whole ended."""
    calendar_policy: str = ""
    """Digest of the calendar rules that the last whole comparison ran under."""
    calendar_held: bool = False
    """Suspended: a plan waits for a person."""
    calendar_due_at: datetime | None = None
    """When the next failed pair is to be tried again; None: none is."""
    calendar_failed: int = 0
    calendar_pairs: int = 0
    calendar_subscription_id: str | None = None
    calendar_subscription_until: datetime | None = None
    calendar_zone: str = ""
    """The mailbox's own time zone, by its name there; empty before it was read."""
    contacts_enabled: bool = False
    contacts_started_at: datetime | None = None
    """When the first run of its contacts finished; None before."""
    contacts_read_at: datetime | None = None
    """When the last finished read of the contacts' changes began."""
    contacts_swept_at: datetime | None = None
    """When the last comparison of both sides whole ended."""
    contacts_policy: str = ""
    """Digest of the rules that the last whole comparison of contacts ran under."""
    contacts_held: bool = False
    """Suspended: a plan for its contacts waits for a person."""
    sharing_held: bool = False
    """A plan between its user's list and the firm's people waits for a person."""
    contacts_due_at: datetime | None = None
    """When the next failed contact is to be tried again; None: none is."""
    contacts_failed: int = 0
    contacts_pairs: int = 0
    contacts_open: int = 0
    """Contacts about which a person is asked."""
    sharing_open: int = 0
    """Entries of its user's list about which a person is asked who of the firm they are."""
    sharing_due_at: datetime | None = None
    """When the next entry that the firm refused is to be tried again; None: none is."""
    contacts_subscription_id: str | None = None
    contacts_subscription_until: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether work for this mailbox may run now."""
        return self.enabled and self.parked is None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmRecord:
    """What holds for the whole firm."""

    started_at: datetime | None = None
    """When the first mailbox was enabled."""
    history_start: datetime | None = None
    """The date every mailbox goes back to: fixed once, moved earlier only by policy."""
    graph_stopped: str = ""
    """Why nothing works through Microsoft 365 (an operator's sentence); empty when it works."""
    crm_stopped: str = ""
    directory_at: datetime | None = None
    rematch_cursor: str = ""
    """Where reading the CRM's feed of newly known addresses goes on."""
    rematch_ended: str = ""
    """How far the feed had been read when it was last at its end."""
    crm_events_cursor: str = ""
    """Where reading the CRM's feed of changed events goes on."""
    crm_lists_cursor: str = ""
    """Where reading the CRM's feed of changed contact lists goes on."""
