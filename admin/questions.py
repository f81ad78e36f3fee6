"""Questions about contacts: what is open, computed live, and what a person answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from admin.console import Console
from admin.contact_acts import may_see
from admin.held_plans import HELD_STREAMS
from admin.names import mailbox_name
from admin.refusals import Refused, bad_fields
from admin.shown_contact import Beside, beside
from admin.shown_contacts_preview import masked
from admin.waking import enqueue
from flows.contacts.preview import OFFERED, Question
from flows.ports.desk import StaffMember
from sync_core import limits
from sync_core.contacts.reasons import ContactReason
from sync_core.contacts.standing import open_questions
from sync_core.mailboxes import MailboxRecord
from sync_core.reconcile.answers import Answer, Answered
from sync_core.reconcile.pairs import Pair, PairKey, PairState
from sync_core.work import MailboxId, Stream

STREAMS = (Stream.CONTACTS, Stream.SHARING)
"""The streams that ask."""
SIDES: Mapping[Stream, tuple[str, str]] = MappingProxyType(
    {
        Stream.CONTACTS: ("In Outlook", "In the user's list in the CRM"),
        Stream.SHARING: ("In the user's list", "Among the firm's people"),
    }
)
ANSWERS: Mapping[Answer, str] = MappingProxyType(
    {
        Answer.ACCEPT: "The same: link the two",
        Answer.SPLIT: "Not the same: keep both",
        Answer.IGNORE: "Leave this one alone",
        Answer.RENAME: "The same person, renamed",
        Answer.NEW_PERSON: "Somebody else now: keep the former one",
        Answer.UNDO: "A mistake: write back what was there",
    }
)
"""What the buttons say."""
_OTHERWISE = {(ContactReason.AMBIGUOUS, Answer.SPLIT): "None of them: keep this one too"}
_CHANGED = (
    "This changed since it was shown, or was answered already; nothing was noted. Look at it again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of one mailbox as a page shows it."""

    mailbox: MailboxId
    stream: Stream
    question: Question
    beside: tuple[Beside, ...]

    @property
    def is_hidden(self) -> bool:
        """Whether it is of a private contact that the viewer may not see."""
        return self.question.is_private and not self.question.asks

    @property
    def title(self) -> str:
        """Who it is about."""
        first, others = self.question.first, self.question.others
        shown = (first, *others) if first is not None else others
        return shown[0].name if shown else "A private contact"

    @property
    def heads(self) -> tuple[str, ...]:
        """What the cards are called."""
        first, other = SIDES[self.stream]
        count = len(self.question.others[: limits.CARDS_BESIDE_MAX])
        if count < 2:
            return first, other
        return first, *(f"{other}, {number}" for number in range(1, count + 1))

    @property
    def not_shown(self) -> int:
        """How many look like it besides."""
        return max(len(self.question.others) - limits.CARDS_BESIDE_MAX, 0)

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """The answers offered, with their words."""
        reason = self.question.reason
        return tuple(
            (one.value, _OTHERWISE.get((reason, one), ANSWERS[one]))
            for one in self.question.offered
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """What is asked about the contacts of one mailbox."""

    record: MailboxRecord
    name: str
    asked: tuple[Asked, ...]
    """At most limits.PAGE_QUESTIONS of them."""
    total: int
    refused: str = ""
    """Why the questions cannot be shown now; empty where they can."""


async def mailboxes_that_ask(console: Console) -> tuple[MailboxRecord, ...]:
    """Return the mailboxes with open questions, those with the most first."""
    found = [r for r in await console.memory.mailboxes() if open_questions(r)]
    return tuple(sorted(found, key=lambda r: (-open_questions(r), r.id)))


async def read_questions(
    console: Console, viewer: StaffMember | None, record: MailboxRecord
) -> Questionnaire:
    """Return every open question of a mailbox, as this viewer may see it; both sides are compared now."""
    previews = [await console.preview_contacts(record.id), await console.preview_sharing(record.id)]
    if not may_see(viewer, record.owner):
        previews = [masked(one) for one in previews]
    asked = [
        Asked(
            mailbox=record.id,
            stream=stream,
            question=q,
            beside=beside(q.first, q.others[: limits.CARDS_BESIDE_MAX]),
        )
        for stream, told in zip(STREAMS, previews, strict=True)
        for q in told.questions
    ]
    ordered = sorted(asked, key=lambda a: not a.question.is_asked)
    return Questionnaire(
        record=record,
        name=mailbox_name(record, await console.desk.staff()),
        asked=tuple(ordered[: limits.PAGE_QUESTIONS]),
        total=len(asked),
        refused=next((told.refused for told in previews if told.refused), ""),
    )


async def answer_question(
    console: Console, record: MailboxRecord, stream: str, key: str, asks: str, told: str, by: str
) -> Answer:
    """Note a person's answer to a question, and let it act.

    `asks` tells what was shown: whoever was not shown a contact cannot answer about it.

    Raises:
        Refused: it is no longer asked, changed since, or takes other answers; nothing was noted.
    """
    if stream not in STREAMS:
        raise bad_fields(("stream", f"expected {' or '.join(STREAMS)}"))
    of = HELD_STREAMS[Stream(stream)]
    pair = await _pair(console, record, of.stream, PairKey(key))
    if pair is None or not asks or not pair.does_ask(asks):
        raise Refused(409, "changed_meanwhile", _CHANGED)
    answer = _offered(ContactReason(pair.reason), told)
    answered = Answered(answer=answer, about=asks, by=by, at=console.surroundings.now())
    if not await console.memory.answer_pair(record.id, of.stream, pair.key, answered):
        raise Refused(409, "changed_meanwhile", _CHANGED)
    await enqueue(console, record.id, of.task)
    return answer


async def _pair(
    console: Console, record: MailboxRecord, stream: Stream, key: PairKey
) -> Pair | None:
    found = await console.memory.pairs_about(record.id, stream, (), (key,))
    return next((p for p in found if p.key == key and p.state is PairState.ASKED), None)


def _offered(reason: ContactReason, told: str) -> Answer:
    offered = OFFERED[reason]
    if told not in offered:
        raise bad_fields(("answer", f"expected {', '.join(offered)}"))
    return Answer(told)
