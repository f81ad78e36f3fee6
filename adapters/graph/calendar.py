"""The tenant's calendars over Graph: what changed, single events and series, and every write."""

from collections.abc import Mapping, Sequence

from adapters.graph.batch import Part, failure_in, read_together
from adapters.graph.client import GraphClient, decoded
from adapters.graph.errors import Concern
from adapters.graph.events.asking import AS_EVENTS, calendar_path, event_path
from adapters.graph.events.calendars import all_calendars
from adapters.graph.events.changing import EventChanging
from adapters.graph.events.making import EventMaking
from adapters.graph.events.pages import page_of, sorted_out
from adapters.graph.events.reading import checked, event_of
from adapters.graph.events.series import read_series
from adapters.graph.events.spans import instant_text
from adapters.graph.events.wire import FIELDS, SETTINGS
from adapters.graph.events.writing import new_event
from adapters.graph.http import Request
from adapters.graph.links import followed
from adapters.graph.queries import query, user_path
from flows.ports.calendar import EventDraft, EventPage, Series
from flows.ports.tenant import DeltaToken, Gone
from sync_core import limits
from sync_core.calendar.event import (
    Answer,
    CalendarId,
    Content,
    EventId,
    OutlookEvent,
    UnreadableEvent,
)
from sync_core.calendar.window import Window
from sync_core.calendar.zones import iana_of
from sync_core.failures import Unavailable
from sync_core.work import MailboxId


class GraphCalendar:
    """Calendars as flows.ports.calendar.MailboxCalendar sees them. Delta tokens are Graph's own links."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client
        self._making = EventMaking(client)
        self._changing = EventChanging(client)

    async def changed(
        self,
        mailbox: MailboxId,
        calendar: CalendarId,
        window: Window,
        token: DeltaToken | None,
    ) -> EventPage:
        """See the port.

        An event that comes with only some of its fields is read again (limits.READ_BATCH_EVENTS a
        request, beyond the one of the page).
        """
        first = calendar_path(mailbox, calendar, "calendarView", "delta")
        since, until = instant_text(window.since), instant_text(window.until)
        first += f"?startDateTime={since}&endDateTime={until}"
        base = self._client.url
        size = f"odata.maxpagesize={limits.EVENT_DELTA_PAGE}"
        url = base + first if token is None else followed(base, token)
        answer = await self._client.send(Request(method="GET", url=url, prefer=(size, *AS_EVENTS)))
        body = self._client.succeeded(answer, Concern.MAILBOX, follows_link=token is not None)
        page = page_of(body)
        if not (page.following or page.finished):
            raise Unavailable("a delta page without a link")
        told = sorted_out(page)
        reread = await self._reread(mailbox, told.partial)
        whole = [*map(event_of, told.whole), *(e for e in reread.values() if e is not Gone.GONE)]
        parts = [e.series for e in whole if isinstance(e, OutlookEvent) and e.series is not None]
        return EventPage(
            events=tuple(e for e in whole if isinstance(e, UnreadableEvent) or e.series is None),
            series=tuple(dict.fromkeys((*told.series, *parts))),
            removed=(*told.removed, *(i for i, e in reread.items() if e is Gone.GONE)),
            next=DeltaToken(page.following or page.finished),
            is_complete=not page.following,
        )

    async def read(
        self, mailbox: MailboxId, ids: Sequence[EventId]
    ) -> Mapping[EventId, OutlookEvent | UnreadableEvent | Gone]:
        """See the port. An event that Graph itself fails on is unreadable and holds up no other."""
        if len(ids) > limits.READ_BATCH_EVENTS:
            raise ValueError(f"at most {limits.READ_BATCH_EVENTS} events are read at once")
        if not ids:
            return {}
        paths = [query(event_path(mailbox, id_), select=FIELDS) for id_ in ids]
        parts = await read_together(self._client, paths, AS_EVENTS)
        failure = failure_in(self._client, [p for p in parts if not _is_about_the_item(p)])
        if failure is not None:
            raise failure
        return {id_: _read(id_, part) for id_, part in zip(ids, parts, strict=True)}

    async def series(
        self, mailbox: MailboxId, master: EventId, window: Window
    ) -> Series | UnreadableEvent | Gone:
        """See the port."""
        return await read_series(self._client, mailbox, master, window)

    async def find(self, mailbox: MailboxId, stamp: str) -> OutlookEvent | None:
        """See the port."""
        return await self._making.find(mailbox, stamp)

    async def create(
        self, mailbox: MailboxId, calendar: CalendarId, draft: EventDraft
    ) -> OutlookEvent:
        """See the port. An all-day event costs one more request: its days are the mailbox's own."""
        days_zone = await self._days_zone(mailbox, draft.content)
        body = new_event(draft.content, draft.stamp, days_zone)
        return await self._making.make(mailbox, calendar, body, draft.stamp)

    async def update(
        self, mailbox: MailboxId, event: OutlookEvent, content: Content, fields: frozenset[str]
    ) -> OutlookEvent:
        """See the port. Places and attendees cost one more request: Graph replaces them as a whole."""
        days_zone = await self._days_zone(mailbox, content)
        return await self._changing.update(mailbox, event, content, fields, days_zone)

    async def answer(self, mailbox: MailboxId, event: OutlookEvent, answer: Answer) -> None:
        """See the port."""
        await self._changing.answer(mailbox, event, answer)

    async def delete(self, mailbox: MailboxId, event: OutlookEvent) -> None:
        """See the port."""
        await self._changing.delete(mailbox, event)

    async def calendars(self, mailbox: MailboxId) -> Mapping[CalendarId, str]:
        """See the port."""
        return await all_calendars(self._client, mailbox)

    async def zone(self, mailbox: MailboxId) -> str:
        """See the port."""
        path = user_path(mailbox, "mailboxSettings")
        told = decoded(SETTINGS, await self._client.get(path))
        return iana_of(told.get("timeZone") or "") or "UTC"

    async def _reread(
        self, mailbox: MailboxId, ids: Sequence[EventId]
    ) -> dict[EventId, OutlookEvent | UnreadableEvent | Gone]:
        """Return these events, as many requests as it takes."""
        found: dict[EventId, OutlookEvent | UnreadableEvent | Gone] = {}
        for start in range(0, len(ids), limits.READ_BATCH_EVENTS):
            found |= await self.read(mailbox, ids[start : start + limits.READ_BATCH_EVENTS])
        return found

    async def _days_zone(self, mailbox: MailboxId, content: Content) -> str:
        """Return the zone whose midnights an all-day event's are: the one its owner looks at it in."""
        return await self.zone(mailbox) if content.span.is_all_day else "UTC"


def _is_about_the_item(part: Part) -> bool:
    """Return whether a part is good or refuses its one item only: gone, malformed, or unreadable to Graph."""
    refused = part.refused
    return (
        refused is None or refused.is_gone or (refused.status in (400, 500) and refused.code != "")
    )


def _read(id_: EventId, part: Part) -> OutlookEvent | UnreadableEvent | Gone:
    """Return what became of one event asked for."""
    if part.refused is None:
        return event_of(checked(part.body))
    if part.refused.is_gone:
        return Gone.GONE
    return UnreadableEvent(id=id_, problem=f"event: refused with {part.refused.detail}")
