"""A mailbox's calendars, by name."""

from adapters.graph.client import GraphClient, decoded
from adapters.graph.events.wire import CALENDARS, WireCalendar
from adapters.graph.queries import query, user_path
from sync_core import limits
from sync_core.calendar.event import CalendarId
from sync_core.failures import Unavailable
from sync_core.work import MailboxId


async def all_calendars(client: GraphClient, mailbox: MailboxId) -> dict[CalendarId, str]:
    """Return the mailbox's calendars, the default one first.

    Raises:
        Unavailable: the listing has no end.
        Failure: as any call.
    """
    path: str | None = query(
        user_path(mailbox, "calendars"),
        select="id,name,isDefaultCalendar",
        top=limits.CALENDAR_PAGE_CALENDARS,
    )
    found: list[WireCalendar] = []
    for _ in range(limits.PAGES_PER_ROUND_MAX):
        if path is None:
            first = sorted(found, key=lambda c: not c.get("isDefaultCalendar"))
            return {CalendarId(c["id"]): c.get("name") or "" for c in first}
        page = decoded(CALENDARS, await client.get(path))
        found += page["value"]
        following = page.get("@odata.nextLink")
        path = client.relative(following) if following else None
    raise Unavailable("a list of calendars without an end")
