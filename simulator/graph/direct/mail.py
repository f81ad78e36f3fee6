"""The port MailSource straight over the tenant, without HTTP: for the world and for quick tests."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from flows.ports.tenant import ChangePage, DeltaToken, Folder, Gone, MailPage, PageToken, What
from simulator.graph.direct.failures import as_failures
from simulator.graph.direct.messages import message_of, ref_of
from simulator.graph.folders import DUMPSTER
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import Refusal
from simulator.graph.service import Listing, Service
from simulator.graph.tenant import Tenant
from simulator.graph.timeline import seconds_of
from sync_core import limits
from sync_core.failures import CursorLost
from sync_core.mail import FolderId, Message, MessageId, Unreadable
from sync_core.work import MailboxId


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What a page token of a listing says."""

    first: int
    last: int | None
    newest_first: bool
    skip: int

    def written(self) -> PageToken:
        return PageToken(json.dumps(asdict(self)))

    @staticmethod
    def read(token: PageToken) -> "_Place":
        try:
            return _Place(**json.loads(token))
        except (ValueError, TypeError):
            raise CursorLost("not a page of this tenant's") from None


class TenantMailSource:
    """Implements flows.ports.tenant.MailSource."""

    def __init__(self, tenant: Tenant) -> None:
        self._service = Service(tenant)

    async def arrived(
        self, mailbox: MailboxId, since: datetime, what: What, page: PageToken | None = None
    ) -> MailPage:
        """See MailSource."""
        place = _Place(first=_up(since), last=None, newest_first=False, skip=0)
        place = _Place.read(page) if page else place
        return self._listed(mailbox, place, what, limits.LIVE_PAGE_MESSAGES)

    async def history(
        self,
        mailbox: MailboxId,
        since: datetime,
        until: datetime | None,
        what: What,
        page: PageToken | None = None,
    ) -> MailPage:
        """See MailSource."""
        last = None if until is None else seconds_of(until)
        place = _Place(first=_up(since), last=last, newest_first=True, skip=0)
        place = _Place.read(page) if page else place
        return self._listed(mailbox, place, what, limits.HISTORY_PAGE_MESSAGES)

    async def changed(
        self, mailbox: MailboxId, folder: FolderId, token: DeltaToken | None
    ) -> ChangePage:
        """See MailSource. An item told in part is read whole, as the real adapter would."""
        with as_failures():
            box = self._open("messages.delta", mailbox)
            found = self._service.message_delta(
                box, box.mail.folder(folder), token, {}, limits.DELTA_PAGE_ITEMS
            )
        there = [t for t in found.told if not t.is_removed and t.number in box.mail.items]
        removed = [t for t in found.told if t.is_removed]
        return ChangePage(
            items=tuple(ref_of(box, box.mail.items[t.number]) for t in there),
            removed=tuple(MessageId(box.ids.immutable(t.number)) for t in removed),
            next=DeltaToken(found.token),
            is_complete=found.is_over,
        )

    async def read(
        self, mailbox: MailboxId, ids: Sequence[MessageId], what: What
    ) -> Mapping[MessageId, Message | Unreadable | Gone]:
        """See MailSource."""
        if len(ids) > limits.READ_BATCH_MESSAGES:
            raise ValueError(f"at most {limits.READ_BATCH_MESSAGES} messages are read at once")
        with as_failures():
            self._service.admit("batch")
            return {name: self._read(mailbox, name, what) for name in ids}

    async def folders(self, mailbox: MailboxId) -> tuple[Folder, ...]:
        """See MailSource."""
        with as_failures():
            box = self._open("mailFolders", mailbox)
        root = box.mail.folder("msgfolderroot")
        return tuple(
            Folder(
                id=FolderId(folder.id),
                parent=FolderId(box.mail.folders[folder.parent].id),
                well_known=folder.well_known,
                items=len(folder.timeline),
            )
            for folder in box.mail.folders.values()
            if folder.parent is not None
            and not folder.is_search
            and folder.well_known not in (DUMPSTER, root.well_known)
        )

    def _open(self, kind: str, mailbox: MailboxId) -> Mailbox:
        self._service.admit(kind)
        return self._service.open(mailbox)

    def _listed(self, mailbox: MailboxId, place: _Place, what: What, top: int) -> MailPage:
        with as_failures():
            box = self._open("messages", mailbox)
            asked = Listing(
                folder=None,
                first=place.first,
                last=place.last,
                newest_first=place.newest_first,
                skip=place.skip,
                top=top,
            )
            found = self._service.listed(box, asked)
        after = None
        if found.next_skip is not None:
            after = _Place(**asdict(place) | {"skip": found.next_skip}).written()
        messages = tuple(message_of(box, item, with_text=what.text) for item in found.items)
        return MailPage(messages=messages, next=after)

    def _read(self, mailbox: MailboxId, name: MessageId, what: What) -> Message | Unreadable | Gone:
        box = self._service.open(mailbox)
        try:
            item = box.mail.find(name)
        except Refusal:
            return Gone.GONE
        return message_of(box, item, with_text=what.text)


def _up(moment: datetime) -> int:
    """Return the first whole second at or after a time."""
    seconds = seconds_of(moment)
    return seconds + 1 if moment.microsecond else seconds
