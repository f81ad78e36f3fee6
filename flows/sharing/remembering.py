"""What is remembered of a list and the firm, as far as a run needs it: all pairs, or those of the few entries told of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.contacts.listing import CrmListed
from flows.running import Run
from sync_core import limits
from sync_core.contacts.contact import CrmContactId
from sync_core.reconcile.answers import Answered
from sync_core.reconcile.pairs import Pair, PairKey, PairState
from sync_core.work import Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A list's pairs with the firm's people, and what was answered about them."""

    pairs: tuple[Pair, ...]
    answers: Mapping[PairKey, Answered]
    others_open: int = 0
    """About how many of the pairs that were not read wait for an answer."""

    def moot(
        self, listed: CrmListed, asked: Iterable[PairKey], now: datetime, *, is_whole: bool
    ) -> tuple[PairKey, ...]:
        """Return the questions that nobody needs to answer any more, and what needs not to be tried again.

        Their entries were looked at and are gone, private, or not shared by the rules as they are now.

        Args:
            listed: what the list told.
            asked: the pairs that were judged, those among them about which a person is asked.
            now: what was due by then was looked at.
            is_whole: whether the whole list was looked at.
        """
        judged = set(asked)

        def is_looked_at(pair: Pair) -> bool:
            was_told = CrmContactId(pair.outlook) in listed.changed
            return is_whole or was_told or pair.key in self.answers or pair.is_due(now)

        waits = (PairState.ASKED, PairState.FAILED)
        waiting = (p for p in self.pairs if p.state in waits and p.key not in judged)
        return tuple(p.key for p in waiting if is_looked_at(p))


async def remembered(run: Run, listed: CrmListed, *, is_whole: bool) -> Remembered:
    """Return the pairs that a run needs: where few entries changed, theirs and the unfinished ones."""
    memory, mailbox = run.parts.memory, run.record.id
    answers = await memory.answers(mailbox, Stream.SHARING)
    ids = sorted({*listed.changed, *listed.deleted})
    if is_whole or answers or 3 * len(ids) > limits.PAIRS_ASKED_MAX:
        return Remembered(pairs=await memory.pairs(mailbox, Stream.SHARING), answers=answers)
    some = await memory.pairs_about(mailbox, Stream.SHARING, ids, ())
    open_here = sum(p.state is PairState.ASKED for p in some)
    others = max(run.record.sharing_open - open_here, 0)
    return Remembered(pairs=some, answers=answers, others_open=others)
