"""The pairs of a mailbox's stream, the plan that is held for it, and what people answered."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from flows.ports.leases import Lease
from sync_core import limits
from sync_core.reconcile.answers import Answered
from sync_core.reconcile.brakes import Answers, HeldPlan
from sync_core.reconcile.pairs import Pair, PairKey
from sync_core.work import MailboxId, Stream


class PairMemory(Protocol):
    """What memory keeps of two sides that are kept the same."""

    async def pairs(self, mailbox: MailboxId, stream: Stream) -> tuple[Pair, ...]:
        """Return every pair remembered of one stream of a mailbox, by key."""
        ...

    async def pairs_about(
        self, mailbox: MailboxId, stream: Stream, ids: Collection[str], keys: Collection[PairKey]
    ) -> tuple[Pair, ...]:
        """Return some of a stream's pairs, by key: what a small change concerns, however many there are.

        They are those that have one of the ids as Outlook's, the CRM's or their series', those of the keys,
        and all that failed or were begun and not finished.

        Raises:
            ValueError: more ids and keys than limits.PAIRS_ASKED_MAX allows: ids count thrice.
        """
        ...

    async def hold(self, lease: Lease, plan: HeldPlan | None) -> None:
        """Keep the plan held for the lease's mailbox and stream, in place of a former one; None: none.

        An answer given meanwhile to a plan of the same id stays: the run that holds it anew has not
        seen it. The lease is not renewed.

        Raises LeaseLost, with nothing written, when the lease is not ours.
        """
        ...

    async def held(self, mailbox: MailboxId, stream: Stream) -> HeldPlan | None:
        """Return the plan held for a stream of a mailbox."""
        ...

    async def answer_held(
        self,
        mailbox: MailboxId,
        stream: Stream,
        plan_id: str,
        answers: Answers,
        by: str,
        at: datetime,
    ) -> bool:
        """Note a person's answer to a held plan; False when that plan is held no more.

        Answers to the same plan add up; of an action answered twice the later answer holds.
        """
        ...

    async def answer_pair(
        self, mailbox: MailboxId, stream: Stream, key: PairKey, answered: Answered
    ) -> bool:
        """Note a person's answer to what a pair asks; False when it asks that no more.

        A later answer to the same pair takes the place of the earlier one.
        """
        ...

    async def answers(self, mailbox: MailboxId, stream: Stream) -> Mapping[PairKey, Answered]:
        """Return the answers of one stream of a mailbox that were not acted on yet."""
        ...


def asked_at_most(ids: Collection[str], keys: Collection[PairKey]) -> None:
    """Refuse a question for pairs that no store could answer in one.

    Raises:
        ValueError: more ids and keys than limits.PAIRS_ASKED_MAX allows.
    """
    if 3 * len(ids) + len(keys) > limits.PAIRS_ASKED_MAX:
        raise ValueError(
            f"pairs_about: {len(ids)} ids and {len(keys)} keys are too many for one question"
        )
