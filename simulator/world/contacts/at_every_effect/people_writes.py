"""What is written of the firm's people: nobody made twice, and nothing risen that a user keeps."""

from collections.abc import Iterable
from typing import Any

from flows.ports.crm_contacts import PersonChange, WrittenPerson, Wrote
from simulator.world.contacts.at_every_effect.intents_first import has_intent
from simulator.world.contacts.at_every_effect.nothing_private import (
    NEVER_RISES,
    nothing_secret,
    with_values,
)
from simulator.world.contacts.at_every_effect.scene import Scene
from simulator.world.contacts.verdicts import require
from simulator.world.steps import Process
from sync_core.contacts.contact import CrmContactId
from sync_core.mail import PersonId
from sync_core.reconcile.pairs import Writing
from sync_core.reconcile.sides import Side
from sync_core.work import Stream


class PeopleWrites:
    """Looks at every effect on the firm's people."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._made_for: dict[CrmContactId, PersonId] = {}
        """Which person of the firm was made for an entry."""

    def made(
        self, process: Process, where: str, told: Iterable[Any], answers: Iterable[Any]
    ) -> None:
        """Look at people who were made for entries of lists."""
        del process
        for (card, one), answer in zip(told, answers, strict=False):
            nothing_secret(self._scene, where, card, None)
            blank = not set(with_values(card)) & NEVER_RISES
            require(blank, f"{where}: what a user keeps rises to the firm")
            self._one_made(where, one, answer)

    def changed(
        self, process: Process, where: str, told: Iterable[Any], answers: Iterable[Any]
    ) -> None:
        """Look at people who were changed."""
        del answers
        for change in told:
            self._one_changed(process, where, change)
            self._note_givers(change)

    def _one_made(self, where: str, one: CrmContactId, answer: WrittenPerson) -> None:
        """Check that nobody is made a second person of the firm without a person's word."""
        if answer.result is not Wrote.WRITTEN or answer.person is None:
            return
        contacts = self._scene.outside.crm.contacts
        self._scene.marks.hit("person.made")
        self._scene.stands_for(answer.person.id, one)
        former = self._made_for.get(one)
        is_second = former is not None and contacts.person(answer.person.id) is not None
        is_there = former is not None and former in contacts.people_of_firm()
        is_told = self._scene.said.is_let_be_another(one)
        require(is_told or not (is_second and is_there), f"{where}: entry {one} is two people")
        self._made_for[one] = answer.person.id

    def _note_givers(self, change: PersonChange) -> None:
        """Note from which entries a person got what is written, be they never named as standing for it."""
        for told, pair in self._scene.all_pairs():
            is_about = told is Stream.SHARING and pair.crm == change.id
            if is_about and has_intent(pair, Side.CRM, Writing.UPDATE):
                self._scene.stands_for(change.id, CrmContactId(pair.outlook))

    def _one_changed(self, process: Process, where: str, change: PersonChange) -> None:
        require(not change.fields & NEVER_RISES, f"{where}: {set(change.fields)} rose to the firm")
        nothing_secret(self._scene, where, change.card, None)
        began_at = process.notes["began_at"]
        title = change.card.job_title if "job_title" in change.fields else ""
        entry = self._scene.diary.of_title(title) if title else None
        if entry is None or entry.mailbox != self._scene.mailboxes.get(process.name):
            return
        since = entry.kept_back.get("job_title")
        kept = since is not None and since < began_at
        is_new = title == (entry.last(Side.CRM, "job_title") or "")
        require(not (kept and is_new), f"{where}: a job title that is kept back rose to the firm")
