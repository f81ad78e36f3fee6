"""Made-up calendars for benchmarks: meetings of ordinary length with clients, the same for a seed."""

from datetime import timedelta
from random import Random

from bench.mail.made_up import DOMAIN, NOW, client
from flows.ports.calendar_desk import NewEvent, NewGuest
from simulator.graph import Recipient, ServerRules, Tenant
from simulator.graph.calendar.appointment import Appointment, Invitee, Place
from simulator.memory import ManualSurroundings
from sync_core.calendar.event import Recurrence, Span
from sync_core.mail import CrmUserId
from sync_core.work import MailboxId

KNOWN_CLIENTS = 200
"""All of them are people of the CRM: every meeting is kept in step."""
SERIES_OCCURRENCES = 10
_FIRST_DAY, _SPAN_DAYS = 1, 360
_SERIES_DAYS = 280
"""A series begins so early that all its occurrences lie in the window."""
_WORDS = [
    "agenda",
    "as",
    "discussed",
    "please",
    "bring",
    "the",
    "figures",
    "of",
    "the",
    "last",
    "quarter",
    "and",
    "the",
    "draft",
    "of",
    "the",
    "new",
    "plan",
    "we",
    "meet",
    "at",
    "the",
    "entrance",
    "and",
    "go",
    "up",
    "together",
    "coffee",
    "is",
    "there",
    "the",
    "second",
    "half",
    "is",
    "for",
    "questions",
]
_RULES = ServerRules(requests_per_ten_minutes=1_000_000)
"""The clock stands while a scenario runs, so ten minutes never pass: throttling is not measured here."""


def tenant_of(mailboxes: int = 1) -> tuple[Tenant, list[MailboxId]]:
    """Return a tenant of people with empty calendars; its clock stands until it is turned."""
    tenant = Tenant(ManualSurroundings(7, NOW), _RULES)
    return tenant, [tenant.add_user(f"bo{n}") for n in range(mailboxes)]


def appointments(count: int, seed: int = 1) -> list[Appointment]:
    """Return single meetings, spread over the window."""
    draw = Random(seed)
    return [_appointment(draw, _span(draw, n, count, _SPAN_DAYS)) for n in range(count)]


def series(count: int, seed: int = 2) -> list[Appointment]:
    """Return weekly series of SERIES_OCCURRENCES meetings each."""
    draw = Random(seed)
    rule = Recurrence(rule=f"FREQ=WEEKLY;COUNT={SERIES_OCCURRENCES}")
    return [
        _appointment(draw, _span(draw, n, count, _SERIES_DAYS), recurrence=rule)
        for n in range(count)
    ]


def made_in_crm(owner: CrmUserId, count: int, seed: int = 3) -> list[NewEvent]:
    """Return meetings as users enter them on the CRM's page."""
    draw = Random(seed)
    return [
        NewEvent(
            owner=owner,
            subject=_words(draw, 5),
            span=_span(draw, n, count, _SPAN_DAYS),
            places=(f"Meeting point {draw.randrange(20)}",),
            guests=(NewGuest(address=_client(draw)),),
            body=_words(draw, 40),
        )
        for n in range(count)
    ]


def _appointment(draw: Random, span: Span, recurrence: Recurrence | None = None) -> Appointment:
    """Return a meeting with a client and up to two colleagues."""
    colleagues = [f"colleague{draw.randrange(50)}@{DOMAIN}" for _ in range(draw.randrange(3))]
    invited = dict.fromkeys([_client(draw), *colleagues])
    return Appointment(
        subject=_words(draw, 5),
        span=span,
        body=_words(draw, 40),
        places=(Place(name=f"Meeting point {draw.randrange(20)}"),),
        attendees=tuple(Invitee(who=Recipient(a, a.partition("@")[0])) for a in invited),
        recurrence=recurrence,
    )


def _span(draw: Random, number: int, count: int, days: int) -> Span:
    """Return an hour of some day to come: what is past is written to no more where it would mail somebody."""
    day = _FIRST_DAY + number * days // max(count, 1)
    start = NOW + timedelta(days=day, minutes=15 * draw.randrange(32))
    return Span(start=start, end=start + timedelta(hours=1), zone="Europe/Berlin")


def _client(draw: Random) -> str:
    return client(draw.randrange(KNOWN_CLIENTS))


def _words(draw: Random, count: int) -> str:
    return " ".join(draw.choices(_WORDS, k=count)).capitalize()
