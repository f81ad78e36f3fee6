"""What stands in users' lists in the CRM, by the entries of the diary as which people know it."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from simulator.world.contacts.diary import Diary, Entry
from simulator.world.contacts.ports import BusyCrmContacts
from simulator.world.outside import Outside, at_once
from sync_core.contacts.contact import CrmContact
from sync_core.failures import Failure
from sync_core.reconcile.sides import Side


class CrmLists:
    """The contact lists of the firm's staff."""

    def __init__(self, chance: Random, outside: Outside, diary: Diary) -> None:
        self._chance = chance
        self._outside = outside
        self._diary = diary

    @property
    def contacts(self) -> BusyCrmContacts:
        """All lists, and the firm's people."""
        return self._outside.crm.contacts

    def some(
        self, favoured: Callable[[CrmContact], bool] | None = None
    ) -> tuple[Entry, CrmContact] | None:
        """Return an entry of somebody's list that people would know again."""
        there = [
            (entry, kept)
            for kept in self.contacts.everything()
            if (entry := self._diary.of_crm(kept.id, kept.card.nickname)) is not None
        ]
        best = [f for f in there if favoured is not None and favoured(f[1])]
        there = best if best and self._chance.random() < 0.6 else there
        return self._chance.choice(there) if there else None

    def edit(self, entry: Entry, kept: CrmContact, **fields: Any) -> bool:
        """Write fields as a page does; a value that the CRM does not take changes nothing."""
        card, names = replace(kept.card, **fields), frozenset(fields)
        done = tried(
            lambda: at_once(self.contacts.edit_contact(kept.id, kept.version, card, names))
        )
        if done is not None:
            entry.touched.add(Side.CRM)
        return done is not None

    def gone(self, entry: Entry | None, kept: CrmContact) -> None:
        """Note that a person removed an entry of a list."""
        self._diary.removed.add(kept.id)
        if entry is not None:
            entry.gone.add(Side.CRM)


def tried(act: Callable[[], Any]) -> Any:
    """Return what an act returns; None: the CRM did not take it."""
    try:
        return act()
    except Failure:
        return None
