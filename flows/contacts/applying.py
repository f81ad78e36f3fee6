"""Applying: the one place where contacts are written. Intents are remembered first, results after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flows.applying import Applied, count, keep, portion
from flows.contacts.planning import Planned
from flows.contacts.writing import Answers, Writer
from flows.portions import in_portions
from flows.ports.remembrance import Remembrance
from flows.running import Run
from sync_core import limits
from sync_core.contacts.heeding import is_heeded
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.settling import (
    intended,
    settle_failed,
    settle_unwritten,
    settle_written,
    was_refused,
)
from sync_core.failures import Failure
from sync_core.reconcile.settling import Settled, changes_memory
from sync_core.reconcile.sides import Side


@dataclass(slots=True, kw_only=True)
class ContactsApplied(Applied):
    """What came of a plan for contacts."""

    written: int = 0
    """Contacts that were written."""


async def apply(
    run: Run,
    planned: Planned,
    write: Writer,
    *,
    outlook_costs: int = limits.OUTLOOK_WRITE_COSTS,
) -> ContactsApplied:
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
    fresh = [one for one in planned.judged if not was_refused(one, one.to_do, planned.by, now)]
    with_work = [one for one in fresh if one.to_do]
    without = [one for one in fresh if not one.to_do]
    now_done = portion(with_work, limits.CONTACT_WRITES_PER_ITEM, outlook_costs=outlook_costs)
    applied = ContactsApplied(left=len(with_work) - len(now_done))
    await _remember(run, [(one, settle_unwritten(one, planned.by)) for one in without], applied)
    for some in in_portions(now_done, limits.TWINS_PER_STEP):
        failure = await _step(run, planned.by, some, write, applied)
        if failure is not None:
            raise failure
    return applied


async def note_questions(run: Run, planned: Planned) -> ContactsApplied:
    """Remember whom a person is asked about, and what was answered, while a plan waits: nothing is written.

    So a first run's questions can be answered before anything of it is approved.
    """
    applied = ContactsApplied()
    asked = [one for one in planned.judged if one.reason is not None and not one.actions]
    await _remember(run, [(one, settle_unwritten(one, planned.by)) for one in asked], applied)
    return applied


async def _step(
    run: Run,
    by: ContactJudge,
    some: Sequence[ContactJudged],
    write: Writer,
    applied: ContactsApplied,
) -> Failure | None:
    """Write some contacts and return what kept the rest from being written, if anything did."""
    pairs = tuple(intended(one, one.to_do, by) for one in some)
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
    count(run, (a for one, _ in settled for a in one.to_do))
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
    missing = in_outlook is None and one.action_on(Side.OUTLOOK) is not None
    if unfinished or missing:
        return None
    contact = in_outlook.contact if in_outlook is not None else one.twin.outlook
    entry = in_crm.entry if in_crm is not None else one.twin.crm
    if in_outlook is not None and in_outlook.keyed is not None:
        entry = in_outlook.keyed
    return settle_written(one, contact, entry, one.to_do, by)


async def _remember(
    run: Run,
    settled: Iterable[tuple[ContactJudged, Settled]],
    applied: Applied,
    *,
    is_forced: bool = False,
) -> None:
    """Write what is to be remembered, and forget answers that were acted on; rows that stand are not written."""
    some = list(settled)
    kept = [
        (o, s) for o, s in some if is_forced or changes_memory(s, o.twin.pair) or is_heeded(o, s)
    ]
    absorbed = [o.twin.absorbs for o, _ in kept if o.twin.absorbs is not None]
    heeded = [o.twin.key for o, s in kept if is_heeded(o, s)]
    await keep(run, (s for _, s in kept), applied, absorbed=absorbed, heeded=heeded)
