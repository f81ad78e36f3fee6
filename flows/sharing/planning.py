"""Planning: what would rise to the firm and what would come down, as one plan."""

from collections.abc import Iterable
from dataclasses import replace

from flows.contacts.planning import Planned
from flows.running import Run
from flows.sharing.standing import LIST, Standing, person_of
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.judging import judge
from sync_core.contacts.rules import rules_of
from sync_core.digests import Digester
from sync_core.reconcile.acting import link_on
from sync_core.reconcile.judgement import plan_of


def make_plan(run: Run, standings: Iterable[Standing], known_pairs: int) -> Planned:
    """Return what would be done between a list and the firm; each entry by the rules that hold for it.

    Shares are counted against the entries that are compared, where they are more than the pairs so far: a
    first run has none.
    """
    digester = run.parts.digester
    judged = tuple(_judged(one, run) for one in sorted(standings, key=lambda s: s.twin.key))
    plan = plan_of(judged, max(known_pairs, len(judged)))
    policy = run.rules.policy.contacts
    rules = rules_of(
        policy.model_copy(update={"fields": {}, "notes": False}),
        run.record.id,
        run.record.owner,
        is_primary=True,
    )
    rules = replace(rules, is_outlook=False, fields=frozenset(policy.sharing.fields))
    by = ContactJudge(rules=rules, digester=digester, now=run.started_at, is_first_run=False)
    return Planned(plan=plan, judged=judged, by=by)


def _judged(one: Standing, run: Run) -> ContactJudged:
    by = ContactJudge(
        rules=one.rules, digester=run.parts.digester, now=run.started_at, is_first_run=False
    )
    return _linking(judge(one.twin, by), one, run.parts.digester)


def _linking(judged: ContactJudged, one: Standing, digester: Digester) -> ContactJudged:
    """Return what was judged, with the writing down of whom an entry stands for, where that is all there is."""
    person = judged.twin.crm
    if judged.reason is not None or person is None or one.entry.person == person_of(person):
        return judged
    if any(a.side is LIST for a in judged.actions):
        return judged
    link = link_on(LIST, judged.twin.key, f"link {person.id}", digester)
    return replace(judged, actions=(*judged.actions, link))
