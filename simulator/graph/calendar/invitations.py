"""Every mail that Exchange would send because of a meeting: to whom, why, and by whose write.

Nothing is delivered: the log is there to be asked who would have been mailed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from simulator.graph.calendar.appointment import MAILED, Appointment, Invitee


class MailSort(StrEnum):
    """What kind of meeting mail it is."""

    INVITATION = "invitation"
    UPDATE = "update"
    CANCELLATION = "cancellation"
    RESPONSE = "response"


class Author(StrEnum):
    """Who made the write that a mail comes of."""

    PERSON = "person"
    """Somebody of the firm, in Outlook."""
    APPLICATION = "application"
    """Through the API."""
    OUTSIDE = "outside"
    """An organiser of another firm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMail:
    """One mail to one address."""

    sort: MailSort
    to: str
    """In lower case."""
    sender: str
    """Whose mailbox sends it, in lower case."""
    uid: str
    """iCalUId of the event."""
    by: Author
    because: tuple[str, ...]
    """The fields whose change is mailed, by name; of anything else what was done."""
    at: datetime


class InvitationLog:
    """All meeting mail of a tenant, oldest first."""

    def __init__(self) -> None:
        self.mails: list[MeetingMail] = []

    def __len__(self) -> int:
        return len(self.mails)

    def by(self, author: Author) -> list[MeetingMail]:
        """Return what was mailed because of one author's writes."""
        return [mail for mail in self.mails if mail.by is author]

    def of(self, uid: str) -> list[MeetingMail]:
        """Return what was mailed about one meeting."""
        return [mail for mail in self.mails if mail.uid == uid]

    def clear(self) -> None:
        """Forget what was mailed so far."""
        self.mails.clear()


def changed_fields(before: Appointment, after: Appointment) -> frozenset[str]:
    """Return the mailed fields that two versions of an event differ in."""
    differing = {name for name in MAILED if getattr(before, name) != getattr(after, name)}
    if _roster(before.attendees) == _roster(after.attendees):
        differing.discard("attendees")
    return frozenset(differing)


def due(before: Appointment, after: Appointment) -> list[tuple[MailSort, str, tuple[str, ...]]]:
    """Return who is mailed what, when an organiser's event turns from one version to another.

    A write of attendees alone mails only those whom it concerns; any other mails everybody. Equal
    versions mail nobody (facts: graph §2.3).
    """
    fields = changed_fields(before, after)
    if not fields:
        return []
    reason = tuple(sorted(fields))
    former, present = _roster(before.attendees), _roster(after.attendees)
    mails = []
    for address, role in present.items():
        if address not in former:
            mails.append((MailSort.INVITATION, address, reason))
        elif fields != {"attendees"} or former[address] != role:
            mails.append((MailSort.UPDATE, address, reason))
    gone = (address for address in former if address not in present)
    return mails + [(MailSort.CANCELLATION, address, reason) for address in gone]


def _roster(attendees: Iterable[Invitee]) -> dict[str, str]:
    return {a.address: a.kind.value for a in attendees}
