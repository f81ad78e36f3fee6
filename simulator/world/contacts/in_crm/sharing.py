"""A user decides in the CRM who sees an entry of a list: nobody else, or the firm, or the firm but for a field."""

from random import Random

from simulator.world.contacts.in_crm.lists import CrmLists, tried
from simulator.world.outside import Outside, at_once
from sync_core.contacts.contact import Sharing
from sync_core.reconcile.sides import Side

_KEPT_BACK = ("job_title", "company")


class SharingWithTheFirm:
    """The firm's staff as they share entries, and keep them to themselves."""

    def __init__(self, chance: Random, outside: Outside, lists: CrmLists) -> None:
        self._chance = chance
        self._outside = outside
        self._lists = lists

    def an_entry_turns_private(self) -> None:
        """A user marks an entry private, or no longer so."""
        if found := self._lists.some():
            entry, kept = found
            is_private = kept.sharing is not Sharing.PRIVATE
            if self._lists.edit(entry, kept, is_private=is_private):
                entry.turns(is_private=is_private)

    def an_entry_is_shared(self) -> None:
        """A user shares an entry with the firm, or keeps one of its fields back."""
        if found := self._lists.some():
            entry, kept = found
            back = frozenset(n for n in _KEPT_BACK if self._chance.random() < 0.2)
            if kept.sharing is Sharing.PRIVATE:
                return
            share = self._lists.contacts.share_contact
            shared = tried(lambda: at_once(share(kept.id, kept.version, Sharing.FIRM, back)))
            if shared is not None:
                now = self._outside.surroundings.now()
                entry.kept_back = {n: entry.kept_back.get(n, now) for n in sorted(back)}
                entry.touched.add(Side.CRM)
