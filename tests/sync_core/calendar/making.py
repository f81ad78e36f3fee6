"""Made-up events, rules and people, with only what a test is about said aloud.

Bo is a user of the CRM and owns the mailbox; cy is a colleague who is a user, di one who is none; ana and
eve are clients the CRM knows, and nobody knows zed.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sync_core.calendar.event import (
    Attendee,
    AttendeeKind,
    Content,
    CrmEvent,
    CrmEventId,
    EventId,
    EventKey,
    Origin,
    OutlookEvent,
    Shape,
    Span,
)
from sync_core.calendar.rules import CalendarRules, Known
from sync_core.calendar.window import Window
from sync_core.domains import Insiders, InternalDomains
from sync_core.mail import Address, CrmUserId, PersonId, PersonRef
from sync_core.policy import PlusTags, Policy
from tests.sync_core.making import DIGESTER, MAILBOX

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

BO = Address("bo@northwind.test")
CY = Address("cy@northwind.test")
DI = Address("di@northwind.test")
ANA = Address("ana@client.test")
EVE = Address("eve@other.test")
ZED = Address("zed@nowhere.test")
ROOM = Address("oak@northwind.test")

BOS = CrmUserId("u-bo")
CYS = CrmUserId("u-cy")
INSIDERS = Insiders(InternalDomains(exact=frozenset({"northwind.test"})), DIGESTER)
KNOWN = Known(
    people={
        ANA: (PersonRef(PersonId("p-ana"), "email"),),
        EVE: (PersonRef(PersonId("p-eve2"), "email"), PersonRef(PersonId("p-eve1"), "alternate")),
    },
    users={BO: BOS, CY: CYS},
    resources={"oak room": ("r-oak",), "elm room": ("r-elm1", "r-elm2")},
)


def rules(**calendar: Any) -> CalendarRules:
    """Return the rules of bo's mailbox under a calendar policy; the window as the policy says."""
    policy = Policy.parse({"calendar": {"enabled": True, **calendar}}).calendar
    return CalendarRules(
        mailbox=MAILBOX,
        owner=BOS,
        is_primary=True,
        is_default_calendar=True,
        policy=policy,
        window=Window.around(NOW, policy.past_days, policy.future_days),
        insiders=INSIDERS,
        plus_tags=PlusTags.IGNORE,
    )


def in_other_calendar(of: CalendarRules) -> CalendarRules:
    """Return the same rules for a calendar that is not the mailbox's default one."""
    return replace(of, is_default_calendar=False)


def span(start: datetime = NOW + DAY, length: timedelta = HOUR) -> Span:
    """Return a timed span, tomorrow for an hour."""
    return Span(start=start, end=start + length)


def attendee(address: Address = ANA, **fields: Any) -> Attendee:
    """Return one who attends."""
    return Attendee(**{"address": address, **fields})


def room(address: Address = ROOM, name: str = "Oak Room") -> Attendee:
    """Return a room that was invited."""
    return Attendee(address=address, name=name, kind=AttendeeKind.RESOURCE)


def content(*who: Address, **fields: Any) -> Content:
    """Return an event's content, attended by some addresses; by ana where nobody is named."""
    told: dict[str, Any] = {
        "subject": "Quarterly review",
        "span": span(),
        "places": ("Oak Room",),
        "attendees": tuple(attendee(address) for address in who or (ANA,)),
        "body": "Agenda",
    }
    return Content(**{**told, **fields})


def outlook(*who: Address, **fields: Any) -> OutlookEvent:
    """Return an event bo organises; fields of its content may be named too."""
    of_content = {n: fields.pop(n) for n in tuple(fields) if n in Content.__dataclass_fields__}
    told: dict[str, Any] = {
        "id": EventId("e1"),
        "version": "v1",
        "ical_uid": "uid-1",
        "shape": Shape.SINGLE,
        "content": content(*who, **of_content),
        "organiser": BO,
    }
    return OutlookEvent(**{**told, **fields})


def invited(*who: Address, organiser: Address = ANA, **fields: Any) -> OutlookEvent:
    """Return the copy of a meeting that somebody else organises."""
    return outlook(*(who or (BO,)), **{"organiser": organiser, "is_organiser": False, **fields})


def crm(*who: Address, **fields: Any) -> CrmEvent:
    """Return an event bo made in the CRM; fields of its content may be named too."""
    of_content = {n: fields.pop(n) for n in tuple(fields) if n in Content.__dataclass_fields__}
    held = content(*who, **of_content)
    told: dict[str, Any] = {
        "id": CrmEventId("c1"),
        "version": 1,
        "key": None,
        "owner": BOS,
        "origin": Origin.PAGE,
        "content": held,
        "attendees_total": len(held.attendees),
        "organiser": BO,
    }
    return CrmEvent(**{**told, **fields})


def crm_copy(*who: Address, **fields: Any) -> CrmEvent:
    """Return the CRM's copy of an event that came from Outlook."""
    return crm(*who, **{"origin": Origin.SYNC, "key": EventKey("k1"), **fields})
