"""Keeping a list and the firm's people in step: list, gather, plan, brake, apply, remember; cursors last."""

from dataclasses import replace
from datetime import datetime, timedelta

from flows.applying import Applied
from flows.contacts.applying import apply
from flows.contacts.bearings import contact_rules
from flows.contacts.holding import pass_brakes
from flows.contacts.listing import CrmListed, list_crm, list_crm_changes
from flows.contacts.planning import Planned
from flows.holding import held_plan, hold, let_go
from flows.ports.remembrance import Remembrance
from flows.running import Done, Run
from flows.sharing.gathering import gather
from flows.sharing.planning import make_plan
from flows.sharing.remembering import Remembered, remembered
from flows.sharing.standing import LIST
from flows.sharing.writing import share
from sync_core import limits
from sync_core.contacts.contact import CrmContactId
from sync_core.failures import Unavailable
from sync_core.reconcile.brakes import HeldPlan
from sync_core.reconcile.census import next_attempt_at, rows_now
from sync_core.reconcile.decide import Move
from sync_core.reconcile.pairs import PairKey, PairState
from sync_core.work import Task, WorkItem

_CURSOR = "sharing.crm"
_RULES = "sharing.rules"
"""Under which the digest of the rules stands that the last whole comparison ran under."""
_SWEPT = "sharing.swept"


async def keep_sharing(run: Run) -> Done:
    """Let what a user shares rise to the firm's people, and what the firm changed come down."""
    policy = run.rules.policy.contacts
    if not (policy.enabled and run.record.contacts_enabled and run.record.owner):
        return Done()
    held = await held_plan(run)
    is_whole = _is_whole(run, held)
    listed = await _listed(run, is_whole=is_whole)
    known = await remembered(run, listed, is_whole=is_whole)
    standings = await gather(run, listed, known.pairs, known.answers)
    planned = make_plan(run, standings, len(known.pairs))
    return await _carry_out(run, planned, held, listed, known, is_whole=is_whole)


async def _carry_out(
    run: Run,
    planned: Planned,
    held: HeldPlan | None,
    listed: CrmListed,
    known: Remembered,
    *,
    is_whole: bool,
) -> Done:
    passed = pass_brakes(planned, held, (), is_side_empty=False)
    if passed.brakes:
        await hold(run, planned, passed)
        run.progress |= {"sharing_held": True}
    if passed.brakes and not passed.planned.plan.to_do:
        return Done()
    applied = await apply(run, passed.planned, share, outlook_costs=1)
    if applied.left:
        return Done(go_on=(run.item.continued(),), is_partial=True)
    if applied.again:
        raise Unavailable("changed_meanwhile")
    if passed.brakes:
        return Done()
    judged = (one.twin.key for one in planned.judged)
    moot = known.moot(listed, judged, run.started_at, is_whole=is_whole)
    applied.rows.update(dict.fromkeys(moot))
    run.progress |= _standing(known, listed, applied)
    done = await _finish(run, listed, known, moot, is_whole=is_whole)
    return replace(done, go_on=(_mirror(run),)) if run.counts[f"{LIST}.{Move.UPDATE}"] else done


def _standing(
    known: Remembered, listed: CrmListed, applied: Applied
) -> dict[str, int | datetime | None]:
    """Return about how many entries a person is asked by now, and when the first refused one is tried again."""
    rows = rows_now(known.pairs, applied.rows)
    there = [p for p in rows if p.outlook not in listed.deleted]
    return {
        "sharing_open": known.others_open + sum(p.state is PairState.ASKED for p in there),
        "sharing_due_at": next_attempt_at(there),
    }


def _mirror(run: Run) -> WorkItem:
    """Return the work that copies what came down into Outlook."""
    now = run.parts.surroundings.now()
    return WorkItem(task=Task.CONTACTS_WAKE, mailbox=run.record.id, woken_at=now)


async def _finish(
    run: Run,
    listed: CrmListed,
    known: Remembered,
    moot: tuple[PairKey, ...],
    *,
    is_whole: bool,
) -> Done:
    """Forget the pairs of entries that were removed, and moot questions; remember where reading goes on."""
    await let_go(run)
    run.progress |= {"sharing_held": False}
    removed = tuple(p.key for p in known.pairs if CrmContactId(p.outlook) in listed.deleted)
    cursors = {_CURSOR: listed.cursor}
    if is_whole:
        cursors |= {_RULES: _fingerprint(run), _SWEPT: run.started_at.isoformat()}
    kept = {name: text for name, text in cursors.items() if text}
    parted = tuple(dict.fromkeys((*removed, *moot)))
    heeded = (*moot, *(key for key in removed if key in known.answers))
    await run.remember(Remembrance(parted=parted, heeded=heeded, cursors=kept))
    return Done(read_at=run.started_at)


def _is_whole(run: Run, held: HeldPlan | None) -> bool:
    """Return whether the whole list is compared: at first, daily, under other rules, and to do what was approved."""
    cursors = run.lease.cursors
    swept = cursors.get(_SWEPT, "")
    if held is not None or not swept or not cursors.get(_CURSOR):
        return True
    age = run.started_at - datetime.fromisoformat(swept)
    is_old = age >= timedelta(seconds=limits.CONTACTS_SWEEP_SECONDS)
    return is_old or cursors.get(_RULES, "") != _fingerprint(run)


async def _listed(run: Run, *, is_whole: bool) -> CrmListed:
    rules = await contact_rules(run)
    cursor = "" if is_whole else run.lease.cursors.get(_CURSOR, "")
    return await (list_crm_changes(run, rules, cursor) if cursor else list_crm(run, rules))


def _fingerprint(run: Run) -> str:
    policy = run.rules.policy.contacts
    told = policy.sharing.model_dump_json() + policy.first_run + str(policy.identity_guard)
    return run.parts.digester.value("rules", f"sharing {told} {run.record.owner}")
