"""Acting: a decided change of an event as actions of the plan, past the calendar's gates and the firm's.

What may not be written of it is an action of its own, withheld with the reason.
"""

from collections.abc import Mapping
from dataclasses import replace

from sync_core.calendar.attending import people_in, user_of
from sync_core.calendar.event import Answer
from sync_core.calendar.fields import EventField
from sync_core.calendar.gating import writable
from sync_core.calendar.judged import Judge, Judged
from sync_core.calendar.mailing import mailed, outside
from sync_core.calendar.outgoing import outgoing
from sync_core.calendar.showing import own_answer
from sync_core.reconcile.acting import action_of, has_lost
from sync_core.reconcile.decide import Change, Move, Outcome
from sync_core.reconcile.plan import Action, Why, Withheld
from sync_core.reconcile.sides import Side


def actions_of(judged: Judged, change: Change, outcome: Outcome, by: Judge) -> tuple[Action, ...]:
    """Return a change as an action, and what is withheld of it as another one."""
    change, withheld = _gated(judged, change, by)
    made = [_action(judged, change, outcome, by)] if change.fields or not _is_update(change) else []
    for name, why in withheld.items():
        part = replace(change, fields=(name,))
        made.append(replace(_action(judged, part, outcome, by), withheld=why, mails_outside=0))
    return tuple(made)


def _is_update(change: Change) -> bool:
    return change.move is Move.UPDATE


def _gated(judged: Judged, change: Change, by: Judge) -> tuple[Change, Mapping[str, Withheld]]:
    """Return the change as it may be done in Outlook, and the fields that may not be written."""
    outlook, crm = judged.twin.outlook, judged.twin.crm
    if change.side is Side.OUTLOOK and outlook is None and judged.twin.is_changed_slot:
        # the series has no such slot in Outlook: made alone, it would be a second meeting
        return replace(change, move=Move.UPDATE, fields=()), dict.fromkeys(
            change.fields, Withheld.INEXPRESSIBLE
        )
    if change.side is Side.CRM:
        return _without_unheard_answer(judged, change, by), {}
    if outlook is None:
        return change, {}
    if not outlook.version:  # a cancelled slot: there is nothing to write on
        return replace(change, fields=()), dict.fromkeys(change.fields, Withheld.INEXPRESSIBLE)
    hidden = judged.crm.hidden if judged.crm else frozenset()
    hidden |= judged.outlook.hidden if judged.outlook else frozenset()
    if not _is_update(change):
        allowed, held = writable(
            frozenset({EventField.CANCELLED.value}), outlook, crm, by.rules, by.now, hidden
        )
        return (change, {}) if allowed else (replace(change, move=Move.UPDATE, fields=()), held)
    allowed, held = writable(frozenset(change.fields), outlook, crm, by.rules, by.now, hidden)
    if EventField.OWN_ANSWER in allowed and crm and own_answer(crm, by) is Answer.NONE:
        allowed -= {EventField.OWN_ANSWER.value}  # an answer once given cannot be taken back
        held = {**held, EventField.OWN_ANSWER.value: Withheld.INEXPRESSIBLE}
    kept = tuple(name for name in change.fields if name in allowed)
    if EventField.CANCELLED.value in kept and crm is not None and crm.content.is_cancelled:
        return Change(side=change.side, move=Move.CANCEL, fields=kept), held
    return replace(change, fields=kept), held


def _without_unheard_answer(judged: Judged, change: Change, by: Judge) -> Change:
    """Return a change of the CRM's record without an answer of somebody whom the record does not name."""
    name, crm = EventField.OWN_ANSWER.value, judged.twin.crm
    if name not in change.fields or not _is_update(change) or crm is None:
        return change
    source = judged.outlook.content if judged.outlook is not None else crm.content
    people = source if EventField.ATTENDEES.value in change.fields else crm.content
    if any(user_of(a.address, by.known, by.rules) == by.rules.owner for a in people_in(people)):
        return change
    return replace(change, fields=tuple(f for f in change.fields if f != name))


def _action(judged: Judged, change: Change, outcome: Outcome, by: Judge) -> Action:
    """Return a change as it stands in the plan."""
    return action_of(
        judged.twin.key,
        change,
        outcome,
        _why(judged, change, is_conflict=has_lost(outcome, change)),
        judged.shown.get(change.side.other, {}),
        by.digester,
        mails_outside=_mails_outside(judged, change, by) if change.side is Side.OUTLOOK else 0,
    )


def _why(judged: Judged, change: Change, *, is_conflict: bool) -> Why:
    """Return why a change is made."""
    if change.move in (Move.DELETE, Move.CANCEL):
        return Why.DELETED
    if change.move is Move.CREATE:
        return Why.EDIT_SURVIVES if judged.twin.is_linked else Why.NEW
    if is_conflict:
        return Why.CONFLICT
    return Why.CHANGED if judged.twin.is_linked else Why.MATCHED


def _mails_outside(judged: Judged, change: Change, by: Judge) -> int:
    """Return how many people outside the firm a write in Outlook would mail."""
    content = outgoing(judged, by) if change.move is Move.CREATE else None
    if change.move is Move.UPDATE and judged.crm is not None:
        content = judged.crm.content
    reached = mailed(judged.twin.outlook, content, frozenset(change.fields), change.move)
    return outside(reached, by.rules.insiders)
