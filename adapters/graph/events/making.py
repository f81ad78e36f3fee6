"""Making an event once, whatever becomes of the answer.

It carries a stamp in an extended property and is made under a transactionId that follows from the stamp:
made again, Graph refuses it, and the twin is found by its stamp (facts: graph §2.2, §2.3).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.graph.batch import failure_in, read_together
from adapters.graph.client import GraphClient, json_body
from adapters.graph.errors import Concern, refusal_of
from adapters.graph.events.asking import AS_EVENTS, calendar_path
from adapters.graph.events.calendars import all_calendars
from adapters.graph.events.pages import page_of
from adapters.graph.events.reading import event_of
from adapters.graph.events.refusing import readable, written
from adapters.graph.events.wire import FIELDS, WireEvent
from adapters.graph.events.writing import with_stamp
from adapters.graph.http import Answer, Request
from adapters.graph.queries import query
from sync_core import limits
from sync_core.calendar.event import DEFAULT_CALENDAR, CalendarId, OutlookEvent, UnreadableEvent
from sync_core.failures import Unavailable
from sync_core.work import MailboxId


class EventMaking:
    """Makes events, and finds again what was made."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def make(
        self, mailbox: MailboxId, calendar: CalendarId, body: Mapping[str, Any], stamp: str
    ) -> OutlookEvent:
        """Return the event made, or the one that was made with this stamp before.

        Raises:
            SkipItem: Graph refuses it.
            Unavailable: no clear answer came, and nothing carries the stamp (yet).
            Failure: as any call.
        """
        url = self._client.url + calendar_path(mailbox, calendar, "events")
        request = Request(method="POST", url=url, prefer=AS_EVENTS, body=json_body(body))
        answer = await self._answered(request)
        if isinstance(answer, Answer) and not _may_have_been_made(answer):
            return written(self._client, answer)
        found = await self._in_calendar(mailbox, calendar, stamp)
        if found is not None:
            return found
        if isinstance(answer, Unavailable):
            raise answer
        return written(self._client, answer)

    async def find(self, mailbox: MailboxId, stamp: str) -> OutlookEvent | None:
        """Return the event of a stamp: in the default calendar, and only then in the others.

        Raises:
            SkipItem: it is there and cannot be read.
            Failure: as any call.
        """
        found = await self._in_calendar(mailbox, DEFAULT_CALENDAR, stamp)
        if found is not None:
            return found
        _, *others = await all_calendars(self._client, mailbox) or [DEFAULT_CALENDAR]
        for start in range(0, len(others), limits.READ_BATCH_EVENTS):
            some = others[start : start + limits.READ_BATCH_EVENTS]
            found = await self._in_calendars(mailbox, some, stamp)
            if found is not None:
                return found
        return None

    async def _answered(self, request: Request) -> Answer | Unavailable:
        """Return Graph's answer, or that none came."""
        try:
            return await self._client.send(request)
        except Unavailable as lost:
            return lost

    async def _in_calendar(
        self, mailbox: MailboxId, calendar: CalendarId, stamp: str
    ) -> OutlookEvent | None:
        path = _search(mailbox, calendar, stamp)
        request = Request(method="GET", url=self._client.url + path, prefer=AS_EVENTS)
        answer = await self._client.send(request)
        body = self._client.succeeded(answer, Concern.MAILBOX)
        return _first_made(page_of(body).items)

    async def _in_calendars(
        self, mailbox: MailboxId, calendars: Sequence[CalendarId], stamp: str
    ) -> OutlookEvent | None:
        """Return what one of these calendars holds; one that is gone meanwhile holds nothing."""
        paths = [_search(mailbox, calendar, stamp) for calendar in calendars]
        parts = await read_together(self._client, paths, AS_EVENTS)
        failure = failure_in(
            self._client, [p for p in parts if p.refused is not None and not p.refused.is_gone]
        )
        if failure is not None:
            raise failure
        pages = (page_of(json_body(part.body)) for part in parts if part.refused is None)
        return _first_made([item for page in pages for item in page.items])


def _may_have_been_made(answer: Answer) -> bool:
    """Return whether an answer leaves open that the event is there: refused as a double, or a fault."""
    if answer.is_success:
        return False
    return answer.status >= 500 or refusal_of(answer).is_made_already


def _search(mailbox: MailboxId, calendar: CalendarId, stamp: str) -> str:
    path = calendar_path(mailbox, calendar, "events")
    return query(path, filter=with_stamp(stamp), select=FIELDS, top=limits.READ_BATCH_EVENTS)


def _first_made(items: Sequence[WireEvent | UnreadableEvent]) -> OutlookEvent | None:
    """Return the event that was made first: a copy somebody made of it carries its stamp too."""
    if not items:
        return None
    events = [readable(event_of(item)) for item in items]
    return min(events, key=lambda e: (e.created_at is None, e.created_at, e.id))
