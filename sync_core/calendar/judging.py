"""Judging: one twin through screening, projection, decide and every gate, to actions or a reason.

    screen -> project both sides -> decide by field -> the calendar's gates -> the firm's gates

Pure: what it returns is applied, or shown in a preview, by others.
"""

from dataclasses import replace
from datetime import timedelta

from sync_core import limits
from sync_core.calendar.acting import actions_of
from sync_core.calendar.deciding import decided
from sync_core.calendar.judged import Judge, Judged
from sync_core.calendar.reasons import EventReason
from sync_core.calendar.redacting import may_redact, redactions, takes_away
from sync_core.calendar.screening import screen_crm, screen_outlook, screen_twins
from sync_core.calendar.showing import all_shown, views
from sync_core.calendar.twins import Twin
from sync_core.reconcile.gates import pass_gates
from sync_core.reconcile.plan import Action, Why
from sync_core.reconcile.sides import Side


def judge(twin: Twin, by: Judge) -> Judged:
    """Return what becomes of one twin."""
    reason = _left_out(twin, by)
    if reason is not None and not may_redact(twin, reason):
        return Judged(twin=twin, reason=reason, shown={})
    each = views(twin, by)
    shown = all_shown(twin, each, by)
    outcome = decided(twin, shown, by)
    if reason is not None:
        outcome = replace(outcome, changes=redactions(twin, outcome.changes))
        if not outcome.changes:
            return Judged(twin=twin, reason=reason, shown=shown)
    judged = Judged(
        twin=twin,
        standing=outcome.standing,
        outlook=each[Side.OUTLOOK],
        crm=each[Side.CRM],
        shown=shown,
    )
    actions = tuple(a for c in outcome.changes for a in actions_of(judged, c, outcome, by))
    if reason is not None:
        actions = tuple(_redacting(twin, action) for action in actions)
    return replace(judged, actions=pass_gates(actions, by.gates))


def _left_out(twin: Twin, by: Judge) -> EventReason | None:
    """Return why a twin is left out, or None."""
    if twin.is_broken:
        return EventReason.BROKEN
    if twin.is_double:
        return EventReason.DOUBLE
    outlook, crm = twin.outlook, twin.crm
    if outlook is not None and crm is not None:
        return screen_twins(outlook, crm, by.rules, by.known, now=by.now)
    has_twin = twin.is_linked or twin.is_changed_slot  # a slot belongs to a series that has one
    if outlook is not None:
        reason = screen_outlook(outlook, by.rules, by.known, is_linked=has_twin, now=by.now)
        return reason or (EventReason.DELETED_IN_CRM if _stays_deleted(twin, by) else None)
    if crm is not None:
        return screen_crm(crm, by.rules, by.known, is_linked=has_twin)
    return None


def _stays_deleted(twin: Twin, by: Judge) -> bool:
    """Return whether somebody deleted the CRM's record, which no copy unchanged since then makes anew."""
    if twin.deleted_at is None or twin.outlook is None or twin.is_linked:
        return False
    changed_at = twin.outlook.modified_at
    apart = timedelta(seconds=limits.CLOCKS_APART_SECONDS)
    is_edited = changed_at is not None and changed_at - twin.deleted_at > apart
    return not (is_edited and by.reconciliation.edit_survives)


def _redacting(twin: Twin, action: Action) -> Action:
    return replace(action, why=Why.REDACTED) if takes_away(twin, action.side) else action
