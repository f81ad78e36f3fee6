"""What must hold of calendars once all is quiet, one check after another, each in a file of its own."""

from collections.abc import Collection

from simulator.world.calendar.at_quiet.both_sides import BothSides, Met
from simulator.world.calendar.at_quiet.changed_slots import changed_slots_alike
from simulator.world.calendar.at_quiet.no_edit_lost import no_edit_lost
from simulator.world.calendar.at_quiet.nothing_back import nothing_back
from simulator.world.calendar.at_quiet.nothing_missing_in_crm import (
    is_due_now,
    nothing_missing_in_crm,
)
from simulator.world.calendar.at_quiet.nothing_missing_in_outlook import nothing_missing_in_outlook
from simulator.world.calendar.at_quiet.nothing_private import nothing_private
from simulator.world.calendar.at_quiet.nothing_twice import nothing_twice
from simulator.world.calendar.at_quiet.same_on_both import same_on_both
from simulator.world.calendar.at_quiet.settling import settle
from simulator.world.scheduler import Violation


class QuietCalendar:
    """Compares what came of everything with what people did."""

    def __init__(self, sides: BothSides) -> None:
        self._sides = sides

    def check(self) -> None:
        """Check everything; raises Violation."""
        sides = self._sides
        met = list(sides.met())
        nothing_twice(sides)
        for one in met:
            self._shown(one)
        for entry in sides.firm.diary.entries:
            nothing_back(sides, entry)
            nothing_missing_in_outlook(sides, entry)
        changed_slots_alike(sides)
        for one in met:
            if one.crm is not None and sides.is_judged(one):
                no_edit_lost(sides, one, one.crm)

    def check_live(self, numbers: Collection[int]) -> None:
        """Check that these events came into the CRM without any timer; raises Violation."""
        for one in self._sides.met():
            if one.entry.number in numbers and is_due_now(self._sides, one):
                raise Violation(f"{one.name} waits for a sweep")

    def settle(self) -> None:
        """Take what both sides agree on as agreed."""
        settle(self._sides)

    def _shown(self, one: Met) -> None:
        nothing_private(self._sides, one)
        if not self._sides.is_judged(one):
            return
        nothing_missing_in_crm(self._sides, one)
        if one.crm is not None:
            same_on_both(self._sides, one, one.crm)
