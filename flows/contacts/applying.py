"""Applying: the one place where contacts are written. Intents are remembered first, results after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from flows.contacts.planning import Planned
from flows.contacts.writing import Answers, Writer, action_on
from flows.ports.memory import Remembrance
from flows.running import Run
from sync_core import limits
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.settling import (
    intended,
    settle_failed,
    settle_unwritten,
    settle_written,
    was_refused,
)
from sync_core.failures import Failure
from sync_core.reconcile.pairs import Pair, PairKey
from sync_core.reconcile.plan import Action, Withheld
from sync_core.reconcile.settling import Settled, changes_memory
from sync_core.reconcile.sides import Side


@dataclass(slots=True, kw_only=True)
class Applied:
    """What came of a plan."""

    left: int = 0
    """Contacts with actions that were not come to: for the next work item."""
    again: int = 0
    """Contacts that changed while they were written: to be decided anew."""
    written: int = 0
    rows: dict[PairKey, Pair | None] = field(default_factory=dict)
    """The rows of memory written, by key; None: forgotten."""


async def apply(
    run: Run,
    planned: Planned,
    write: Writer,
    *,
    outlook_costs: int = limits.OUTLOOK_WRITE_COSTS,
) -> Applied:
    """Do what the plan says and remember it.

    Args:
        run: the run.
        planned: with everything withheld that may not be done.
        write: does the writing of one step.
        outlook_costs: a write on the side of Outlook counts as so many; where a list of the CRM stands
            there, as many are written at once as on the other side.

    Raises:
        Failure: the outside could not go on; what was done by then is remembered.
    """
    now = run.parts.surroundings.now()
    fresh = [one for one in planned.judged if not was_refused(one, _to_do(one), planned.by, now)]
    with_work = [one for one in fresh if _to_do(one)]
    without = [one for one in fresh if not _to_do(one)]
    now_done = _portion(with_work, outlook_costs)
    applied = Applied(left=len(with_work) - len(now_done))
    await _remember(run, [(one, settle_unwritten(one, planned.by)) for one in without], applied)
    for start in range(0, len(now_done), limits.TWINS_PER_STEP):
        some = now_done[start : start + limits.TWINS_PER_STEP]
        failure = await _step(run, planned.by, some, write, applied)
        if failure is not None:
            raise failure
    return applied


async def note_questions(run: Run, planned: Planned) -> Applied:
    """Remember whom a person is asked about, and what was answered, while a plan waits: nothing is written.

    So a first run's questions can be answered before anything of it is approved.
    """
    applied = Applied()
    asked = [one for one in planned.judged if one.reason is not None and not one.actions]
    await _remember(run, [(one, settle_unwritten(one, planned.by)) for one in asked], applied)
    return applied


def _portion(with_work: Sequence[ContactJudged], outlook_costs: int) -> Sequence[ContactJudged]:
    """Return the contacts that this work item comes to: a write in Outlook is a request of its own."""
    cost = 0
    for place, one in enumerate(with_work):
        cost += outlook_costs if action_on(one, Side.OUTLOOK) is not None else 1
        if cost > limits.CONTACT_WRITES_PER_ITEM:
            return with_work[:place]
    return with_work


def _to_do(one: ContactJudged) -> tuple[Action, ...]:
    return tuple(a for a in one.actions if a.withheld is None)


async def _step(
    run: Run,
    by: ContactJudge,
    some: Sequence[ContactJudged],
    write: Writer,
    applied: Applied,
) -> Failure | None:
    """Write some contacts and return what kept the rest from being written, if anything did."""
    pairs = tuple(intended(one, _to_do(one), by) for one in some)
    await run.remember(Remembrance(pairs=pairs))
    answers = await write(run, by, some)
    settled = []
    for one, pair in zip(some, pairs, strict=True):
        begun = replace(one, twin=replace(one.twin, pair=pair))
        found = _settled(run, by, begun, answers)
        if found is None:
            applied.again += 1
            continue
        settled.append((one, found))
    await _remember(run, settled, applied, is_forced=True)
    applied.written += len(settled)
    _count(run, (a for one, _ in settled for a in _to_do(one)))
    return answers.failure


def _settled(run: Run, by: ContactJudge, one: ContactJudged, answers: Answers) -> Settled | None:
    """Return what is remembered of one contact; None where it is to be decided anew."""
    in_crm, in_outlook = answers.crm.get(one.twin.key), answers.outlook.get(one.twin.key)
    told = {Side.CRM: in_crm, Side.OUTLOOK: in_outlook}
    refused = {side: a.refused for side, a in told.items() if a is not None and a.refused}
    if refused:
        why, now = next(iter(refused.values())), run.parts.surroundings.now()
        return settle_failed(one, why, by, now, refused.keys())
    unfinished = any(a is not None and not a.is_done for a in (in_crm, in_outlook))
    missing = in_outlook is None and action_on(one, Side.OUTLOOK) is not None
    if unfinished or missing:
        return None
    contact = in_outlook.contact if in_outlook is not None else one.twin.outlook
    entry = in_crm.entry if in_crm is not None else one.twin.crm
    if in_outlook is not None and in_outlook.keyed is not None:
        entry = in_outlook.keyed
    return settle_written(one, contact, entry, _to_do(one), by)


async def _remember(
    run: Run,
    settled: Iterable[tuple[ContactJudged, Settled]],
    applied: Applied,
    *,
    is_forced: bool = False,
) -> None:
    """Write what is to be remembered, and forget answers that were acted on; rows that stand are not written."""
    some = list(settled)
    kept = [(o, s) for o, s in some if is_forced or changes_memory(s, o.twin.pair) or o.twin.answer]
    pairs = tuple(s.pair for _, s in kept if s.pair is not None)
    absorbed = tuple(o.twin.absorbs for o, _ in kept if o.twin.absorbs is not None)
    parted = (*(s.forgotten for _, s in kept if s.forgotten is not None), *absorbed)
    heeded = tuple(o.twin.key for o, _ in kept if _is_heeded(o))
    applied.rows.update(dict.fromkeys(parted))
    applied.rows.update({p.key: p for p in pairs})
    if pairs or parted or heeded:
        await run.remember(Remembrance(pairs=pairs, parted=parted, heeded=heeded))


def _is_heeded(one: ContactJudged) -> bool:
    """Return whether an answer was acted on: what waits for a brake still needs it."""
    waits = any(a.withheld is Withheld.HELD for a in one.actions)
    return one.twin.answer is not None and not waits


def _count(run: Run, actions: Iterable[Action]) -> None:
    for action in actions:
        run.counts[f"{action.side}.{action.move}"] += 1
        for lost in action.lost:
            run.counts[f"lost.{lost.field}"] += 1
