"""What Graph sends of an event, typed as leanly as it can be decoded (csdl; resource event)."""

from datetime import datetime
from typing import Any, NotRequired

from pydantic import TypeAdapter
from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from adapters.graph.wire import Body, Mailbox, Recipient


class Moment(TypedDict):
    """A local time and the zone it is in (dateTimeTimeZone)."""

    dateTime: datetime
    timeZone: NotRequired[str | None]


class Status(TypedDict, total=False):
    """What somebody answered (responseStatus)."""

    response: str | None
    time: str | None


class WireAttendee(TypedDict, total=False):
    """One who attends."""

    type: str | None
    status: Status | None
    emailAddress: Mailbox | None


class Location(TypedDict, total=False):
    """One place, as far as it is read; what else it says is kept when it is written again."""

    displayName: str | None
    locationUri: str | None


class Online(TypedDict, total=False):
    """How to join an online meeting (onlineMeetingInfo)."""

    joinUrl: str | None


WireEvent = TypedDict(
    "WireEvent",
    {
        "id": str,
        "@odata.etag": NotRequired[str | None],
        "@removed": NotRequired[Any],
        "changeKey": NotRequired[str | None],
        "type": NotRequired[str | None],
        "seriesMasterId": NotRequired[str | None],
        "iCalUId": NotRequired[str | None],
        "subject": NotRequired[str | None],
        "start": NotRequired[Moment | None],
        "end": NotRequired[Moment | None],
        "isAllDay": NotRequired[bool | None],
        "originalStart": NotRequired[datetime | None],
        "originalStartTimeZone": NotRequired[str | None],
        "body": NotRequired[Body | None],
        "attendees": NotRequired[list[WireAttendee] | None],
        "organizer": NotRequired[Recipient | None],
        "isOrganizer": NotRequired[bool | None],
        "responseStatus": NotRequired[Status | None],
        "sensitivity": NotRequired[str | None],
        "showAs": NotRequired[str | None],
        "isCancelled": NotRequired[bool | None],
        "isDraft": NotRequired[bool | None],
        "isOnlineMeeting": NotRequired[bool | None],
        "onlineMeeting": NotRequired[Online | None],
        "onlineMeetingUrl": NotRequired[str | None],
        "location": NotRequired[Location | None],
        "locations": NotRequired[list[Location] | None],
        "recurrence": NotRequired[dict[str, Any] | None],
        "categories": NotRequired[list[str] | None],
        "createdDateTime": NotRequired[datetime | None],
        "lastModifiedDateTime": NotRequired[datetime | None],
        "cancelledOccurrences": NotRequired[list[str] | None],
        "exceptionOccurrences": NotRequired[list[Any] | None],
    },
)
"""One event: whole, an occurrence with little more than its time, or removed."""

FIELDS = (
    "id,changeKey,type,seriesMasterId,iCalUId,subject,start,end,isAllDay,originalStart,"
    "originalStartTimeZone,body,attendees,organizer,isOrganizer,responseStatus,sensitivity,showAs,"
    "isCancelled,isDraft,isOnlineMeeting,onlineMeeting,onlineMeetingUrl,location,locations,recurrence,"
    "categories,createdDateTime,lastModifiedDateTime"
)
"""What is asked of an event wherever asking is allowed: calendarView/delta takes no `$select`."""


class WireCalendar(TypedDict):
    """One calendar of a mailbox."""

    id: str
    name: NotRequired[str | None]
    isDefaultCalendar: NotRequired[bool | None]


WireCalendars = TypedDict(
    "WireCalendars", {"value": list[WireCalendar], "@odata.nextLink": NotRequired[str | None]}
)


class WireSettings(TypedDict):
    """A mailbox's settings."""

    timeZone: NotRequired[str | None]


EVENT = TypeAdapter(WireEvent)
CALENDARS = TypeAdapter(WireCalendars)
SETTINGS = TypeAdapter(WireSettings)
