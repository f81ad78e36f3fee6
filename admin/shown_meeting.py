"""A meeting as a page shows it to whoever looks: private ones show their time to others, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from admin.repeating import in_words
from flows.ports.calendar_desk import Guest, Meeting
from flows.ports.desk import StaffMember
from sync_core.calendar.event import Answer, AttendeeKind, Privacy, Span
from sync_core.domains import Insiders
from sync_core.mail import CrmUserId

_ANSWERS = {
    Answer.NONE: "No answer yet",
    Answer.ORGANISER: "Organiser",
    Answer.ACCEPTED: "Accepted",
    Answer.TENTATIVE: "Tentative",
    Answer.DECLINED: "Declined",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMeeting:
    """One meeting and what of it may be seen."""

    meeting: Meeting
    is_masked: bool
    """Private, and whoever looks neither owns nor attends it."""
    is_ours: bool
    """The firm organises it, so that it may be changed here."""

    @property
    def span(self) -> Span:
        """When it takes place."""
        return self.meeting.span

    @property
    def subject(self) -> str:
        """What it is called."""
        if self.is_masked:
            return "Private event"
        return self.meeting.event.content.subject or "(no subject)"

    @property
    def is_private(self) -> bool:
        """Whether its owner marked it private."""
        return self.meeting.event.content.privacy is Privacy.PRIVATE

    @property
    def is_cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self.meeting.event.content.is_cancelled

    @property
    def repeats(self) -> str:
        """How the series it belongs to repeats, in words; empty for a single event."""
        rule = self.meeting.event.content.recurrence
        if rule is not None:
            return in_words(rule.rule)
        return "A changed occurrence of a series" if self.meeting.event.series else ""

    @property
    def is_occurrence(self) -> bool:
        """Whether it is an unchanged occurrence of a series made in the CRM."""
        return self.meeting.slot is not None

    @property
    def places(self) -> str:
        """Where it takes place."""
        return "" if self.is_masked else "; ".join(self.meeting.event.content.places)

    @property
    def guests(self) -> tuple[Guest, ...]:
        """Who attends; rooms are places, not guests."""
        if self.is_masked:
            return ()
        return tuple(g for g in self.meeting.guests if g.kind is not AttendeeKind.RESOURCE)

    @property
    def attendee_count(self) -> str:
        """How many attend, where the CRM holds only some of them: 50 of 63."""
        event = self.meeting.event
        if not event.is_partial or self.is_masked:
            return ""
        return f"{len(event.content.attendees)} of {event.attendees_total}"

    @property
    def path(self) -> str:
        """The event's id as it stands in an address."""
        return quote(self.meeting.event.id, safe="")

    def address(self, zone: str, user: str = "") -> str:
        """Return the address of its page, with times in a zone, as it stands in a user's calendar."""
        told = {"slot": self.meeting.slot.isoformat()} if self.meeting.slot else {}
        told |= {"user": user} if user else {}
        return f"/calendar/events/{self.path}?{urlencode({**told, 'zone': zone})}"

    def invited(self, user: CrmUserId | None) -> Guest | None:
        """Return a user as a guest who may answer; None where they organise it or are not invited."""
        event = self.meeting.event
        if user is None or self.is_masked or self.is_cancelled:
            return None
        if event.organiser is None and event.owner == user:
            return None
        there = (g for g in self.guests if g.user == user and g.address != event.organiser)
        return next(there, None)

    def series_address(self, zone: str) -> str:
        """Return the address of the whole series' page."""
        return f"/calendar/events/{self.path}?{urlencode({'zone': zone})}"


def called(guest: Guest) -> str:
    """Return what a guest is called: as the CRM knows them, else as invited, else by address."""
    return guest.person_name or guest.user_name or guest.name or guest.address


def answer_text(answer: Answer) -> str:
    """Return what a guest answered, in words."""
    return _ANSWERS[answer]


def shown_meeting(meeting: Meeting, viewer: StaffMember | None, insiders: Insiders) -> ShownMeeting:
    """Return a meeting as this viewer may see it; None is nobody known."""
    event = meeting.event
    is_private = event.content.privacy is Privacy.PRIVATE
    theirs = {event.owner} | {guest.user for guest in meeting.guests if guest.user}
    organiser = event.organiser
    return ShownMeeting(
        meeting=meeting,
        is_masked=is_private and (viewer is None or viewer.id not in theirs),
        is_ours=organiser is None or insiders.has(organiser),
    )


def slot_of(text: str) -> datetime | None:
    """Return the slot an address tells; None where it tells none that can be read."""
    try:
        slot = datetime.fromisoformat(text)
    except ValueError:
        return None
    return slot if slot.tzinfo is not None else None
