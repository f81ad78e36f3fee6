"""The cursor comes last: whatever a listing told of is decided once it is saved."""

from collections.abc import Mapping

from flows.calendar.bearings import OUTLOOK_CURSOR
from flows.ports.calendar import EventPage
from simulator.world.calendar.at_every_effect.whose_event import WhoseEvent
from simulator.world.calendar.firm import Firm
from simulator.world.outside import at_once
from simulator.world.scheduler import Violation
from simulator.world.steps import Process
from sync_core.calendar.event import EventKey, OutlookEvent, Shape
from sync_core.work import MailboxId, Stream


class Cursors:
    """What each process was told of, and has yet to decide."""

    def __init__(self, firm: Firm, whose: WhoseEvent) -> None:
        self._firm = firm
        self._whose = whose
        self._listed: dict[str, dict[str, EventKey]] = {}
        """Single events that each process was told of: id and key."""

    def listed(self, process: Process, page: EventPage) -> None:
        """Note what a listing told of."""
        singles = self._listed.setdefault(process.name, {})
        for told in page.events:
            if isinstance(told, OutlookEvent) and told.shape is Shape.SINGLE:
                singles[told.id] = self._whose.key(told)

    def saved(self, process: Process, mailbox: MailboxId, cursors: Mapping[str, str]) -> None:
        """Check that nothing told of is undecided.

        Raises:
            Violation: something is.
        """
        if not cursors.get(OUTLOOK_CURSOR):
            return
        rows = at_once(self._firm.outside.memory.pairs(mailbox, Stream.CALENDAR))
        names = {*(p.key for p in rows), *(p.outlook for p in rows)}
        box = self._firm.outside.tenant.mailbox(mailbox)
        for id_, key in self._listed.pop(process.name, {}).items():
            is_there = box.calendars.look(box.ids.read(id_).number) is not None
            if is_there and not {id_, key} & names:
                raise Violation(f"{process.name}: the cursor passed an undecided event")
