"""Who meets whom: which colleagues meet a client or a person in a span of days, and who meets most."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from admin.console import Console
from admin.refusals import bad_fields
from admin.shown_meeting import ShownMeeting, shown_meeting
from admin.shown_week import day_asked
from admin.web import PageRequest
from admin.who import viewer_of
from admin.zones import day_starts, zone_of
from flows.ports.calendar_desk import Encounters, MeetingFilter
from flows.ports.desk import PersonCard
from sync_core import limits
from sync_core.calendar.window import Window
from sync_core.mail import PersonId

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedMeetings:
    """What is asked: both days included."""

    since: date
    until: date
    zone: str
    person: PersonCard | None = None
    client: str = ""

    @property
    def window(self) -> Window:
        """The span of time."""
        return Window(
            since=day_starts(self.since, self.zone), until=day_starts(self.until + _DAY, self.zone)
        )

    @property
    def whom(self) -> str:
        """Whom it is about; empty where it is about nobody in particular."""
        return self.person.name if self.person else self.client


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMeetings:
    """What was found."""

    asked: AskedMeetings
    encounters: tuple[Encounters, ...]
    """Who meets them, or who meets most where nobody was named."""
    meetings: tuple[ShownMeeting, ...]
    """The meetings themselves, without the private ones of others; none where nobody was named."""
    has_more: bool


async def asked_meetings(request: PageRequest, console: Console) -> AskedMeetings:
    """Return what a request asks: by default the next thirty days.

    Raises:
        Refused: a field holds something else than expected; names it.
    """
    zone = zone_of(request)
    today = console.surroundings.now().astimezone(ZoneInfo(zone)).date()
    since = day_asked(request, "from", today)
    until = day_asked(request, "to", since + limits.MEETING_SEARCH_DAYS * _DAY)
    if until < since:
        raise bad_fields(("to", "expected a day not before from"))
    if (until - since).days > limits.MEETING_SEARCH_DAYS_MAX:
        raise bad_fields(("to", f"expected at most {limits.MEETING_SEARCH_DAYS_MAX} days"))
    told = request.asked("person")
    person = await console.desk.person(PersonId(told)) if told else None
    if told and person is None:
        raise bad_fields(("person", "expected a person of the CRM"))
    client = "" if person else request.asked("client")
    return AskedMeetings(since=since, until=until, zone=zone, person=person, client=client)


async def find_meetings(
    request: PageRequest, console: Console, asked: AskedMeetings
) -> FoundMeetings:
    """Return who meets whom."""
    desk = console.calendar_desk
    if not asked.whom:
        busiest = await desk.busiest(asked.window, limits.BUSIEST_SHOWN)
        return FoundMeetings(asked=asked, encounters=busiest, meetings=(), has_more=False)
    person = asked.person.id if asked.person else None
    which = MeetingFilter(person=person, client=asked.client, with_cancelled=False)
    found = await desk.meetings(which, asked.window, limits.MEETINGS_FOUND_MAX)
    viewer, insiders = await viewer_of(request, console), await console.insiders()
    shown = (shown_meeting(m, viewer, insiders) for m in found.rows)
    return FoundMeetings(
        asked=asked,
        encounters=await desk.who_meets(asked.window, person, asked.client),
        # That a private meeting is with this client is itself private.
        meetings=tuple(m for m in shown if not m.is_masked),
        has_more=found.has_more,
    )
