"""Guarding: a change that makes a contact somebody else waits until a person says what it means."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from sync_core.contacts.acting import with_actions
from sync_core.contacts.asking import answer_to, asked
from sync_core.contacts.contact import Card
from sync_core.contacts.fields import NAME_FIELDS
from sync_core.contacts.guard import is_somebody_else, is_suspicious
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.reasons import ContactReason
from sync_core.contacts.showing import looked_at
from sync_core.reconcile.answers import Answer
from sync_core.reconcile.decide import Change, Move, Outcome, Standing
from sync_core.reconcile.pairs import PairState
from sync_core.reconcile.plan import Action
from sync_core.reconcile.sides import Side


def guarded(judged: ContactJudged, by: ContactJudge) -> ContactJudged:
    """Return what was decided, with a change of identity held until a person says what it means.

    A contact whose name and address were both replaced is somebody else: the CRM's person keeps name,
    history and relations (facts: features 157-158).
    """
    updates = [a for a in judged.actions if a.move is Move.UPDATE and a.withheld is None]
    renames = any(NAME_FIELDS & set(a.fields) for a in updates)
    told = judged if judged.twin.is_met else looked_at(judged.twin, by)  # nothing put beside it
    suspect = any(_before_and_after(told, a, is_suspicious) for a in updates)
    is_other = renames and any(_before_and_after(told, a, is_somebody_else) for a in updates)
    judged = replace(judged, is_suspicious=suspect)
    if judged.twin.is_met and by.rules.policy.identity_guard and _are_two_by_now(judged, by):
        return _parted(looked_at(judged.twin, by), by)
    if not is_other or judged.twin.is_met or not by.rules.policy.identity_guard:
        return judged
    question = asked(judged, ContactReason.DIFFERENT_PERSON, by)
    answer = answer_to(question)
    if answer is None:
        return question
    if answer is Answer.RENAME:
        return replace(judged, is_suspicious=False)
    return _undone(judged, told, by) if answer is Answer.UNDO else _parted(told, by)


def _are_two_by_now(judged: ContactJudged, by: ContactJudge) -> bool:
    """Return whether two that we had begun to make one became two people before they agreed on anything.

    Found today they would never have met, so nobody has to be asked: each gets a twin of its own. Not so where a
    person said that they are one, as they are shown still.
    """
    pair, contact, entry = judged.twin.pair, judged.twin.outlook, judged.twin.crm
    if pair is None or contact is None or entry is None or not by.rules.is_outlook:
        return False
    was_met = pair.crm == entry.id and pair.state is not PairState.ASKED
    if not was_met or not is_somebody_else(entry.card, contact.card):
        return False
    return answer_to(asked(judged, ContactReason.LIKELY_TWIN, by)) is not Answer.ACCEPT


def _before_and_after(
    judged: ContactJudged, action: Action, test: Callable[[Card, Card], bool]
) -> bool:
    there, then = judged.sources.get(action.side.other), judged.sources.get(action.side)
    return there is not None and then is not None and test(there, then)


def _undone(judged: ContactJudged, told: ContactJudged, by: ContactJudge) -> ContactJudged:
    """Return what writes back, on the side that was changed, what the other still holds.

    What was edited on the other side meanwhile is copied with it: no run would come to it before everything is
    compared.
    """
    updates = [a for a in judged.actions if a.move is Move.UPDATE]
    renamed = {a.side for a in updates if NAME_FIELDS & set(a.fields)}
    kept = [a for a in updates if a.side not in renamed]
    back = {side.other: _fields(updates, side) for side in renamed}
    changes = tuple(
        Change(side=side, move=Move.UPDATE, fields=(*names, *_fields(kept, side)))
        for side, names in sorted(back.items())
    )
    lost = tuple(x for a in kept for x in a.lost)
    outcome = Outcome(changes=changes, standing=Standing.AGREED, lost=lost)
    return with_actions(_with_former(judged, told, back), outcome, by)


def _fields(actions: Iterable[Action], side: Side) -> tuple[str, ...]:
    return tuple(name for a in actions if a.side is side for name in a.fields)


def _with_former(
    judged: ContactJudged, told: ContactJudged, back: Mapping[Side, Collection[str]]
) -> ContactJudged:
    """Return what was judged, with the fields that are written back to a side as the other shows them."""
    former = {
        side: replace(card, **{n: getattr(told.sources[side], n) for n in back.get(side, ())})
        for side, card in judged.sources.items()
    }
    names = {name for fields in back.values() for name in fields}
    apart = {name: side for name, side in judged.apart.items() if name not in names}
    return replace(judged, sources=former, apart=apart, is_suspicious=False)


def _parted(judged: ContactJudged, by: ContactJudge) -> ContactJudged:
    """Return what gives the contact an entry of its own and leaves the former one as it is."""
    names = tuple(judged.shown[Side.OUTLOOK])
    change = Change(side=Side.CRM, move=Move.CREATE, fields=names)
    outcome = Outcome(changes=(change,), standing=Standing.AGREED)
    return with_actions(replace(judged, is_parted=True, is_suspicious=False), outcome, by)
