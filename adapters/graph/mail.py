"""The tenant's mail over Graph: listings across folders, one folder's changes, single messages."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from adapters.graph.batch import Part, failure_in, read_together
from adapters.graph.client import GraphClient
from adapters.graph.errors import Concern, refusal_of
from adapters.graph.folders import all_folders
from adapters.graph.http import PLAIN_TEXT, Request
from adapters.graph.links import followed
from adapters.graph.pages import (
    TIME_UNKNOWN,
    changes_of,
    checked_message,
    checked_reference,
    message_or_unreadable,
    messages_of,
)
from adapters.graph.queries import (
    REFERENCE_FIELDS,
    instant,
    message_options,
    query,
    user_path,
)
from adapters.graph.reading import utc
from adapters.graph.references import reference_read, sorted_out
from flows.ports.tenant import ChangePage, DeltaToken, Folder, Gone, MailPage, PageToken, What
from sync_core import limits
from sync_core.failures import Unavailable
from sync_core.mail import FolderId, Message, MessageId, MessageRef, Unreadable
from sync_core.work import MailboxId


class GraphMail:
    """Mail as flows.ports.tenant.MailSource sees it. Page and delta tokens are Graph's own links."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def arrived(
        self, mailbox: MailboxId, since: datetime, what: What, page: PageToken | None = None
    ) -> MailPage:
        """See the port."""
        first = query(
            user_path(mailbox, "messages"),
            filter=f"receivedDateTime ge {instant(since)}",
            orderby="receivedDateTime asc",
            top=limits.LIVE_PAGE_MESSAGES,
            **message_options(what.text),
        )
        return await self._page(first, page, what, since)

    async def history(
        self,
        mailbox: MailboxId,
        since: datetime,
        until: datetime | None,
        what: What,
        page: PageToken | None = None,
    ) -> MailPage:
        """See the port.

        Outlook compares fractions of a second that it does not show, so the filter ends a second after
        `until` and what is shown later than `until` is dropped here.
        """
        span = f"receivedDateTime ge {instant(since)}"
        if until is not None:
            span += f" and receivedDateTime le {instant(_a_second_after(until))}"
        first = query(
            user_path(mailbox, "messages"),
            filter=span,
            orderby="receivedDateTime desc",
            top=limits.HISTORY_PAGE_MESSAGES,
            **message_options(what.text),
        )
        read = await self._page(first, page, what, until or since)
        if until is None:
            return read
        return MailPage(
            messages=tuple(m for m in read.messages if m.received_at <= until), next=read.next
        )

    async def changed(
        self, mailbox: MailboxId, folder: FolderId, token: DeltaToken | None
    ) -> ChangePage:
        """See the port.

        An item that comes with only some of its fields is read again (limits.READ_BATCH_MESSAGES a
        request, beyond the one of the page). A folder that is gone has no changes: it leaves the listing
        of folders, and nothing is told removed.
        """
        first = query(
            user_path(mailbox, "mailFolders", folder, "messages", "delta"), select=REFERENCE_FIELDS
        )
        url = self._url(first, token)
        size = f"odata.maxpagesize={limits.DELTA_PAGE_ITEMS}"
        answer = await self._client.send(Request(method="GET", url=url, prefer=(size,)))
        if not answer.is_success and refusal_of(answer).is_gone:
            return ChangePage(items=(), removed=(), next=DeltaToken(url), is_complete=True)
        body = self._client.succeeded(answer, Concern.MAILBOX, follows_link=token is not None)
        items, following, finished = changes_of(body)
        if not (following or finished):
            raise Unavailable("a delta page without a link")
        whole, partial, removed = sorted_out(items, folder)
        reread, gone = await self._reread(mailbox, folder, partial)
        return ChangePage(
            items=(*whole, *reread),
            removed=(*removed, *gone),
            next=DeltaToken(following or finished),
            is_complete=not following,
        )

    async def read(
        self, mailbox: MailboxId, ids: Sequence[MessageId], what: What
    ) -> Mapping[MessageId, Message | Unreadable | Gone]:
        """See the port. A message that Graph itself fails on is unreadable and holds up no other.

        When it arrived is then asked in one more request.
        """
        if len(ids) > limits.READ_BATCH_MESSAGES:
            raise ValueError(f"at most {limits.READ_BATCH_MESSAGES} messages are read at once")
        parts = await self._parts(
            mailbox, ids, message_options(what.text), _text_preference(what.text)
        )
        times = await self._times(
            mailbox, [i for i, p in zip(ids, parts, strict=True) if _failed(p)]
        )
        return {
            id_: _message(id_, part, times.get(id_, TIME_UNKNOWN))
            for id_, part in zip(ids, parts, strict=True)
        }

    async def folders(self, mailbox: MailboxId) -> tuple[Folder, ...]:
        """See the port."""
        return await all_folders(self._client, mailbox)

    def _url(self, first: str, token: str | None) -> str:
        """Return what is asked: the first address, or the stored link where it is one to follow."""
        return self._client.url + first if token is None else followed(self._client.url, token)

    async def _page(
        self, first: str, page: PageToken | None, what: What, otherwise: datetime
    ) -> MailPage:
        """Return one page of a listing; preferences are told anew on each."""
        request = Request(
            method="GET", url=self._url(first, page), prefer=_text_preference(what.text)
        )
        answer = await self._client.send(request)
        body = self._client.succeeded(answer, Concern.MAILBOX, follows_link=page is not None)
        messages, following = messages_of(body, otherwise)
        return MailPage(messages=messages, next=PageToken(following) if following else None)

    async def _times(
        self, mailbox: MailboxId, ids: Sequence[MessageId]
    ) -> Mapping[MessageId, datetime]:
        """Return when items arrived that Graph fails to give whole: asking for less often succeeds."""
        parts = await self._parts(mailbox, ids, {"select": REFERENCE_FIELDS})
        found = {i: checked_reference(p.body) for i, p in zip(ids, parts, strict=True)}
        received = {i: f.get("receivedDateTime") for i, f in found.items() if isinstance(f, dict)}
        return {i: utc(time) for i, time in received.items() if time is not None}

    async def _reread(
        self, mailbox: MailboxId, folder: FolderId, ids: Sequence[MessageId]
    ) -> tuple[list[MessageRef], list[MessageId]]:
        """Return references to these items, and those that are gone."""
        found: list[MessageRef] = []
        gone: list[MessageId] = []
        for at in range(0, len(ids), limits.READ_BATCH_MESSAGES):
            some = ids[at : at + limits.READ_BATCH_MESSAGES]
            parts = await self._parts(mailbox, some, {"select": REFERENCE_FIELDS})
            for id_, part in zip(some, parts, strict=True):
                if part.refused is not None and part.refused.is_gone:
                    gone.append(id_)
                else:
                    found.append(reference_read(id_, part, folder))
        return found, gone

    async def _parts(
        self,
        mailbox: MailboxId,
        ids: Sequence[MessageId],
        options: dict[str, str],
        prefer: tuple[str, ...] = (),
    ) -> list[Part]:
        """Return the answers for these messages, each either good or a refusal of that one item.

        Raises:
            Failure: an answer says that the mailbox or the service refuses, not the item.
        """
        if not ids:
            return []
        paths = [query(user_path(mailbox, "messages", id_), **options) for id_ in ids]
        parts = await read_together(self._client, paths, prefer)
        failure = failure_in(self._client, [p for p in parts if not _is_about_the_item(p)])
        if failure is not None:
            raise failure
        return parts


def _text_preference(with_text: bool) -> tuple[str, ...]:
    return (PLAIN_TEXT,) if with_text else ()


def _a_second_after(time: datetime) -> datetime:
    """Return the time a second later, or itself at the calendar's end."""
    return time if time.year == 9999 else time + timedelta(seconds=1)


def _is_about_the_item(part: Part) -> bool:
    """Return whether a part is good or refuses its one item only: gone, malformed, or unreadable to Graph."""
    refused = part.refused
    return (
        refused is None or refused.is_gone or (refused.status in (400, 500) and refused.code != "")
    )


def _failed(part: Part) -> bool:
    """Return whether an item is there and cannot be had whole."""
    return part.refused is not None and not part.refused.is_gone


def _message(id_: MessageId, part: Part, received_at: datetime) -> Message | Unreadable | Gone:
    """Return what became of one message asked for."""
    if part.refused is None:
        item = checked_message(part.body)
        return message_or_unreadable(item)
    if part.refused.is_gone:
        return Gone.GONE
    problem = f"item: refused with {part.refused.detail}"
    return Unreadable(id=id_, received_at=received_at, problem=problem)
