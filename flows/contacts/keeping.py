"""Keeping contacts in step: list, gather, plan, brake, apply, remember; cursors last."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from flows.contacts.applying import ContactsApplied, apply, note_questions
from flows.contacts.bearings import (
    CRM_CURSOR,
    FOLDER_CURSOR,
    OUTLOOK_CURSOR,
    contact_folder,
    contact_rules,
    fingerprint_of,
)
from flows.contacts.gathering import gather
from flows.contacts.generations import count_one_more, is_restored
from flows.contacts.holding import pass_brakes
from flows.contacts.listing import (
    CrmListed,
    OutlookListed,
    list_crm,
    list_crm_changes,
    list_outlook,
)
from flows.contacts.mirroring import Mirroring
from flows.contacts.planning import Planned, make_plan
from flows.contacts.remembering import remembered
from flows.holding import held_plan, hold, hold_nothing, let_go
from flows.ports.remembrance import Remembrance
from flows.running import Done, Run
from sync_core import limits
from sync_core.contacts.contact import ContactFolderId
from sync_core.contacts.following import asks_for_another
from sync_core.contacts.moving import left_behind
from sync_core.contacts.rules import ContactRules
from sync_core.failures import ItemGone, Unavailable
from sync_core.reconcile.brakes import Brake, HeldPlan
from sync_core.reconcile.census import census, is_side_empty
from sync_core.reconcile.pairs import Pair, PairKey
from sync_core.work import Stream, Task, WorkItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What a run found and would do: the same for the run itself and for its preview."""

    rules: ContactRules
    folder: ContactFolderId
    outlook: OutlookListed = field(default_factory=OutlookListed)
    crm: CrmListed = field(default_factory=CrmListed)
    is_whole: bool = False
    pairs: tuple[Pair, ...] = ()
    knows_all: bool = True
    """Whether these are all pairs; else those that what happened concerns."""
    planned: Planned | None = None
    """None: nothing happened on either side."""
    left_behind: frozenset[PairKey] = frozenset()
    """Rows that moved to another key, and are to be forgotten."""
    brakes: tuple[Brake, ...] = ()
    """Brakes on the whole of it."""

    @property
    def is_side_empty(self) -> bool:
        """Whether a side that was compared whole shows nothing, though there are twins."""
        if not (self.is_whole and self.planned):
            return False
        return is_side_empty(self.pairs, [one.twin for one in self.planned.judged])


async def keep_contacts(run: Run) -> Done:
    """Bring a mailbox's contacts and its user's list in the CRM into step."""
    held = await held_plan(run)
    if run.record.owner is None:  # nobody's list: asked again tomorrow
        run.progress |= {"contacts_swept_at": run.started_at, "contacts_read_at": run.started_at}
    if not _may_run(run, held):
        return Done()
    drawn = await draw(run, run.lease.cursors)
    if drawn is None:
        await hold_nothing(run, Brake.FOLDER_GONE, held)
        run.progress |= {"contacts_held": True, "contacts_swept_at": run.started_at}
        return Done()
    if drawn.planned is None:
        return _quiet(run, drawn)
    return await _carry_out(run, drawn, drawn.planned, held)


async def _carry_out(run: Run, drawn: Drawn, planned: Planned, held: HeldPlan | None) -> Done:
    """Do what may be done of a plan, and hold the rest."""
    if drawn.left_behind:
        gone = tuple(sorted(drawn.left_behind))
        await run.remember(Remembrance(parted=gone, heeded=gone))
    passed = pass_brakes(planned, held, drawn.brakes, is_side_empty=drawn.is_side_empty)
    run.counts.update({f"left_out.{k}": n for k, n in planned.plan.left_out.items()})
    if passed.brakes:
        await hold(run, planned, passed)
        run.progress |= _suspended(run, drawn)
    if passed.brakes and not passed.planned.plan.to_do:
        noted = await note_questions(run, planned)
        run.progress["contacts_open"] = _standing(run, drawn, noted)["contacts_open"]
        return Done()
    applied = await apply(run, passed.planned, Mirroring(drawn.folder))
    if applied.left:
        return Done(go_on=(run.item.continued(),), is_partial=True)
    if applied.again:
        raise Unavailable("changed_meanwhile")
    if not passed.brakes:
        return await _finish(run, replace(drawn, planned=passed.planned), applied)
    run.progress["contacts_open"] = _standing(run, drawn, applied)["contacts_open"]
    return Done()


def _may_run(run: Run, held: HeldPlan | None) -> bool:
    """Return whether contacts are kept here, and are not suspended with nothing new to say of their plan."""
    is_on = run.rules.policy.contacts.enabled and run.record.contacts_enabled
    waits = held is not None and held.answered_at is None and run.item.task is Task.CONTACTS_WAKE
    return is_on and run.record.owner is not None and not waits


