"""What is written in the CRM's lists: meant, let through, nothing private, and deleted only after a person."""

from collections.abc import Iterable
from typing import Any

from flows.ports.crm_contacts import ContactEntryChange, ContactEntryDraft, Wrote
from simulator.world.contacts.at_every_effect.brakes_hold import BrakesHold
from simulator.world.contacts.at_every_effect.intents_first import (
    change_was_meant,
    new_entry_was_meant,
)
from simulator.world.contacts.at_every_effect.nothing_private import (
    NEVER_RISES,
    nobody_private_enters,
    nothing_own,
    nothing_secret,
    owner_of,
    with_values,
)
from simulator.world.contacts.at_every_effect.policy_kept import fields_flow, is_allowed
from simulator.world.contacts.at_every_effect.scene import Scene, is_sharing
from simulator.world.contacts.verdicts import require
from simulator.world.steps import Process
from sync_core.contacts.contact import ContactId, CrmContact, CrmContactId
from sync_core.contacts.twins import PARTED
from sync_core.reconcile.pairs import Writing
from sync_core.reconcile.sides import Side
from sync_core.work import Stream


class ListWrites:
    """Looks at every effect on the entries of users' lists."""

    def __init__(self, scene: Scene, brakes: BrakesHold) -> None:
        self._scene = scene
        self._brakes = brakes

    def made(
        self, process: Process, where: str, told: Iterable[Any], answers: Iterable[Any]
    ) -> None:
        """Look at entries that were made."""
        for draft in told:
            self._one_made(where, draft)
        self._wrote(process, where, answers, Writing.CREATE)

    def changed(
        self, process: Process, where: str, told: Iterable[Any], answers: Iterable[Any]
    ) -> None:
        """Look at entries that were changed, be it by what the firm holds."""
        for change in told:
            self._one_changed(process, where, change)
            self._note_parted(change)
        is_list = not is_sharing(process)
        changed = [a for a, c in zip(answers, told, strict=False) if c.fields and is_list]
        if not is_list:
            self._note_standing(a.entry for a in answers)
        self._wrote(process, where, changed, Writing.UPDATE)

    def deleted(
        self, process: Process, where: str, told: Iterable[Any], answers: Iterable[Any]
    ) -> None:
        """Look at entries that were deleted."""
        for (one, _), answer in zip(told, answers, strict=False):
            if answer.result is Wrote.WRITTEN:
                self._deleted_in_outlook(where, one)
        self._wrote(process, where, answers, Writing.DELETE)

    def _one_made(self, where: str, draft: ContactEntryDraft) -> None:
        nothing_own(self._scene, where, draft.card)
        new_entry_was_meant(self._scene, where, draft)
        nobody_private_enters(self._scene, where, draft)
        for name in with_values(draft.card):
            is_kept = self._scene.settings.flow_of(name) in ("both", "to_crm")
            require(is_kept, f"{where}: {name} flows to the CRM")

    def _one_changed(self, process: Process, where: str, change: ContactEntryChange) -> None:
        if not change.fields:
            return
        scene, is_firm = self._scene, is_sharing(process)
        if "notes" in change.fields:
            nothing_own(scene, where, change.card)
        if is_firm:
            require(not change.fields & NEVER_RISES, f"{where}: {set(change.fields)} came down")
            nothing_secret(scene, where, change.card, owner_of(scene, change.id))
        else:
            fields_flow(scene, where, change.fields, Side.CRM)
        change_was_meant(scene, where, change, is_sharing=is_firm)

    def _note_parted(self, change: ContactEntryChange) -> None:
        """Note that an entry was parted from a contact with which it never agreed on anything: nobody was asked."""
        kept = self._scene.outside.crm.contacts.kept(change.id)
        is_done = kept is not None and kept.key is not None and kept.key == change.key
        if not is_done or not str(change.key).startswith(PARTED):
            return
        for told, pair in self._scene.all_pairs():
            if told is Stream.CONTACTS and pair.crm == change.id and not pair.outlook_base:
                self._scene.said.parted_unasked(pair)

    def _note_standing(self, entries: Iterable[CrmContact | None]) -> None:
        for kept in entries:
            if kept is not None and kept.person is not None:
                self._scene.stands_for(kept.person, kept.id)

    def _deleted_in_outlook(self, where: str, one: CrmContactId) -> None:
        """Check that a person deleted, in Outlook, what was removed from a list."""
        pairs = self._scene.all_pairs()
        ids = {p.outlook for told, p in pairs if told is Stream.CONTACTS and p.crm == one}
        gone = any(ContactId(i) in self._scene.diary.deleted for i in ids)
        require(gone, f"{where}: entry {one} is deleted, and nobody deleted its contact")

    def _wrote(
        self, process: Process, where: str, answers: Iterable[Any], writing: Writing
    ) -> None:
        mailbox = self._scene.mailboxes.get(process.name)
        for answer in answers:
            self._scene.marks.hit(f"wrote.{answer.result.value}")
            if answer.result is Wrote.WRITTEN and mailbox is not None:
                self._scene.marks.hit(f"move.crm.{writing.value}")
                is_allowed(self._scene, where, Side.CRM, writing)
                self._brakes.count(where, process, writing, mailbox)
