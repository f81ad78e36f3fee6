"""A user's week as the page shows it: which user and days are asked for, and every meeting in its place."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from admin.console import Console
from admin.placing import Day, days_of, hours_of
from admin.refusals import bad_fields
from admin.shown_meeting import ShownMeeting, shown_meeting
from admin.web import PageRequest
from admin.who import viewer_of
from admin.zones import day_starts, zone_of
from flows.ports.calendar_desk import MeetingFilter
from flows.ports.desk import StaffMember
from sync_core import limits
from sync_core.calendar.window import Window
from sync_core.mail import CrmUserId

_WEEK = timedelta(days=7)
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWeek:
    """Which week of whose calendar is asked for."""

    user: StaffMember | None
    """None where the CRM knows no users."""
    monday: date
    today: date
    now: datetime
    zone: str

    @property
    def previous(self) -> str:
        """The week before, as the address bar says it."""
        return (self.monday - _WEEK).isoformat()

    @property
    def next(self) -> str:
        """The week after."""
        return (self.monday + _WEEK).isoformat()

    @property
    def title(self) -> str:
        """The week in words: 2 to 8 March 2026."""
        last = self.monday + timedelta(days=6)
        if self.monday.year != last.year:
            return f"{self.monday.day} {self.monday:%B %Y} to {last.day} {last:%B %Y}"
        month = "" if self.monday.month == last.month else f" {self.monday:%B}"
        return f"{self.monday.day}{month} to {last.day} {last:%B %Y}"

    @property
    def window(self) -> Window:
        """The week's time."""
        return Window(
            since=day_starts(self.monday, self.zone),
            until=day_starts(self.monday + _WEEK, self.zone),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWeek:
    """A week with its meetings."""

    asked: AskedWeek
    staff: tuple[StaffMember, ...]
    """Whose week may be chosen, by name."""
    meetings: tuple[ShownMeeting, ...]
    days: tuple[Day, ...]
    hours: range
    has_more: bool


async def read_week(request: PageRequest, console: Console) -> ShownWeek:
    """Return the week that is asked for: by default this one, of who is signed in.

    Raises:
        Refused: `week` is no day, or `user` nobody of the CRM.
    """
    viewer = await viewer_of(request, console)
    staff = tuple(sorted((await console.desk.staff()).values(), key=lambda s: s.name.casefold()))
    asked = _asked(request, console.surroundings.now(), staff, viewer)
    which = MeetingFilter(user=asked.user.id) if asked.user else None
    found = (
        await console.calendar_desk.meetings(which, asked.window, limits.WEEK_MEETINGS_MAX)
        if which
        else None
    )
    insiders = await console.insiders()
    meetings = tuple(shown_meeting(m, viewer, insiders) for m in (found.rows if found else ()))
    days = days_of([m.span for m in meetings], asked.monday, asked.zone)
    return ShownWeek(
        asked=asked,
        staff=staff,
        meetings=meetings,
        days=days,
        hours=hours_of(days),
        has_more=bool(found and found.has_more),
    )


def _asked(
    request: PageRequest,
    now: datetime,
    staff: tuple[StaffMember, ...],
    viewer: StaffMember | None,
) -> AskedWeek:
    zone = zone_of(request)
    today = now.astimezone(ZoneInfo(zone)).date()
    day = day_asked(request, "week", today)
    return AskedWeek(
        user=_user(request.asked("user"), staff, viewer),
        monday=day - timedelta(days=day.weekday()),
        today=today,
        now=now,
        zone=zone,
    )


def day_asked(request: PageRequest, name: str, otherwise: date) -> date:
    """Return a day of the address bar.

    Raises:
        Refused: it is no day, or one beyond any calendar.
    """
    text = request.asked(name)
    if not text:
        return otherwise
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise bad_fields((name, "expected a day such as 2026-01-31")) from None
    if day.year not in _YEARS:
        raise bad_fields((name, "expected a day between 1900 and 2199"))
    return day


def _user(
    asked: str, staff: tuple[StaffMember, ...], viewer: StaffMember | None
) -> StaffMember | None:
    if not asked:
        return viewer or next(iter(staff), None)
    chosen = next((member for member in staff if member.id == CrmUserId(asked)), None)
    if chosen is None:
        raise bad_fields(("user", "expected a user of the CRM"))
    return chosen
