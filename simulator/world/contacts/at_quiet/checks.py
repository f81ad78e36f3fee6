"""What must hold of contacts once all is quiet, one check after another, each in a file of its own."""

from collections import Counter

from simulator.world.contacts.at_quiet.both_sides import BothSides, Twins
from simulator.world.contacts.at_quiet.firm_in_step import firm_in_step
from simulator.world.contacts.at_quiet.no_edit_lost import no_edit_lost
from simulator.world.contacts.at_quiet.nobody_back import nobody_back
from simulator.world.contacts.at_quiet.nobody_missing_in_crm import (
    is_in_crm,
    nobody_waits_for_a_sweep,
)
from simulator.world.contacts.at_quiet.nobody_missing_in_outlook import nobody_missing_in_outlook
from simulator.world.contacts.at_quiet.nobody_twice import nobody_twice, note_let_go
from simulator.world.contacts.at_quiet.own_and_private import own_text_stays, private_stays_private
from simulator.world.contacts.at_quiet.same_on_both import same_on_both
from simulator.world.contacts.at_quiet.settling import Settled, settle
from simulator.world.contacts.diary import Entry
from sync_core.contacts.contact import CrmContact


class QuietContacts:
    """Compares what came of everything with what people did."""

    def __init__(self, sides: BothSides) -> None:
        self._sides = sides
        self._settled = Settled()

    def check(self) -> None:
        """Check everything; raises Violation."""
        sides = self._sides
        twins = list(sides.twins())
        note_let_go(sides)
        nobody_twice(sides)
        for one in twins:
            self._of_one(one)
        for entry in sides.diary.alive():
            nobody_back(sides, entry)
        nobody_missing_in_outlook(sides, twins)
        firm_in_step(sides, self._settled)
        self._edits_stand(twins)

    def check_live(self, entries: list[Entry]) -> None:
        """Check that these contacts came into the CRM without any timer; raises Violation."""
        nobody_waits_for_a_sweep(self._sides, entries)

    def settle(self) -> None:
        """Take what both sides agree on as agreed, and two that became one as one."""
        settle(self._sides, self._settled)

    def _of_one(self, one: Twins) -> None:
        own_text_stays(self._sides, one)
        if one.crm is not None:
            private_stays_private(self._sides, one, one.crm)
        if self._sides.is_judged(one):
            is_in_crm(self._sides, one)
            if one.crm is not None:
                same_on_both(self._sides, one, one.crm)

    def _edits_stand(self, twins: list[Twins]) -> None:
        stand = Counter(e.number for one in twins if one.crm is not None for e in one.entries)
        for one in twins:
            if one.crm is None or not self._sides.is_judged(one):
                continue
            # as which of them was it edited?
            is_two = one.is_parted or any(stand[e.number] > 1 for e in one.entries)
            if not (is_two or self._was_parted(one, one.crm)):
                no_edit_lost(self._sides, self._settled, one, one.crm)

    def _was_parted(self, one: Twins, crm: CrmContact) -> bool:
        """Return whether one that it was found to be is an entry of its own: written over before the two agreed."""
        lists = self._sides.outside.crm.contacts
        others = [e.crm for e in one.entries if e.crm is not None and e.crm != crm.id]
        return any(lists.kept(other) is not None for other in others)
