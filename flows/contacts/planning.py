"""Planning: the contacts judged, and all that would be done put together as one plan."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from flows.running import Run
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.rules import ContactRules
from sync_core.contacts.side_by_side import judge_side_by_side
from sync_core.contacts.twins import ContactTwin
from sync_core.reconcile.judgement import as_planned, plan_of
from sync_core.reconcile.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with everything it was made from."""

    plan: Plan
    judged: tuple[ContactJudged, ...]
    by: ContactJudge

    def narrowed(self, plan: Plan) -> Self:
        """Return the same with each contact's actions as they stand in a plan, in the same order."""
        return replace(self, plan=plan, judged=as_planned(self.judged, plan))

    @property
    def suspicious(self) -> int:
        """How many contacts seem to be somebody else now, or would be emptied.

        Those that this run asks about count, those about which a person is asked already do not.
        """
        return sum(one.is_suspicious and not _is_asked(one) for one in self.judged)


def _is_asked(one: ContactJudged) -> bool:
    pair = one.twin.pair
    return bool(one.asks) and pair is not None and pair.does_ask(one.asks)


def make_plan(
    run: Run,
    rules: ContactRules,
    twins: Iterable[ContactTwin],
    known_pairs: int,
    *,
    is_whole: bool,
) -> Planned:
    """Return what would be done to these contacts.

    Args:
        run: the run.
        rules: those of its mailbox.
        twins: everything that something happened to.
        known_pairs: how many pairs the mailbox has.
        is_whole: whether these are all that both sides have.
    """
    by = ContactJudge(
        rules=rules,
        digester=run.parts.digester,
        now=run.started_at,
        is_first_run=run.record.contacts_started_at is None,
    )
    judged = judge_side_by_side(twins, by, is_whole=is_whole)
    return Planned(plan=plan_of(judged, known_pairs), judged=tuple(judged), by=by)
