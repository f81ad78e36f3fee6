"""Who meets, and when: small pools, so that events touch each other; unique values, so that none is mistaken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from simulator.graph.calendar.appointment import Invitee
from simulator.graph.mail import Recipient
from simulator.world.canaries import MARK
from sync_core.calendar.event import Attendee, Recurrence, Span
from sync_core.mail import Address, CrmUserId
from sync_core.work import MailboxId

Act = Callable[[], None]
"""What somebody does; its name says what."""
FIRM_DOMAIN = f"{MARK}.test"
CLIENTS = tuple(f"{name}.{MARK}@client.test" for name in ("ana", "ben", "eva"))
STRANGERS = (f"stranger.{MARK}@unknown.test",)
ROOMS = (f"{MARK} room one", f"{MARK} room two", f"{MARK} corner")
WEEK = timedelta(days=7)
WEEKLY = Recurrence(rule="FREQ=WEEKLY;COUNT=3")
DAILY = Recurrence(rule="FREQ=DAILY;COUNT=4")
FORTNIGHTLY = Recurrence(rule="FREQ=WEEKLY;INTERVAL=2;COUNT=3")
A_FORTNIGHT = Recurrence(rule="FREQ=DAILY;COUNT=13")
"""So many occurrences that a change of all of them is a large share of a calendar."""
TWICE_A_MONTH = Recurrence(rule="FREQ=MONTHLY;BYMONTHDAY=3,17;COUNT=4")
"""Nothing that Outlook can express."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """One of the firm with a mailbox, and their place among the CRM's users."""

    mailbox: MailboxId
    address: str
    user: CrmUserId


class Times:
    """When things take place: well inside the window, or well outside."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._minutes = 0

    def soon(self, now: datetime) -> Span:
        """Return an hour on one of the next days, never the same one twice."""
        return self._on(now, self._chance.randrange(1, 20))

    def any(self, now: datetime) -> Span:
        """Return an hour, mostly soon; or days, or past, or outside the window."""
        drawn = self._chance.random()
        if drawn < 0.72:
            return self.soon(now)
        if drawn < 0.8:
            return self._days(now)
        if drawn < 0.88:
            return self._on(now, -self._chance.randrange(2, 5))
        if drawn < 0.94:
            return self._on(now, self._chance.choice((250, 270)))
        return self._on(now, self._chance.choice((-200, 600, 700)))

    def _on(self, now: datetime, days: int) -> Span:
        self._minutes += 1
        day = (now + days * _DAY).replace(hour=8, minute=0, second=0, microsecond=0)
        start = day + timedelta(minutes=self._minutes % 600)
        zone = self._chance.choice(("UTC", "Europe/Berlin", "America/New_York"))
        return Span(start=start, end=start + timedelta(hours=1), zone=zone)

    def _days(self, now: datetime) -> Span:
        first = (now + self._chance.randrange(1, 20) * _DAY).date()
        return Span.of_days(first, first + self._chance.choice((1, 2)) * _DAY)


def as_invitee(address: str) -> Invitee:
    """Return somebody as Outlook invites them."""
    return Invitee(who=Recipient(address, f"{MARK} guest"))


def as_attendee(address: str) -> Attendee:
    """Return somebody as the CRM's users name them."""
    return Attendee(address=Address(address), name=f"{MARK} guest")
