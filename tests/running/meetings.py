"""Events of every kind that the calendar's rules tell apart, with a word of its own in each of their parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.ports.calendar_desk import NewEvent, NewGuest
from sync_core.calendar.event import Span
from sync_core.mail import CrmUserId
from tests.running.canaries import Canaries
from tests.running.letters import REFUSED_WORD

Order = dict[str, Any]
_LENGTH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Appointment:
    """One event as it is ordered of the tenant, and the words that the CRM gets of it."""

    order: Order
    is_kept: bool
    is_damaged: bool = False

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self.order["subject"])

    @property
    def for_the_crm(self) -> tuple[str, ...]:
        """The words of its subject, text and place."""
        texts = (self.subject, self.order["body"], *self.order["places"])
        return tuple(text.split()[-1] for text in texts)


class Meetings:
    """Writes events for one mailbox."""

    def __init__(self, canaries: Canaries, owner: str, client: str) -> None:
        self._canaries = canaries
        self._owner = owner
        self._client = client
        self._hours = 0

    def of_every_kind(self, colleague: str) -> Iterator[Appointment]:
        """Yield one of each kind."""
        yield self.kept()
        yield self.kept(recurrence="FREQ=WEEKLY;COUNT=3")
        yield self.kept(body_type="html", online=True, body=f"<p>Agenda</p> {self._word('rich')}")
        yield self.kept(
            mailbox="",
            organiser=self._party(self._canaries.address("host.test")),
            uid=self._word("uid"),
            attendees=[self._guest(self._owner), self._guest(self._client)],
        )
        left_out: tuple[Order, ...] = (
            {"private": True},
            {"attendees": [self._guest(colleague)]},
            {"attendees": [self._guest(self._canaries.address("stranger.test"))]},
            {"attendees": []},
            {"draft": True},
            {"subject": f"Please {self._word(REFUSED_WORD)}"},
        )
        for changed in left_out:
            yield Appointment(self._order(changed), is_kept=False)
        yield Appointment(self._order({}), is_kept=False, is_damaged=True)

    def kept(self, **changed: Any) -> Appointment:
        """Return an event with a client that the CRM gets."""
        return Appointment(self._order(changed), is_kept=True)

    def in_the_crm(self, owner: CrmUserId, *guests: str, rule: str = "") -> NewEvent:
        """Return an event that its user makes in the CRM."""
        starts = self._start()
        return NewEvent(
            owner=owner,
            subject=f"Talk about {self._word('made')}",
            span=Span(start=starts, end=starts + _LENGTH, zone="Europe/Berlin"),
            places=(f"Room {self._word('room')}",),
            guests=tuple(
                NewGuest(address=address, name=self._word("guest").title()) for address in guests
            ),
            body=f"About the estate of {self._word('text')}",
            rule=rule,
        )

    def word_for_subject(self) -> str:
        """Return a new subject."""
        return f"Changed to {self._word('subject')}"

    def _order(self, changed: Order) -> Order:
        starts = self._start()
        return {
            "mailbox": self._owner,
            "subject": f"Review with {self._word('subject')}",
            "body": f"They are unhappy about {self._word('body')}",
            "start": starts.isoformat(),
            "end": (starts + _LENGTH).isoformat(),
            "places": [f"Room {self._word('place')}"],
            "attendees": [self._guest(self._client), self._guest(self._address("other.test"))],
            "categories": [self._word("category")],
            **changed,
        }

    def _start(self) -> datetime:
        """Return the next free hour from tomorrow on."""
        self._hours += 1
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return today + timedelta(days=1, hours=self._hours)

    def _address(self, domain: str) -> str:
        return self._canaries.address(domain)

    def _guest(self, address: str) -> Order:
        return self._party(address)

    def _party(self, address: str) -> Order:
        return {"address": address, "name": f"{self._word('given').title()} {self._word('family')}"}

    def _word(self, where: str) -> str:
        return self._canaries.word(where)
