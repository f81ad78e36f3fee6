"""Brakes hold: no run does more than it may, and none before a person looked where one has to."""

from collections import Counter

from simulator.world.contacts.at_every_effect.scene import Scene, is_sharing
from simulator.world.contacts.verdicts import require
from simulator.world.outside import at_once
from simulator.world.scheduler import Violation
from simulator.world.steps import Process
from sync_core.reconcile.pairs import Writing
from sync_core.work import MailboxId


class BrakesHold:
    """Counts what each process writes."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._done: dict[str, Counter[str]] = {}
        """What each process did in one run."""

    def count(self, where: str, process: Process, writing: Writing, mailbox: MailboxId) -> None:
        """Count a write against the brakes of its run, and what was restored and not looked at."""
        if is_sharing(process):
            return
        said = self._scene.said
        at = said.set_back.get(mailbox)
        is_stale = at is not None and process.notes["began_at"] > at
        require(not is_stale, f"{where}: a restored backup is taken for people's edits")
        if mailbox in said.plans_answered:
            return
        done = self._done.setdefault(process.name, Counter())
        done["deletes"] += writing is Writing.DELETE
        done["all"] += 1
        self._within(where, done, mailbox)

    def _within(self, where: str, done: Counter[str], mailbox: MailboxId) -> None:
        """Check that a run did not more than it may with nobody's approval."""
        settings = self._scene.settings
        record = at_once(self._scene.outside.memory.mailbox(mailbox))
        is_first = record is not None and record.contacts_started_at is None
        too_many = done["deletes"] > settings.deletes
        too_many |= done["all"] > settings.changes and not is_first
        require(not too_many, f"{where}: {dict(done)} in one run, and nobody approved them")
        if is_first and settings.preview_first:
            raise Violation(f"{where}: a first run writes, and nobody has looked at it")
