"""Keeping a calendar in step: list, gather, plan, brake, apply, remember; cursors last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flows.calendar.applying import CalendarApplied, apply
from flows.calendar.bearings import (
    CRM_CURSOR,
    OUTLOOK_CURSOR,
    READ_CURSOR,
    OutlookPlace,
    calendar_rules,
    fingerprint_of,
)
from flows.calendar.gathering import gather
from flows.calendar.holding import weigh
from flows.calendar.listing import (
    CrmListed,
    OutlookListed,
    list_crm,
    list_crm_changes,
    list_outlook,
)
from flows.calendar.planning import Planned, make_plan
from flows.calendar.remembering import remembered
from flows.calendar.slots import add_slots
from flows.holding import held_plan, hold, let_go
from flows.ports.remembrance import Remembrance
from flows.running import Done, Run
from sync_core import limits
from sync_core.calendar.event import CalendarId
from sync_core.calendar.opening import Opening, opening
from sync_core.calendar.rules import CalendarRules
from sync_core.failures import Unavailable
from sync_core.reconcile.brakes import HeldPlan
from sync_core.reconcile.census import census, is_side_empty
from sync_core.reconcile.pairs import Pair
from sync_core.reconcile.sides import Side
from sync_core.work import Task, WorkItem

_CRM_READ = READ_CURSOR + Side.CRM.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What a run found and would do: the same for the run itself and for its preview."""

    rules: CalendarRules
    calendar: CalendarId
    outlook: OutlookListed | None
    """None: this side is not read now."""
    crm: CrmListed | None
    is_whole: bool
    pairs: tuple[Pair, ...] = ()
    knows_all: bool = True
    """These are all the mailbox's pairs; else what happened can concern no other."""
    planned: Planned | None = None
    """None: nothing happened on either side."""

    @property
    def is_side_empty(self) -> bool:
        """Whether a side that was compared whole shows none of the events, though there are twins."""
        if not (self.is_whole and self.planned):
            return False
        return is_side_empty(self.pairs, [one.twin for one in self.planned.judged])


async def keep_calendar(run: Run) -> Done:
    """Bring a mailbox's calendar and the CRM into step."""
    held = await held_plan(run)
    if not _may_run(run, held):
        return Done()
    cursors = run.lease.cursors
    opens = opening(
        run.rules.policy.calendar,
        _read_at(cursors),
        run.record.calendar_zone,
        run.started_at,
        is_asked=run.item.task is Task.CALENDAR_NOW,
    )
    if not opens.reads:
        return Done()
    drawn = await draw(run, opens, cursors)
    if drawn.planned is None:
        return _quiet(run, opens, drawn)
    run.counts.update(drawn.planned.notices.counts)
    passed = weigh(drawn.planned, held, is_side_empty=drawn.is_side_empty)
    if passed.brakes:
        await hold(run, drawn.planned, passed)
        run.progress |= _suspended(run, drawn)
    if passed.brakes and not passed.planned.plan.to_do:
        return Done()
    applied = await apply(run, drawn.calendar, passed.planned)
    if applied.left:
        return Done(go_on=(run.item.continued(),), is_partial=True)
    if applied.again:
        raise Unavailable("changed_meanwhile")
    slots = await _slots_to_follow(run, applied)
    finished = Done() if passed.brakes else await _finish(run, opens, drawn, applied, slots)
    return replace(finished, go_on=slots)


async def _slots_to_follow(run: Run, applied: CalendarApplied) -> tuple[WorkItem, ...]:
    """Return the work that writes changed occurrences of series which Outlook did not have until now.

    What a person asked for is done as one that was asked for, whatever the directions' schedule.
    """
    if not applied.series_made:
        return ()
    changed = await run.parts.crm_calendar.overrides(sorted(applied.series_made))
    now = run.parts.surroundings.now()
    is_asked = run.item.task is Task.CALENDAR_NOW
    task = Task.CALENDAR_NOW if is_asked else Task.CALENDAR_SWEEP
    item = WorkItem(task=task, mailbox=run.record.id, woken_at=now)
    return (item,) if any(changed.values()) else ()


def _may_run(run: Run, held: HeldPlan | None) -> bool:
    """Return whether the calendar is on, and not suspended with nothing new to say of its plan."""
    is_on = run.rules.policy.calendar.enabled and run.record.calendar_enabled
    waits = held is not None and held.answered_at is None and run.item.task is Task.CALENDAR_WAKE
    return is_on and not waits


