"""Judging: one twin through screening, projection, decide and every gate, to actions or a reason.

    screen -> project both sides -> decide by field -> the calendar's gates -> the firm's gates

Pure: what it returns is applied, or shown in a preview, by others.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from sync_core import limits
from sync_core.calendar.attending import people_in, user_of
from sync_core.calendar.carrying import is_guests
from sync_core.calendar.event import Answer, Content, CrmEvent, OutlookEvent, Shape
from sync_core.calendar.fields import EventField
from sync_core.calendar.gating import writable
from sync_core.calendar.judged import Judge, Judged
from sync_core.calendar.mailing import mailed, may_invite, outside, uninvited
from sync_core.calendar.projection import one_way_fields, whole_list
from sync_core.calendar.reasons import EventReason
from sync_core.calendar.redacting import may_redact, redactions, takes_away
from sync_core.calendar.screening import screen_crm, screen_outlook, screen_twins
from sync_core.calendar.showing import all_shown, own_answer, views
from sync_core.calendar.twins import Twin
from sync_core.reconcile.decide import (
    Change,
    Move,
    OnDelete,
    Outcome,
    Reconciliation,
    Shown,
    Winner,
    decide,
)
from sync_core.reconcile.gates import pass_gates
from sync_core.reconcile.pairs import NEVER_AGREED, FieldDigests, Pair, PairState
from sync_core.reconcile.plan import Action, Fingerprint, Why, Withheld
from sync_core.reconcile.sides import Side

_OF_EACH_COPY = (EventField.SHOW_AS, EventField.PRIVACY)
"""What every copy of a meeting has of its own."""


def judge(twin: Twin, by: Judge) -> Judged:
    """Return what becomes of one twin."""
    reason = _left_out(twin, by)
    if reason is not None and not may_redact(twin, reason):
        return Judged(twin=twin, reason=reason, shown={})
    each = views(twin, by)
    shown = all_shown(twin, each, by)
    outcome = decide(
        _seen(twin.outlook, shown.get(Side.OUTLOOK)),
        _seen(twin.crm, shown.get(Side.CRM)),
        _basis(twin, shown),
        _reconciliation(twin, by),
    )
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
    actions = tuple(a for c in outcome.changes for a in _actions(judged, c, outcome, by))
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


def _reconciliation(twin: Twin, by: Judge) -> Reconciliation:
    """Return the rules of deciding, with the fields that flow to the CRM only.

    Of a guest's copy and the CRM's record neither is deleted, nor made again, for want of the other. What is
    cancelled in the CRM is not made again in Outlook, whatever else of it was edited.
    """
    rules = by.reconciliation
    if is_guests(twin, by.rules, by.known):
        rules = replace(rules, edit_survives=False, on_delete={})
    if twin.outlook is None:
        return _without_outlook(twin, rules)
    to_crm = one_way_fields(twin.outlook.content, by.rules)
    winners = {
        EventField.OWN_ANSWER.value: Winner.OUTLOOK
    }  # nobody is answered for by an older answer
    winners |= dict.fromkeys(_never_agreed_with_organiser(twin, by), Winner.OUTLOOK)
    return replace(rules, one_way={**rules.one_way, **to_crm}, winners=winners)


def _without_outlook(twin: Twin, rules: Reconciliation) -> Reconciliation:
    """Return the rules for a record that is in the CRM alone.

    One that was cancelled there needs no cancelling. Where it was the CRM's people who cancelled it, its
    being gone from Outlook is our own doing, whose answer may have been lost: the record stays.
    """
    if twin.crm is None or not twin.crm.content.is_cancelled:
        return rules
    agreed = twin.pair.crm_base if twin.pair is not None else {}
    is_theirs = agreed.get(EventField.CANCELLED.value, "") in ("", NEVER_AGREED)
    stays = is_theirs or rules.on_delete.get(Side.CRM) is OnDelete.CANCEL
    on_delete = {**rules.on_delete, Side.CRM: OnDelete.KEEP} if stays else rules.on_delete
    return replace(rules, edit_survives=False, on_delete=on_delete)


def _never_agreed_with_organiser(twin: Twin, by: Judge) -> frozenset[str]:
    """Return the fields of a record made from a guest's copy that the organiser's own never agreed to.

    What it shows is the guest's (an old list of guests, their own way to show the time): the organiser, whose
    calendar comes into step only now, is not overwritten by it, nor anybody mailed. Where only memory was
    lost, the record may well be the organiser's: then the firm's winner holds for all that copies share.
    """
    is_organisers = twin.outlook is not None and twin.outlook.is_organiser
    if not is_organisers or twin.crm is None or twin.is_made_in_crm:
        return frozenset()
    agreed = twin.pair.outlook_base if twin.pair is not None else {}
    names = EventField if by.is_first_run or agreed else _OF_EACH_COPY
    return frozenset(name.value for name in names if name.value not in agreed)


def _seen(item: OutlookEvent | CrmEvent | None, told: FieldDigests | None) -> Shown | None:
    if item is None or told is None:
        return None
    return Shown(digests=told, modified_at=item.modified_at)


def _basis(twin: Twin, shown: Mapping[Side, FieldDigests]) -> Pair | None:
    """Return what both sides last agreed on.

    A slot of a series made in the CRM has the series itself for its base until both agreed on more: where
    Outlook still shows the slot unchanged, the change is the CRM's, however long it was withheld.
    """
    is_plain = twin.outlook is not None and twin.outlook.shape is Shape.OCCURRENCE
    if not (twin.is_changed_slot and is_plain):
        return twin.pair
    plain = shown[Side.OUTLOOK]
    pair = twin.pair or Pair(key=twin.key, state=PairState.LINKED)
    return replace(
        pair,
        outlook_base={**plain, **pair.outlook_base},
        crm_base={**dict.fromkeys(plain, NEVER_AGREED), **pair.crm_base},
    )


def _actions(judged: Judged, change: Change, outcome: Outcome, by: Judge) -> tuple[Action, ...]:
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
    values = judged.shown.get(change.side.other, {})
    told = ",".join(f"{name}={values.get(name, '')}" for name in sorted(change.fields))
    twin = judged.twin
    fingerprint = by.digester.value("action", f"{twin.key} {change.side} {change.move} {told}")
    lost = tuple(x for x in outcome.lost if x.side is change.side and x.field in change.fields)
    return Action(
        key=twin.key,
        side=change.side,
        move=change.move,
        why=_why(judged, change, bool(lost)),
        fields=change.fields,
        fingerprint=Fingerprint(fingerprint),
        mails_outside=_mails_outside(judged, change, by) if change.side is Side.OUTLOOK else 0,
        lost=lost,
    )


def _why(judged: Judged, change: Change, has_lost: bool) -> Why:
    """Return why a change is made."""
    if change.move in (Move.DELETE, Move.CANCEL):
        return Why.DELETED
    if change.move is Move.CREATE:
        return Why.EDIT_SURVIVES if judged.twin.is_linked else Why.NEW
    if has_lost:
        return Why.CONFLICT
    return Why.CHANGED if judged.twin.is_linked else Why.MATCHED


def outgoing(judged: Judged, by: Judge) -> Content | None:
    """Return what an event made in Outlook holds: all its attendees, or none where nobody may be invited."""
    event = judged.twin.crm
    if judged.crm is None or event is None:
        return None
    content = judged.crm.content
    invites = may_invite(
        by.rules,
        is_first_run=by.is_first_run,
        origin=event.origin,
        content=content,
        now=by.now,
    )
    if not invites:
        return uninvited(content)
    return replace(content, attendees=whole_list(event, by.rules))


def _mails_outside(judged: Judged, change: Change, by: Judge) -> int:
    """Return how many people outside the firm a write in Outlook would mail."""
    content = outgoing(judged, by) if change.move is Move.CREATE else None
    if change.move is Move.UPDATE and judged.crm is not None:
        content = judged.crm.content
    reached = mailed(judged.twin.outlook, content, frozenset(change.fields), change.move)
    return outside(reached, by.rules.insiders)
