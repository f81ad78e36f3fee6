"""How an organiser's change reaches the copies of all who are, or were, invited: at once, or late."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from simulator.graph.calendar import copies
from simulator.graph.calendar.copies import Audience, Source
from simulator.graph.calendar.firm import Firm
from simulator.graph.mailbox import Mailbox


class Spreading:
    """What is on its way between the mailboxes of one meeting."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm
        self._late: list[tuple[datetime, int, Callable[[], None]]] = []
        self._counted = 0

    def __len__(self) -> int:
        return len(self._late)

    def spread(self, source: Source, audience: Audience) -> None:
        """Bring the copies of an audience up to date."""
        for address, slot in sorted(audience, key=lambda one: (one[0], str(one[1] or ""))):
            user = self._firm.users.with_address(address)
            if user is None or not user.is_licensed:
                continue
            if address != source.organiser.address.lower():
                self.later(partial(self._refresh, source, slot, self._firm.mailbox(user.id)))

    def later(self, act: Callable[[], None]) -> None:
        """Let something happen in another mailbox, as late as the rules say, in order."""
        delay = self._firm.rules.meeting_delay_seconds
        if delay <= 0 and not self._late:
            act()
            return
        due_at = self._firm.surroundings.now() + timedelta(seconds=delay)
        self._counted += 1
        heapq.heappush(self._late, (due_at, self._counted, act))

    def next_due_at(self) -> datetime | None:
        """Return when the next late change arrives."""
        return self._late[0][0] if self._late else None

    def deliver_due(self) -> int:
        """Let what is due arrive; return how many changes did."""
        arrived, now = 0, self._firm.surroundings.now()
        while self._late and self._late[0][0] <= now:
            heapq.heappop(self._late)[2]()
            arrived += 1
        return arrived

    def _refresh(self, source: Source, slot: datetime | None, box: Mailbox) -> None:
        now = self._firm.surroundings.now()
        if slot is None:
            copies.refresh(source, box, now)
        else:
            copies.refresh_occurrence(source, slot, box, now)
