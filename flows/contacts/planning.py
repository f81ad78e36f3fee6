"""Planning: the contacts judged, and all that would be done put together as one plan."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from flows.running import Run
from sync_core.contacts.judging import ContactJudge, ContactJudged, judge
from sync_core.contacts.rules import ContactRules
from sync_core.contacts.twins import ContactTwin
from sync_core.reconcile.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with everything it was made from."""

    plan: Plan
    judged: tuple[ContactJudged, ...]
    by: ContactJudge

    def narrowed(self, plan: Plan) -> "Planned":
        """Return the same with each contact's actions as they stand in a plan, in the same order."""
        actions = iter(plan.actions)
        judged = tuple(
            replace(one, actions=tuple(next(actions) for _ in one.actions)) for one in self.judged
        )
        return replace(self, plan=plan, judged=judged)

    @property
    def suspicious(self) -> int:
        """How many contacts seem to be somebody else, or would be emptied; those asked about too."""
        return sum(one.is_suspicious for one in self.judged)


def make_plan(
    run: Run, rules: ContactRules, twins: Iterable[ContactTwin], known_pairs: int
) -> Planned:
    """Return what would be done to these contacts; known_pairs is how many pairs the mailbox has."""
    by = ContactJudge(
        rules=rules,
        digester=run.parts.digester,
        now=run.started_at,
        is_first_run=run.record.contacts_started_at is None,
    )
    judged = tuple(judge(twin, by) for twin in sorted(twins, key=lambda t: t.key))
    plan = Plan(
        actions=tuple(action for one in judged for action in one.actions),
        known=known_pairs,
        left_out=dict(Counter(one.reason.value for one in judged if one.reason is not None)),
    )
    return Planned(plan=plan, judged=judged, by=by)
