"""What can go wrong, sorted by what to do next.

    Failure
    ├── RetryAfter          the same work again, later
    │   ├── Throttled         the outside asked us to wait
    │   └── Unavailable       the outside did not answer properly
    ├── SkipItem            this one item is left, with a reason
    ├── StopMailbox         this mailbox is parked, with a reason, and rechecked
    ├── StopConnector       nothing works through this connector until it is mended
    │   ├── ConsentNeeded     an administrator must grant access (again)
    │   ├── CrmStopped        the CRM refuses us or is at its limit
    │   └── StorageTooNew     a newer version of this program wrote the tables
    └── Signal              not a fault: the flow takes its other path
        ├── CursorLost        the outside forgot where we were: start this stream again
        ├── LeaseLost         somebody else holds the mailbox now: stop at once, write nothing
        ├── ItemGone          what was to be written no longer exists: read again
        └── VersionConflict   the row changed since it was read: read again

A failure's docstring is the text an operator reads; `detail` holds codes and ids only, never content.
"""

from enum import StrEnum


class Failure(Exception):
    """Something outside did not go as expected."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.__doc__ or ''} [{detail}]" if detail else self.__doc__ or "")
        self.detail = detail


class RetryAfter(Failure):
    """The work will be tried again by itself."""

    def __init__(self, detail: str = "", seconds: float | None = None) -> None:
        super().__init__(detail)
        self.seconds = seconds
        """How long the outside asked us to wait; None where it did not say."""


class Throttled(RetryAfter):
    """The other system asked for a pause; the mailbox is left alone until then."""


class Unavailable(RetryAfter):
    """The other system did not answer, or answered with a fault of its own."""


class SkipReason(StrEnum):
    """Why one item could not be handled."""

    UNREADABLE = "unreadable"
    REFUSED_BY_CRM = "refused_by_crm"
    REFUSED_BY_OUTLOOK = "refused_by_outlook"
    NOT_AN_ITEM = "not_an_item"


class SkipItem(Failure):
    """This item cannot be handled; it is recorded with its reason and the others go on."""

    def __init__(self, reason: SkipReason, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason


class ParkReason(StrEnum):
    """Why a mailbox is left alone until it is rechecked, in words an administrator knows."""

    ACCESS_DENIED = "access_denied"
    NO_MAILBOX = "no_mailbox"
    MAILBOX_MOVING = "mailbox_moving"

    @property
    def text(self) -> str:
        """The plain sentence shown beside the mailbox."""
        return _PARK_TEXTS[self]


_PARK_TEXTS = {
    ParkReason.ACCESS_DENIED: "Microsoft 365 refuses access to this mailbox: it is outside the "
    "scope granted to Rapport, or a policy blocks it.",
    ParkReason.NO_MAILBOX: "There is no Exchange Online mailbox here: no licence, a guest, "
    "soft-deleted, or hosted on premises.",
    ParkReason.MAILBOX_MOVING: "Microsoft is moving this mailbox; it comes back by itself.",
}


class StopMailbox(Failure):
    """This mailbox is parked with its reason and looked at again daily; others go on."""

    def __init__(self, reason: ParkReason, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason


class StopConnector(Failure):
    """Nothing works through this connector until it is mended; work waits and is kept."""


class ConsentNeeded(StopConnector):
    """Microsoft 365 needs consent: grant Rapport's identity its permissions again."""


class CrmStopped(StopConnector):
    """The CRM refuses our credential, lacks a field we need, or is at its daily limit."""


class StorageTooNew(StopConnector):
    """A newer version wrote the tables in a form that this one would misread: deploy that version again."""


class Signal(Failure):
    """Not a fault: the flow takes its other path."""


class CursorLost(Signal):
    """The other system forgot where we were; the stream starts again and captures nothing twice."""


class LeaseLost(Signal):
    """Another run holds this mailbox now; this one stops without writing."""


class VersionConflict(Signal):
    """The record changed since it was read; it is read again."""


class ItemGone(Signal):
    """The item no longer exists; it is read again before anything is decided about its twin."""
