"""Applying: the one place where calendars are written. Intents are remembered first, results after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from flows.applying import Applied, count, keep, portion
from flows.calendar.crm_writing import CrmAnswer, to_crm
from flows.calendar.outlook_writing import OutlookAnswer, to_outlook
from flows.calendar.planning import Planned
from flows.ports.remembrance import Remembrance
from flows.running import Run
from sync_core import limits
from sync_core.calendar.event import CalendarId, CrmEventId
from sync_core.calendar.judged import Judge, Judged
from sync_core.calendar.settling import (
    intended,
    settle_failed,
    settle_unwritten,
    settle_written,
    was_refused,
)
from sync_core.calendar.twins import NEW
from sync_core.failures import Failure
from sync_core.reconcile.settling import Settled, changes_memory
from sync_core.reconcile.sides import Side


@dataclass(slots=True, kw_only=True)
class CalendarApplied(Applied):
    """What came of a calendar's plan."""

    series_made: list[CrmEventId] = field(default_factory=list)
    """Series of the CRM that were made in Outlook: only now can their changed occurrences be written."""


async def apply(run: Run, calendar: CalendarId, planned: Planned) -> CalendarApplied:
    """Do what the plan says and remember it.

    Raises:
        Failure: the outside could not go on; what was done by then is remembered.
    """
    now = run.parts.surroundings.now()
    fresh = [one for one in planned.judged if not was_refused(one, one.to_do, planned.by, now)]
    with_work = [one for one in fresh if one.to_do or _lacks_name(one)]
    without = [one for one in fresh if not (one.to_do or _lacks_name(one))]
    most = limits.CALENDAR_WRITES_PER_ITEM
    now_done = portion(with_work, most, outlook_costs=limits.OUTLOOK_WRITE_COSTS)
    applied = CalendarApplied(left=len(with_work) - len(now_done))
    await _remember(run, [(one, settle_unwritten(one)) for one in without], applied)
    for start in range(0, len(now_done), limits.TWINS_PER_STEP):
        if start and _is_late(run):
            applied.left += len(now_done) - start
            return applied
        some = now_done[start : start + limits.TWINS_PER_STEP]
        failure = await _step(run, calendar, planned.by, some, applied)
        if failure is not None:
            raise failure
    return applied


def _is_late(run: Run) -> bool:
    """Return whether the rest is better left to another work item."""
    spent = run.parts.surroundings.now() - run.started_at
    return spent.total_seconds() >= limits.CALENDAR_ITEM_SECONDS


def _lacks_name(one: Judged) -> bool:
    """Return whether both twins are there, by a write that was cut short before either knew the other."""
    return one.reason is None and one.twin.is_unnamed


async def _step(
    run: Run, calendar: CalendarId, by: Judge, some: Sequence[Judged], applied: CalendarApplied
) -> Failure | None:
    """Write some twins and return what kept the rest from being written, if anything did."""
    pairs = tuple(intended(one, one.to_do, by) for one in some)
    await run.remember(Remembrance(pairs=pairs))
    crm = await to_crm(run, by, [(one, one.action_on(Side.CRM)) for one in some])
    outlook, failure = await to_outlook(
        run, calendar, by, [(_as_written(one, crm), one.action_on(Side.OUTLOOK)) for one in some]
    )
    settled = []
    for one, pair in zip(some, pairs, strict=True):
        found = _settled(run, by, replace(one, twin=replace(one.twin, pair=pair)), crm, outlook)
        if found is None:
            applied.again += 1
            continue
        settled.append((one, found))
    await _remember(run, settled, applied, is_forced=True)
    applied.series_made += [made for one, _ in settled if (made := _series_made(one))]
    done = [a for one, _ in settled for a in one.to_do]
    count(run, done)
    for action in done:
        run.counts["mails_outside"] += action.mails_outside
    return failure


def _as_written(one: Judged, crm: dict[str, CrmAnswer]) -> Judged:
    """Return a twin with its record as the CRM holds it now: its name is written on that version."""
    answer = crm.get(one.twin.key)
    if answer is None or not answer.is_done or answer.event is None:
        return one
    return replace(one, twin=replace(one.twin, crm=answer.event))


def _series_made(one: Judged) -> CrmEventId | None:
    """Return the series of the CRM that is known in Outlook from now on."""
    crm = one.twin.crm
    if crm is None or crm.content.recurrence is None or not one.twin.key.startswith(NEW):
        return None
    return crm.id


def _settled(
    run: Run,
    by: Judge,
    one: Judged,
    crm: dict[str, CrmAnswer],
    outlook: dict[str, OutlookAnswer],
) -> Settled | None:
    """Return what is remembered of one twin; None where it is to be decided anew."""
    in_crm, in_outlook = crm.get(one.twin.key), outlook.get(one.twin.key)
    refused = [a.refused for a in (in_crm, in_outlook) if a is not None and a.refused]
    if refused:
        return settle_failed(one, refused[0], run.parts.surroundings.now())
    unfinished = [a for a in (in_crm, in_outlook) if a is not None and not a.is_done]
    missing = (in_outlook is None) and one.action_on(Side.OUTLOOK) is not None
    if unfinished or missing:
        return None
    event = in_outlook.event if in_outlook is not None else one.twin.outlook
    record = in_crm.event if in_crm is not None else one.twin.crm
    if in_outlook is not None and in_outlook.keyed is not None:
        record = in_outlook.keyed
    return settle_written(one, event, record, one.to_do, by)


async def _remember(
    run: Run,
    settled: Iterable[tuple[Judged, Settled]],
    applied: Applied,
    *,
    is_forced: bool = False,
) -> None:
    """Write what is to be remembered; rows that stand already are not written again."""
    kept = [s for one, s in settled if is_forced or changes_memory(s, one.twin.pair)]
    await keep(run, kept, applied)
