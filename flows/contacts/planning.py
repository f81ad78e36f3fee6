"""Planning: the contacts judged, and all that would be done put together as one plan."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Self

from flows.running import Run
from sync_core.contacts.asking import waiting
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.judging import judge
from sync_core.contacts.reasons import ContactReason
from sync_core.contacts.rules import ContactRules
from sync_core.contacts.twins import ContactTwin, unsettled
from sync_core.reconcile.judgement import as_planned, plan_of
from sync_core.reconcile.pairs import PairKey, PairState
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
    judged = [judge(twin, by) for twin in sorted(twins, key=lambda t: t.key)]
    judged = _each_one_contacts(judged, by)
    judged = _with_those_who_wait(judged, is_whole=is_whole)
    return Planned(plan=plan_of(judged, known_pairs), judged=tuple(judged), by=by)


def _each_one_contacts(judged: list[ContactJudged], by: ContactJudge) -> list[ContactJudged]:
    """Return the same with each entry one contact's: where two were said to be it, a person is asked again."""
    owners: dict[str, PairKey] = {}
    for one in sorted(judged, key=lambda one: (not one.twin.is_linked, one.twin.key)):
        if one.twin.crm is not None:
            owners.setdefault(one.twin.crm.id, one.twin.key)
    return [
        judge(unsettled(one.twin, one.twin.crm.id), by)
        if one.twin.crm is not None and owners[one.twin.crm.id] != one.twin.key
        else one
        for one in judged
    ]


def _with_those_who_wait(judged: list[ContactJudged], *, is_whole: bool) -> list[ContactJudged]:
    """Return the same, with the entries that an open question is about waiting for its answer.

    Whether a question is still open shows when everything is compared; until then they go on waiting.
    """
    among = {
        id_ for one in judged if one.reason is ContactReason.AMBIGUOUS for id_ in one.twin.among
    }
    return [waiting(one) if _waits(one, among, is_whole=is_whole) else one for one in judged]


def _waits(one: ContactJudged, among: Collection[str], *, is_whole: bool) -> bool:
    twin = one.twin
    if twin.crm is None or twin.outlook is not None or twin.is_linked or one.reason is not None:
        return False
    pair = twin.pair
    if pair is not None and pair.state is PairState.UNLINKED:  # a person rejected its being made
        return False
    was_open = pair is not None and pair.reason == ContactReason.AMBIGUOUS.value
    return twin.crm.id in among or (was_open and not is_whole)
