"""The calendars of both sides as the engine meets them: others write in between, and values are refused.

Here too stands what must hold of every write the outside takes: that it was decided on what stands there.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from flows.ports.calendar import EventDraft
from flows.ports.crm_calendar import CrmEventChange, CrmEventDraft, Written, Wrote
from simulator.graph import Tenant
from simulator.graph.direct.calendar import TenantCalendar
from simulator.memory.crm_calendar import InMemoryCrmCalendar
from simulator.world.faults import Faults
from sync_core.calendar.event import CalendarId, Content, CrmEventId, OutlookEvent
from sync_core.failures import SkipItem, SkipReason, Unavailable
from sync_core.work import MailboxId

_NO_FIELDS = frozenset[str]()


class BusyCalendar(TenantCalendar):
    """A tenant's calendars, where somebody now and then edits an event just before the engine writes it."""

    def __init__(self, tenant: Tenant, faults: Faults) -> None:
        super().__init__(tenant)
        self._faults = faults
        self._refused: set[str] = set()
        self.rival: Callable[[MailboxId, OutlookEvent, frozenset[str]], None] = lambda *_: None
        """Told of the mailbox, the event and the fields that are about to be written."""
        self.taken_blindly = ""
        """What was done though somebody had changed the event meanwhile; empty: nothing ever."""

    async def create(
        self, mailbox: MailboxId, calendar: CalendarId, draft: EventDraft
    ) -> OutlookEvent:
        """Make an event, unless it is refused for a while; it may be sent twice, its answer be lost."""
        self._refuse(draft.stamp)
        made = await super().create(mailbox, calendar, draft)
        if self._faults.strikes("write_repeated"):
            made = await super().create(mailbox, calendar, draft)
        if self._faults.strikes("create_lost"):
            raise Unavailable("answer lost")
        return made

    async def update(
        self, mailbox: MailboxId, event: OutlookEvent, content: Content, fields: frozenset[str]
    ) -> OutlookEvent:
        """Write an event, which somebody may have changed a moment ago."""
        self._refuse(event.id)
        self._meddle(mailbox, event, fields)
        updated = await self._update(mailbox, event, content, fields)
        if self._faults.strikes("write_repeated"):
            return await self._update(mailbox, event, content, fields)
        return updated

    async def delete(self, mailbox: MailboxId, event: OutlookEvent) -> None:
        """Delete an event, which somebody may have changed a moment ago."""
        self._meddle(mailbox, event, _NO_FIELDS)
        is_stale = self._is_stale(mailbox, event)
        await super().delete(mailbox, event)
        if is_stale:
            self.taken_blindly = f"{event.id} was deleted"
        if self._faults.strikes("write_repeated"):
            await super().delete(mailbox, event)

    async def _update(
        self, mailbox: MailboxId, event: OutlookEvent, content: Content, fields: frozenset[str]
    ) -> OutlookEvent:
        is_stale = self._is_stale(mailbox, event)
        updated = await super().update(mailbox, event, content, fields)
        if is_stale and updated is not event:
            self.taken_blindly = f"{event.id} was written"
        return updated

    def _is_stale(self, mailbox: MailboxId, event: OutlookEvent) -> bool:
        """Return whether what is about to be written is not what was read."""
        box = self._tenant.mailbox(mailbox)
        view = box.calendars.look(box.ids.read(event.id).number)
        return view is not None and view.etag != event.version

    def _meddle(self, mailbox: MailboxId, event: OutlookEvent, fields: frozenset[str]) -> None:
        if self._faults.strikes("rival_edit"):
            self.rival(mailbox, event, fields)

    def _refuse(self, name: str) -> None:
        if not self._faults.active:
            self._refused.clear()
        elif name in self._refused or self._faults.strikes("refused_by_outlook"):
            self._refused.add(name)
            raise SkipItem(SkipReason.REFUSED_BY_OUTLOOK, "ErrorInvalidRequest")


class BusyCrmCalendar(InMemoryCrmCalendar):
    """The CRM's calendar, where somebody now and then edits an event just before the engine writes it."""

    def __init__(self, now: Callable[[], datetime], faults: Faults) -> None:
        super().__init__(now)
        self._faults = faults
        self._refused: set[str] = set()
        self.rival: Callable[[CrmEventId, frozenset[str]], None] = lambda *_: None
        """Told of the event and the fields that are about to be written."""
        self.taken_blindly = ""
        """What was done though somebody had changed the event meanwhile; empty: nothing ever."""

    async def create_events(self, drafts: Sequence[CrmEventDraft]) -> tuple[Written, ...]:
        """Write events, but for those refused; the call may be sent twice."""
        refused = [self._refuses(draft.key) for draft in drafts]
        taken = [draft for draft, no in zip(drafts, refused, strict=True) if not no]
        answers = await super().create_events(taken)
        if self._faults.strikes("write_repeated"):
            answers = await super().create_events(taken)
        return _among(refused, answers)

    async def update_events(self, changes: Sequence[CrmEventChange]) -> tuple[Written, ...]:
        """Write fields, but for those refused; somebody may have changed one a moment ago."""
        for change in changes:
            if self._faults.strikes("rival_edit"):
                self.rival(change.id, change.fields)
        refused = [bool(c.fields) and self._refuses(c.id) for c in changes]
        taken = [change for change, no in zip(changes, refused, strict=True) if not no]
        answers = await self._update_all(taken)
        if self._faults.strikes("write_repeated"):
            answers = await self._update_all(taken)
        return _among(refused, answers)

    async def delete_events(self, those: Sequence[tuple[CrmEventId, int]]) -> tuple[Written, ...]:
        """Delete events; somebody may have changed one a moment ago."""
        for one, _ in those:
            if self._faults.strikes("rival_edit"):
                self.rival(one, _NO_FIELDS)
        stale = [self._is_stale(one, version) for one, version in those]
        answers = await super().delete_events(those)
        self._note_blind(stale, answers)
        if self._faults.strikes("write_repeated"):
            answers = await super().delete_events(those)
        return answers

    async def _update_all(self, changes: Sequence[CrmEventChange]) -> tuple[Written, ...]:
        stale = [self._is_stale(change.id, change.version) for change in changes]
        answers = await super().update_events(changes)
        self._note_blind(stale, answers)
        return answers

    def _is_stale(self, one: CrmEventId, version: int) -> bool:
        kept = self.kept(one)
        return kept is not None and kept.event.version != version

    def _note_blind(self, stale: Sequence[bool], answers: Sequence[Written]) -> None:
        """Note a write that was taken though it was decided on what is no more."""
        for is_stale, answer in zip(stale, answers, strict=True):
            if is_stale and answer.result is Wrote.WRITTEN:
                self.taken_blindly = "an event was written or deleted"

    def _refuses(self, name: str) -> bool:
        if not self._faults.active:
            self._refused.clear()
            return False
        if name not in self._refused and self._faults.strikes("refused_by_crm"):
            self._refused.add(name)
        return name in self._refused


def _among(refused: Sequence[bool], answers: Sequence[Written]) -> tuple[Written, ...]:
    """Return the answers in the order of what was asked, with those refused among them."""
    written = iter(answers)
    return tuple(Written(result=Wrote.REFUSED) if no else next(written) for no in refused)
