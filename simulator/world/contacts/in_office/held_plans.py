"""Somebody answers the plans that are held: approves one, or some of it, or rejects it."""

from random import Random

from simulator.world.contacts.in_office.asking import Asking
from simulator.world.contacts.in_office.previews import Previews
from simulator.world.contacts.in_office.streams import STREAMS, TASK_OF
from simulator.world.contacts.rules import ContactSettings
from simulator.world.contacts.verdicts import Verdicts
from simulator.world.outside import Outside, at_once
from sync_core.reconcile.brakes import Answers
from sync_core.work import MailboxId, Stream


class HeldPlans:
    """People at the console's held plans."""

    def __init__(
        self,
        chance: Random,
        outside: Outside,
        settings: ContactSettings,
        verdicts: Verdicts,
        previews: Previews,
        asking: Asking,
    ) -> None:
        self._chance = chance
        self._outside = outside
        self._settings = settings
        self._said = verdicts
        self._previews = previews
        self._asking = asking

    def a_held_plan_is_answered(self) -> None:
        """Somebody approves what is held, or some of it, or rejects it."""
        for mailbox in self._settings.enabled:
            for stream in STREAMS:
                self.answer(mailbox, stream)

    def answer(self, mailbox: MailboxId, stream: Stream) -> None:
        """Answer the plan held for a mailbox, if there is one, and let it run."""
        memory, now = self._outside.memory, self._outside.surroundings.now()
        held = at_once(memory.held(mailbox, stream))
        if held is None:
            return
        approved = frozenset(f for f in held.fingerprints if self._chance.random() < 0.8)
        if self._chance.random() < 0.7:
            approved = frozenset(held.fingerprints)
        rejected = frozenset(held.fingerprints) - approved
        kind = "approved_some" if approved and rejected else "rejected" if rejected else "approved"
        self._said.marks.hit(f"held.{kind}")
        if rejected:
            self._said.let_differ(mailbox)
        said = Answers(approved=approved, rejected=rejected)
        if at_once(memory.answer_held(mailbox, stream, held.id, said, "an administrator", now)):
            self._said.plan_answered(mailbox)
            if rejected:
                self._previews.look(mailbox)
            self._asking.ask(mailbox, TASK_OF[stream])
