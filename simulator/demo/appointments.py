"""The made-up firm's calendars as its people keep them in Outlook, and the events it made in the CRM.

Deterministic: the same first day gives the same calendars. All subjects and texts are invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from simulator.demo import phrases
from simulator.demo.cast import CLIENTS, COLLEAGUES, Client, Colleague

ZONE = "Europe/Berlin"
STAFF = tuple(c for c in COLLEAGUES if not c.is_shared)
INES, TOMAS, PRIYA, DANIEL, LUCIE = STAFF
_HOURS = (8, 9, 10, 11, 13, 14, 15, 16)
ROOM = "Room Douro"
"""The one room that the firm has in its CRM too."""
_PLACES = ("Lisbon office", "Client's office", ROOM, "Telephone")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmAppointment:
    """An event that somebody made in the CRM."""

    owner: Colleague
    client: Client
    subject: str
    start: datetime
    end: datetime
    place: str
    rule: str = ""


@dataclass
class Diary:
    """Writes the calendars of a firm whose demonstration began on a day."""

    began: datetime
    _taken: dict[str, set[datetime]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._draw = Random("diary")
        self._today = self.began.astimezone(ZoneInfo(ZONE)).date()

    def in_outlook(self) -> list[dict[str, Any]]:
        """Return the orders that make the events in Outlook, oldest first made."""
        return [*self._fixed(), *(order for c in STAFF for order in self._of(c))]

    def in_crm(self) -> tuple[CrmAppointment, ...]:
        """Return the events made in the CRM: a single one, and one that repeats."""
        asked = (
            (DANIEL, CLIENTS[11], "First look at the data room", self._workday(4), ""),
            (PRIYA, CLIENTS[2], "Payroll check-in", self._workday(2), "FREQ=WEEKLY;COUNT=6"),
        )
        made = []
        for owner, client, what, day, rule in asked:
            start = _at(day, 12)
            made.append(
                CrmAppointment(
                    owner=owner,
                    client=client,
                    subject=f"{what} - {client.company}",
                    start=start,
                    end=start + timedelta(minutes=45),
                    place="Telephone",
                    rule=rule,
                )
            )
        return tuple(made)

    def _fixed(self) -> Iterator[dict[str, Any]]:
        """Yield what every calendar has one of, and what several mailboxes share."""
        marta, jonas, henrik = CLIENTS[0], CLIENTS[1], CLIENTS[5]
        tuesday = self._today - _DAY * ((self._today.weekday() - 1) % 7 + 7)
        weekly = self._order(INES, f"Weekly call - {marta.company}", _at(tuesday, 12), 30)
        yield weekly | {
            "recurrence": "FREQ=WEEKLY;BYDAY=TU;COUNT=10",
            "attendees": [_of(marta), _colleague(TOMAS)],
            "body": "The week's open points, in half an hour.",
        }
        audit = self._order(PRIYA, f"Audit planning - {henrik.company}", self._free(PRIYA, 3), 90)
        yield audit | {
            "attendees": [_of(henrik), _colleague(DANIEL)],
            "places": ["Room Douro"],
            "body": "The list of open points is with Daniel.",
        }
        outside = self._order(TOMAS, f"Kick-off {jonas.company}", self._free(TOMAS, 5), 60)
        del outside["mailbox"]
        yield outside | {
            "organiser": {"address": jonas.addresses[0], "name": jonas.name},
            "attendees": [_colleague(TOMAS), _colleague(LUCIE)],
            "uid": f"kick-off-{self._today:%Y%m%d}@weber-praezision.test",
        }
        standup = self._order(LUCIE, "Team stand-up", _at(self._workday(1), 8, 30), 15)
        yield standup | {
            "recurrence": "FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=12",
            "attendees": [_colleague(c) for c in STAFF if c is not LUCIE],
        }
        yield self._order(INES, "Dentist", self._free(INES, 2), 60) | {"private": True}

    def _of(self, owner: Colleague) -> Iterator[dict[str, Any]]:
        """Yield one person's own time and meetings with clients, past ones and those ahead."""
        clients = [
            c for n, c in enumerate(CLIENTS) if STAFF[n % len(STAFF)] is owner and c.is_known
        ]
        yield self._order(owner, "Time to write", self._free(owner, 1), 120)
        for workdays in (-7, -3, 1, 2, 4, 6):
            client, (matter, thing, _) = (
                self._draw.choice(clients),
                self._draw.choice(phrases.MATTERS),
            )
            start = self._free(owner, workdays)
            order = self._order(owner, f"{matter} - {client.company}", start, 60)
            yield order | {
                "attendees": [_of(client)],
                "places": [self._draw.choice(_PLACES)],
                "body": f"About {thing}.",
            }

    def _order(
        self, owner: Colleague, subject: str, start: datetime, minutes: int
    ) -> dict[str, Any]:
        return {
            "mailbox": owner.address,
            "subject": subject,
            "start": start.isoformat(),
            "end": (start + timedelta(minutes=minutes)).isoformat(),
            "zone": ZONE,
        }

    def _free(self, owner: Colleague, workdays: int) -> datetime:
        """Return a full hour of a working day on which its owner has nothing else yet."""
        taken = self._taken.setdefault(owner.id, set())
        day = self._workday(workdays)
        free = [at for at in (_at(day, hour) for hour in _HOURS) if at not in taken]
        chosen = self._draw.choice(free)
        taken.add(chosen)
        return chosen

    def _workday(self, number: int) -> date:
        """Return the working day so many after this one, or before it."""
        step = _DAY if number > 0 else -_DAY
        day = self._today
        for _ in range(abs(number)):
            day += step
            while day.isoweekday() > 5:
                day += step
        return day


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(ZONE)).astimezone(UTC)


def _of(client: Client) -> dict[str, str]:
    return {"address": client.addresses[0], "name": client.name}


def _colleague(colleague: Colleague) -> dict[str, str]:
    return {"address": colleague.address, "name": colleague.name}
