"""Acting: a decided change of a contact as actions of the plan, past the firm's gates.

What would replace a value by nothing is an action of its own, withheld where the policy says so.
"""

from dataclasses import replace

from sync_core.contacts.fields import ContactField, is_blank
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.showing import card_shown
from sync_core.contacts.twins import ContactTwin
from sync_core.reconcile.acting import action_of, has_lost, link_on
from sync_core.reconcile.decide import Change, Move, Outcome
from sync_core.reconcile.gates import pass_gates
from sync_core.reconcile.plan import Action, Why, Withheld
from sync_core.reconcile.sides import Side


def with_actions(judged: ContactJudged, outcome: Outcome, by: ContactJudge) -> ContactJudged:
    """Return what was judged with an outcome's changes as actions, those marked that may not be done."""
    judged = replace(judged, standing=outcome.standing)
    made = [a for change in outcome.changes for a in _actions(judged, change, outcome, by)]
    return replace(judged, actions=pass_gates(made, by.rules.gates))


def blanked(judged: ContactJudged, change: Change, by: ContactJudge) -> tuple[str, ...]:
    """Return the fields of a change whose value the policy does not let be replaced by nothing."""
    source = judged.sources.get(change.side)
    if source is None or change.move is not Move.UPDATE:
        return ()
    return tuple(
        name
        for name in change.fields
        if by.rules.policy.rule_of(ContactField(name)).never_blank
        and is_blank(source, ContactField(name))
    )


def keyed(judged: ContactJudged, by: ContactJudge) -> ContactJudged:
    """Return what was judged, with the writing down of which contact an entry is, where that is all there is.

    No gate withholds it: what was found to be the same is found again by it, whatever else may be written.
    """
    contact, entry = judged.twin.outlook, judged.twin.crm
    is_open = judged.reason is not None or judged.is_parted or not by.rules.is_outlook
    if is_open or contact is None or entry is None:
        return judged
    is_told = any(a.side is Side.CRM and a.withheld is None for a in judged.actions)
    if is_told or entry.key == by.digester.contact_key(contact.id):
        return judged
    link = link_on(Side.CRM, judged.twin.key, f"key {entry.id}", by.digester)
    return replace(judged, actions=(*judged.actions, link))


def _actions(
    judged: ContactJudged, change: Change, outcome: Outcome, by: ContactJudge
) -> list[Action]:
    """Return a change as an action, and as another one what would replace a value by nothing."""
    taken = blanked(judged, change, by)
    one_way = by.rules.one_way
    kept = tuple(
        name
        for name in change.fields
        if name not in taken and one_way.get(name, change.side) is change.side
    )
    actions = []
    if kept or change.move is not Move.UPDATE:
        actions.append(_action(judged, replace(change, fields=kept), outcome, by))
    if taken and change.move is Move.UPDATE:
        part = _action(judged, replace(change, fields=taken), outcome, by)
        actions.append(replace(part, withheld=Withheld.NEVER_BLANK))
    return actions


def _action(judged: ContactJudged, change: Change, outcome: Outcome, by: ContactJudge) -> Action:
    source, twin = judged.sources.get(change.side), judged.twin
    values = card_shown(source, twin, by) if source is not None else {}
    why = _why(twin, change, is_conflict=has_lost(outcome, change))
    return action_of(twin.key, change, outcome, why, values, by.digester)


def _why(twin: ContactTwin, change: Change, *, is_conflict: bool) -> Why:
    if change.move is Move.DELETE:
        return Why.DELETED
    if change.move is Move.CREATE:
        return Why.EDIT_SURVIVES if twin.is_linked else Why.NEW
    if not twin.is_linked:
        return Why.MATCHED
    return Why.CONFLICT if is_conflict else Why.CHANGED
