"""The server's rules and faults as switches: what Microsoft Graph documents, and what it does.

Defaults are a calm server that keeps its documented limits. Every chance is a probability in 0..1 a
request (or a notification), drawn from the tenant's surroundings only when it is above zero, so that a
calm tenant is the same whatever the seed.
"""

from dataclasses import dataclass
from enum import Enum
from random import Random


class Consent(Enum):
    """Whether the application may use the tenant at all."""

    GRANTED = "granted"
    TOKEN_REFUSED = "token_refused"  # noqa: S105  a state's name, no secret
    """401 for every request: the service principal was disabled."""
    REVOKED = "revoked"
    """403 for every request: the permissions were taken away."""


class MailboxState(Enum):
    """What one mailbox is to the application."""

    ACTIVE = "active"
    NO_LICENCE = "no_licence"
    ACCESS_DENIED = "access_denied"
    MOVING = "moving"


class LostCursor(Enum):
    """How a cursor that the server forgot is answered; all three are seen."""

    GONE_WITH_LOCATION = "gone_with_location"
    GONE = "gone"
    SYNC_STATE_NOT_FOUND = "sync_state_not_found"
    """Status 400, code SyncStateNotFound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRules:
    """All switches."""

    # Listing
    page_items_max: int = 1_000
    """No page is larger, whatever was asked."""
    empty_page_chance: float = 0.0
    """A page with nothing on it and a nextLink."""
    order_shuffled: bool = False
    """Changes come in any order: newest first or oldest first by chance, shuffled within a page."""
    filtered_delta_messages_max: int = 5_000
    """A filtered delta lists no more messages than this in its first round."""

    # Cursors
    cursor_generations_kept: int = 3
    cursors_kept_per_mailbox: int = 1_000
    """Older lineages of cursors are forgotten first (least recently used)."""
    cursor_loss_chance: float = 0.0
    lost_cursor: LostCursor = LostCursor.GONE_WITH_LOCATION
    replay_chance: float = 0.0
    """A round repeats an item that an earlier one had told."""
    partial_item_chance: float = 0.0
    """A changed item carries its id and what changed, nothing else."""

    # Admission
    requests_per_ten_minutes: int = 10_000
    """A mailbox; throttled requests count too."""
    requests_at_once_max: int = 4
    """A mailbox."""
    throttle_chance: float = 0.0
    retry_after_seconds: int = 10
    """What a throttling by chance asks for."""
    fault_chance: float = 0.0
    """500, 502, 503 or 504."""
    stray_conflict_chance: float = 0.0
    """412 on any request, though nothing conflicts: a passing fault (seen in 3.5 % of some calls)."""
    consent: Consent = Consent.GRANTED
    service_seconds: float = 0.0
    """How long a request takes over HTTP; others overlap with it meanwhile."""

    # Subscriptions
    subscription_minutes_max: int = 10_080
    subscription_minutes_min: int = 45
    duplicates_refused: bool = False
    """Documented: 409. Seen: the duplicate is created and everything comes twice."""
    handshake_seconds: float = 10.0
    handshake_failure_chance: float = 0.0
    reauthorize_before_minutes: int = 0
    """This long before its end a subscription's owner is asked to reauthorize; 0 never asks."""

    # Notifications
    notification_delay_seconds: float = 0.0
    """Each is late by up to this."""
    notification_lost_chance: float = 0.0
    notification_doubled_chance: float = 0.0
    notifications_per_post_max: int = 100
    """Posts hold notifications of several mailboxes, up to this many."""
    missed_told_chance: float = 0.0
    """A lost notification is told of by the lifecycle event `missed`."""
    delivery_seconds_first: float = 3.0
    """A post not answered in this time is tried again (page change-notifications-delivery-webhooks)."""
    delivery_seconds_again: float = 10.0
    delivery_backoff_seconds: float = 5.0
    delivery_given_up_seconds: float = 4 * 60 * 60
    """After this a notification is dropped."""

    # Calendars
    occurrences_sparse: bool = True
    """In a delta an occurrence carries its id, type, series, start and end, and nothing else."""
    outside_told_removed: bool = True
    """A changed event outside a delta's window is told as removed, as if it had been deleted."""
    text_normalised: bool = False
    """What is written comes back with other line ends and without white space at its end."""
    attendee_edits_taken: bool = False
    """An attendee's copy takes a change of time, place or people, until the organiser's next update
    overwrites it; else it is refused."""
    declined_kept: bool = True
    """A declined meeting stays in the calendar; else the answer removes it."""
    meeting_delay_seconds: float = 0.0
    """An organiser's change reaches the attendees' copies, and an answer the organiser's, this late."""
    all_day_shifted: bool = False
    """An all-day event's days are told in the zone asked for, so that they begin at another hour."""
    organiser_among_attendees: bool = False
    """The attendees of an invited copy name the organiser too."""

    # Contacts
    contacts_delta_served: bool = False
    """`/users/{id}/contacts/delta`, for the default folder, answers too: not documented, seen to work."""

    @staticmethod
    def troubled(seed: int) -> "ServerRules":
        """Return rules with many faults; which, and how often each, is drawn from the seed."""
        draw = Random(seed)

        def chance(most: float) -> float:
            return round(draw.random() * most, 4) if draw.random() < 0.7 else 0.0

        return ServerRules(
            page_items_max=draw.choice([3, 7, 50, 400, 1_000]),
            empty_page_chance=chance(0.2),
            order_shuffled=draw.random() < 0.7,
            cursor_loss_chance=chance(0.02),
            lost_cursor=draw.choice(list(LostCursor)),
            replay_chance=chance(0.3),
            partial_item_chance=chance(0.3),
            throttle_chance=chance(0.03),
            retry_after_seconds=draw.choice([1, 2, 5]),
            fault_chance=chance(0.03),
            handshake_failure_chance=chance(0.1),
            notification_delay_seconds=draw.choice([0.0, 1.0, 5.0]),
            notification_lost_chance=chance(0.2),
            notification_doubled_chance=chance(0.2),
            notifications_per_post_max=draw.choice([1, 3, 100]),
            missed_told_chance=chance(0.5),
            occurrences_sparse=draw.random() < 0.7,
            text_normalised=draw.random() < 0.7,
            attendee_edits_taken=draw.random() < 0.3,
            declined_kept=draw.random() < 0.7,
            meeting_delay_seconds=draw.choice([0.0, 0.0, 1.0, 30.0]),
            all_day_shifted=draw.random() < 0.3,
            organiser_among_attendees=draw.random() < 0.3,
        )