async def draw(run: Run, cursors: Mapping[str, str]) -> Drawn | None:
    """Return what happened on both sides since the last run, judged, with nothing written.

    None where the folder that is kept in step no longer exists: nothing is concluded from that.
    """
    rules, folder = await contact_rules(run), await contact_folder(run)
    if folder is None:
        return None
    is_same = cursors.get(FOLDER_CURSOR, "") == run.parts.digester.tag(folder)
    token = cursors.get(OUTLOOK_CURSOR, "") if is_same else ""
    is_whole = _is_whole(run, rules, folder, token)
    try:
        outlook = await list_outlook(run, folder, token, is_whole=is_whole)
    except ItemGone:
        outlook = None
    if outlook is None:
        return None
    cursor = "" if outlook.is_whole else cursors.get(CRM_CURSOR, "")
    listed = list_crm_changes(run, rules, cursor) if cursor else list_crm(run, rules)
    drawn = Drawn(
        rules=rules, folder=folder, outlook=outlook, crm=await listed, is_whole=outlook.is_whole
    )
    if not (drawn.is_whole or _has_news(drawn) or _is_due(run)):
        return drawn
    return await _planned(run, drawn)


async def _planned(run: Run, drawn: Drawn) -> Drawn:
    known = await remembered(run, drawn.outlook, drawn.crm)
    memory, mailbox = run.parts.memory, run.record.id
    answers = await memory.answers(mailbox, Stream.CONTACTS) if known.may_be_answered else {}
    gone = left_behind(known.pairs)
    pairs = tuple(p for p in known.pairs if p.key not in gone)
    twins = await gather(run, drawn.rules, drawn.folder, drawn.outlook, drawn.crm, pairs, answers)
    count = len(pairs) if known.is_all else run.record.contacts_pairs
    planned = make_plan(run, drawn.rules, twins.values(), count, is_whole=drawn.is_whole)
    restored = planned.plan.to_do and await is_restored(run, drawn.rules, drawn.folder)
    brakes = (Brake.RESTORED,) if restored else ()
    return replace(
        drawn,
        pairs=pairs,
        knows_all=known.is_all,
        left_behind=gone,
        planned=planned,
        brakes=brakes,
    )


def _is_whole(run: Run, rules: ContactRules, folder: ContactFolderId, token: str) -> bool:
    """Return whether both sides are compared whole: at first, daily, on demand, and under other rules."""
    record = run.record
    if record.contacts_held or not token or record.contacts_started_at is None:
        return True
    if run.item.task in (Task.CONTACTS_SWEEP, Task.CONTACTS_NOW):
        return True
    swept = record.contacts_swept_at
    every = timedelta(seconds=limits.CONTACTS_SWEEP_SECONDS)
    is_old = swept is None or run.started_at - swept >= every
    return is_old or record.contacts_policy != fingerprint_of(run, rules, folder)


def _has_news(drawn: Drawn) -> bool:
    in_outlook = drawn.outlook.changed or drawn.outlook.removed
    return bool(in_outlook or drawn.crm.changed or drawn.crm.deleted)


def _is_due(run: Run) -> bool:
    due = run.record.contacts_due_at
    return run.record.contacts_held or (due is not None and due <= run.started_at)


async def _finish(run: Run, drawn: Drawn, applied: ContactsApplied) -> Done:
    """Remember where both listings go on, and how the contacts stand."""
    assert run.record.owner is not None  # noqa: S101  _may_run
    if applied.written or drawn.brakes:
        await count_one_more(run, run.record.owner, drawn.folder)
    await let_go(run)
    await run.remember(Remembrance(cursors=_cursors(run, drawn)))
    run.progress |= {"contacts_read_at": run.started_at, "contacts_held": False}
    run.progress |= _standing(run, drawn, applied)
    if drawn.is_whole:
        run.progress |= {
            "contacts_started_at": run.record.contacts_started_at or run.started_at,
            "contacts_swept_at": run.started_at,
            "contacts_policy": fingerprint_of(run, drawn.rules, drawn.folder),
        }
    tasks = [Task.CONTACTS_SHARE]
    planned = drawn.planned
    if planned is not None and asks_for_another(planned.judged, planned.by):
        tasks.append(Task.CONTACTS_NOW)
    now = run.parts.surroundings.now()
    go_on = tuple(WorkItem(task=t, mailbox=run.record.id, woken_at=now) for t in tasks)
    return Done(go_on=go_on, read_at=run.started_at)


def _quiet(run: Run, drawn: Drawn) -> Done:
    """End a look at contacts to which nothing had happened."""
    if run.is_to_be_noted(run.record.contacts_read_at):
        run.progress |= {"contacts_read_at": run.started_at}
    return Done(read_at=run.started_at, is_quiet=True, cursors=_cursors(run, drawn))


def _cursors(run: Run, drawn: Drawn) -> dict[str, str]:
    cursors = {
        OUTLOOK_CURSOR: drawn.outlook.token,
        CRM_CURSOR: drawn.crm.cursor,
        FOLDER_CURSOR: run.parts.digester.tag(drawn.folder),
    }
    return {name: text for name, text in cursors.items() if text}


def _suspended(run: Run, drawn: Drawn) -> dict[str, datetime | bool]:
    """Return the fields of the record of a mailbox whose plan waits."""
    return {"contacts_held": True} | (
        {"contacts_swept_at": run.started_at} if drawn.is_whole else {}
    )


def _standing(run: Run, drawn: Drawn, applied: ContactsApplied) -> dict[str, datetime | int | None]:
    """Return the fields of the mailbox's record that tell of its pairs; those not read stand as they stood."""
    counted = None if drawn.knows_all else run.record.contacts_pairs
    now = census(drawn.pairs, applied.rows, counted)
    return {
        "contacts_pairs": now.linked,
        "contacts_failed": now.failed,
        "contacts_open": now.asked,
        "contacts_due_at": now.due_at,
    }