async def draw(run: Run, opens: Opening, cursors: Mapping[str, str]) -> Drawn:
    """Return what happened on the open sides since the last run, judged, with nothing written."""
    rules, calendar = await calendar_rules(run)
    place = OutlookPlace.decode(cursors.get(OUTLOOK_CURSOR, ""))
    is_whole = _is_whole(run, rules, place)
    outlook = crm = None
    if Side.OUTLOOK in opens.reads:
        outlook = await list_outlook(run, rules, calendar, None if is_whole else place)
        is_whole = outlook.is_whole
    if Side.CRM in opens.reads:
        cursor = "" if is_whole else cursors.get(CRM_CURSOR, "")
        listed = list_crm_changes(run, rules, cursor) if cursor else list_crm(run, rules)
        crm = await listed
    drawn = Drawn(rules=rules, calendar=calendar, outlook=outlook, crm=crm, is_whole=is_whole)
    if not (is_whole or _has_news(outlook, crm) or _is_due(run)):
        return drawn
    known = await remembered(run, outlook, crm, is_whole=is_whole)
    found = await gather(run, rules, outlook, known.crm, known.pairs)
    await add_slots(found)
    count = len(known.pairs) if known.is_all else run.record.calendar_pairs
    planned = await make_plan(run, rules, found.twins.values(), count, opens.closed)
    return replace(drawn, planned=planned, pairs=known.pairs, knows_all=known.is_all)


def _is_whole(run: Run, rules: CalendarRules, place: OutlookPlace | None) -> bool:
    """Return whether both sides are compared whole: at first, daily, on demand, and under other rules."""
    record = run.record
    if record.calendar_held:  # what was answered is found again, however it had been found
        return True
    if place is None or record.calendar_swept_at is None or record.calendar_started_at is None:
        return True
    if run.item.task in (Task.CALENDAR_SWEEP, Task.CALENDAR_NOW):
        return True
    every = timedelta(seconds=limits.CALENDAR_SWEEP_SECONDS)
    is_old = run.started_at - record.calendar_swept_at >= every
    return is_old or record.calendar_policy != fingerprint_of(run, rules)


def _has_news(outlook: OutlookListed | None, crm: CrmListed | None) -> bool:
    in_outlook = outlook is not None and (outlook.events or outlook.series or outlook.removed)
    return bool(in_outlook or (crm is not None and (crm.changed or crm.deleted)))


def _is_due(run: Run) -> bool:
    due = run.record.calendar_due_at
    return run.record.calendar_held or (due is not None and due <= run.started_at)


def _read_at(cursors: Mapping[str, str]) -> dict[Side, datetime]:
    """Return when each side was last read to its end."""
    named = {side: cursors.get(READ_CURSOR + side.value, "") for side in Side}
    return {side: datetime.fromisoformat(text) for side, text in named.items() if text}


async def _finish(
    run: Run, opens: Opening, drawn: Drawn, applied: CalendarApplied, slots: Sequence[WorkItem]
) -> Done:
    """Remember where both listings go on, and how the calendar stands.

    Where changed occurrences wait for their series, what the CRM told is told once more: it may be this
    direction's next turn that comes to them, by its schedule.
    """
    await let_go(run)
    cursors = _cursors(run, opens, drawn)
    if slots:
        cursors = {n: c for n, c in cursors.items() if n not in (CRM_CURSOR, _CRM_READ)}
    await run.remember(Remembrance(cursors=cursors))
    run.progress |= {"calendar_read_at": run.started_at, "calendar_held": False}
    run.progress |= _standing(run, drawn, applied)
    if drawn.is_whole and opens.is_complete(run.rules.policy.calendar.schedule):
        run.progress |= {
            "calendar_started_at": run.record.calendar_started_at or run.started_at,
            "calendar_swept_at": run.started_at,
            "calendar_policy": fingerprint_of(run, drawn.rules),
            "calendar_zone": await run.parts.calendar.zone(run.record.id),
        }
    return Done(read_at=run.started_at if opens.is_full else None)


def _quiet(run: Run, opens: Opening, drawn: Drawn) -> Done:
    """End a look at a calendar in which nothing had happened."""
    if run.is_to_be_noted(run.record.calendar_read_at):
        run.progress |= {"calendar_read_at": run.started_at}
    read_at = run.started_at if opens.is_full else None
    return Done(read_at=read_at, is_quiet=True, cursors=_cursors(run, opens, drawn))


def _cursors(run: Run, opens: Opening, drawn: Drawn) -> dict[str, str]:
    """Return where both listings go on, and when each side was read."""
    cursors = {READ_CURSOR + side.value: run.started_at.isoformat() for side in opens.reads}
    if drawn.outlook is not None:
        cursors[OUTLOOK_CURSOR] = drawn.outlook.place.encode()
    if drawn.crm is not None and drawn.crm.cursor:
        cursors[CRM_CURSOR] = drawn.crm.cursor
    return cursors


def _suspended(run: Run, drawn: Drawn) -> dict[str, datetime | bool]:
    """Return the fields of the record of a mailbox whose plan waits: another look tells nothing new for a day."""
    return {"calendar_held": True} | (
        {"calendar_swept_at": run.started_at} if drawn.is_whole else {}
    )


def _standing(run: Run, drawn: Drawn, applied: CalendarApplied) -> dict[str, datetime | int | None]:
    """Return the fields of the mailbox's record that tell of its pairs; those not read stand as they stood."""
    counted = None if drawn.knows_all else run.record.calendar_pairs
    now = census(drawn.pairs, applied.rows, counted)
    return {
        "calendar_pairs": now.linked,
        "calendar_failed": now.failed,
        "calendar_due_at": now.due_at,
    }
