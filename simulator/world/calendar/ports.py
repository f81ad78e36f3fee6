"""The calendars of both sides as the engine meets them: others write in between, and values are refused."""

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


class BusyCalendar(TenantCalendar):
    """A tenant's calendars, where somebody now and then edits an event just before the engine writes it."""

    def __init__(self, tenant: Tenant, faults: Faults) -> None:
        super().__init__(tenant)
        self._faults = faults
        self._refused: set[str] = set()
        self.rival: Callable[[MailboxId, OutlookEvent], None] = lambda _mailbox, _event: None

    async def create(
        self, mailbox: MailboxId, calendar: CalendarId, draft: EventDraft
    ) -> OutlookEvent:
        """Make an event, unless it is refused for a while; its answer may be lost."""
        self._refuse(draft.stamp)
        made = await super().create(mailbox, calendar, draft)
        if self._faults.strikes("create_lost"):
            raise Unavailable("answer lost")
        return made

    async def update(
        self, mailbox: MailboxId, event: OutlookEvent, content: Content, fields: frozenset[str]
    ) -> OutlookEvent:
        """Write an event, which somebody may have changed a moment ago."""
        self._refuse(event.id)
        self._meddle(mailbox, event)
        return await super().update(mailbox, event, content, fields)

    async def delete(self, mailbox: MailboxId, event: OutlookEvent) -> None:
        """Delete an event, which somebody may have changed a moment ago."""
        self._meddle(mailbox, event)
        await super().delete(mailbox, event)

    def _meddle(self, mailbox: MailboxId, event: OutlookEvent) -> None:
        if self._faults.strikes("rival_edit"):
            self.rival(mailbox, event)

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
        self.rival: Callable[[CrmEventId], None] = lambda _one: None

    async def create_events(self, drafts: Sequence[CrmEventDraft]) -> tuple[Written, ...]:
        """Write events, but for those refused."""
        refused = [self._refuses(draft.key) for draft in drafts]
        taken = [draft for draft, no in zip(drafts, refused, strict=True) if not no]
        written = iter(await super().create_events(taken))
        no_thanks = Written(result=Wrote.REFUSED)
        return tuple(no_thanks if no else next(written) for no in refused)

    async def update_events(self, changes: Sequence[CrmEventChange]) -> tuple[Written, ...]:
        """Write fields, but for those refused; somebody may have changed one a moment ago."""
        for change in changes:
            if self._faults.strikes("rival_edit"):
                self.rival(change.id)
        refused = [bool(c.fields) and self._refuses(c.id) for c in changes]
        taken = [change for change, no in zip(changes, refused, strict=True) if not no]
        written = iter(await super().update_events(taken))
        no_thanks = Written(result=Wrote.REFUSED)
        return tuple(no_thanks if no else next(written) for no in refused)

    async def delete_events(self, those: Sequence[tuple[CrmEventId, int]]) -> tuple[Written, ...]:
        """Delete events; somebody may have changed one a moment ago."""
        for one, _ in those:
            if self._faults.strikes("rival_edit"):
                self.rival(one)
        return await super().delete_events(those)

    def _refuses(self, name: str) -> bool:
        if not self._faults.active:
            self._refused.clear()
            return False
        if name not in self._refused and self._faults.strikes("refused_by_crm"):
            self._refused.add(name)
        return name in self._refused
