"""Nothing is there twice, in any of the calendars or in the CRM, but for the occurrences of series."""

from collections import Counter
from collections.abc import Iterable

from simulator.world.calendar.at_quiet.both_sides import BothSides
from simulator.world.calendar.diary import Entry
from simulator.world.scheduler import Violation


def nothing_twice(sides: BothSides) -> None:
    """Check that every event stands once on each side; raises Violation."""
    firm = sides.firm
    for one in firm.staff:
        items = firm.outside.tenant.mailbox(one.mailbox).calendars.items.values()
        own = (i for i in items if i.series is None and i.is_organiser)
        _once((firm.diary.of(i.says.subject) for i in own), "Outlook")
    _once((sides.entry_of(kept) for kept in firm.crm.everything()), "the CRM")


def _once(entries: Iterable[Entry | None], where: str) -> None:
    told = Counter(
        entry.number
        for entry in entries
        if entry is not None and not entry.is_series and None not in entry.lost_slots
    )
    doubled = sorted(number for number, count in told.items() if count > 1)
    if doubled:
        raise Violation(f"more than once in {where}: the events {doubled}")
