"""Somebody answers the questions that the engine asks of contacts."""

from random import Random

from flows.contacts.preview import OFFERED
from simulator.world.contacts.in_office.asking import Asking
from simulator.world.contacts.in_office.streams import STREAMS, TASK_OF
from simulator.world.contacts.rules import ContactSettings
from simulator.world.contacts.verdicts import Verdicts
from simulator.world.outside import Outside, at_once
from sync_core.contacts.reasons import ContactReason
from sync_core.reconcile.answers import Answer, Answered
from sync_core.reconcile.pairs import Pair, PairState
from sync_core.work import MailboxId, Stream


class Questions:
    """People at the console's questions."""

    def __init__(
        self,
        chance: Random,
        outside: Outside,
        settings: ContactSettings,
        verdicts: Verdicts,
        asking: Asking,
    ) -> None:
        self._chance = chance
        self._outside = outside
        self._settings = settings
        self._said = verdicts
        self._asking = asking

    def a_question_is_answered(self) -> None:
        """Somebody answers one question."""
        asked = [
            (mailbox, stream, pair)
            for mailbox in self._settings.enabled
            for stream in STREAMS
            for pair in self.open(mailbox, stream)
        ]
        if asked:
            self.tell(*self._chance.choice(asked))

    def open(self, mailbox: MailboxId, stream: Stream) -> list[Pair]:
        """Return what a person is asked about a mailbox and has not answered yet."""
        memory = self._outside.memory
        pending = at_once(memory.answers(mailbox, stream))
        pairs = at_once(memory.pairs(mailbox, stream))
        asked = [p for p in pairs if p.state is PairState.ASKED]
        return [p for p in asked if p.key not in pending or not p.does_ask(pending[p.key].about)]

    def is_answered(self, mailbox: MailboxId, stream: Stream) -> bool:
        """Return whether something was answered that the engine has not come to."""
        memory = self._outside.memory
        told = at_once(memory.answers(mailbox, stream))
        pairs = at_once(memory.pairs(mailbox, stream))
        return any(p.key in told and p.does_ask(told[p.key].about) for p in pairs)

    def tell(self, mailbox: MailboxId, stream: Stream, pair: Pair) -> None:
        """Answer one question."""
        answer = self._chance.choice(OFFERED[ContactReason(pair.reason)])
        self._said.marks.hit(f"answer.{answer.value}")
        self._said.answered(mailbox, stream, pair, answer)
        told = Answered(
            answer=answer,
            about=pair.asks,
            by="an administrator",
            at=self._outside.surroundings.now(),
        )
        if not at_once(self._outside.memory.answer_pair(mailbox, stream, pair.key, told)):
            raise AssertionError("what was asked just now is asked no more")
        if answer is Answer.RENAME:
            self._said.renamed(mailbox, stream, pair)
        self._asking.ask(mailbox, TASK_OF[stream])
