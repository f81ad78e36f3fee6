"""Deciding: what is written of a contact by the heart, or of two that were just found to be one by joining them."""

from collections.abc import Mapping
from dataclasses import replace

from sync_core.contacts.acting import blanked, with_actions
from sync_core.contacts.apart import beside_own
from sync_core.contacts.fields import ContactField
from sync_core.contacts.joining import joined, to_write
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.showing import card_shown, fitted, own_card
from sync_core.reconcile.decide import (
    Change,
    Lost,
    Move,
    Outcome,
    Standing,
    decide,
    seen,
    winning_side,
)
from sync_core.reconcile.pairs import FieldDigests, Pair, Writing
from sync_core.reconcile.sides import Side


def decided(
    judged: ContactJudged, by: ContactJudge, only: ContactField | None = None
) -> ContactJudged:
    """Return what the heart decides, or of it what concerns one field."""
    twin = judged.twin
    outcome = decide(
        seen(twin.outlook, judged.shown.get(Side.OUTLOOK)),
        seen(twin.crm, judged.shown.get(Side.CRM)),
        _filled(twin.pair, judged.shown, by.rules.one_way),
        by.rules.reconciliation,
    )
    judged, outcome = beside_own(judged, outcome, by)
    if only is not None:
        outcome = _narrowed(outcome, only)
    return with_actions(judged, _kept_alive(judged, outcome, by), by)


def _filled(
    pair: Pair | None, shown: Mapping[Side, FieldDigests], one_way: Mapping[str, Side]
) -> Pair | None:
    """Return what is remembered, with each field that the two never agreed on as one that was blank.

    It did not flow so far, or not this way: what one side tells is no blank's to take away. Of one whose twin
    is gone, what flows only towards it never was on the other side: it was not edited since.
    """
    if pair is None or not (pair.outlook_base and pair.crm_base):
        return _made_without(pair, shown) if pair is not None else None
    blank = {name: "" for told in shown.values() for name in told}
    if len(shown) == 1:
        ((side, told),) = shown.items()
        blank |= {n: value for n, value in told.items() if one_way.get(n, side.other) is side}
    return replace(
        pair, outlook_base=blank | {**pair.outlook_base}, crm_base=blank | {**pair.crm_base}
    )


def _made_without(pair: Pair, shown: Mapping[Side, FieldDigests]) -> Pair:
    """Return what is remembered of one that we made and never heard of: what it was made without was blank there.

    A field that did not flow there, or was kept back, was not emptied by anybody, and is no blank to be copied.
    """
    for side, told in shown.items():
        made = [i for i in pair.intents if i.side is side and i.writing is Writing.CREATE]
        names = {name for intent in made for name in intent.digests}
        if made and not pair.base(side):
            pair = pair.with_base(side, {name: "" for name in told if name not in names})
    return pair


def _kept_alive(judged: ContactJudged, outcome: Outcome, by: ContactJudge) -> Outcome:
    """Return an outcome in which no blank wins over an edit of a field that is never blank: the edit goes back."""
    back = {side: _outlived(judged, outcome, side, by) for side in Side}
    if not any(back.values()):
        return outcome
    changes = {c.side: c for c in outcome.changes}
    merged = []
    for side in Side:
        held = changes[side].fields if side in changes else ()
        names = (*(n for n in held if n not in back[side.other]), *back[side])
        if names:
            merged.append(Change(side=side, move=Move.UPDATE, fields=names))
    lost = tuple(x for x in outcome.lost if x.field not in back[x.side.other])
    return replace(outcome, changes=tuple(merged), lost=lost)


def _outlived(
    judged: ContactJudged, outcome: Outcome, side: Side, by: ContactJudge
) -> tuple[str, ...]:
    """Return the fields that are blank on a side, and edited on the other since, which is to have them again."""
    gave_way = {x.field for x in outcome.lost if x.side is side.other}
    one_way = by.rules.one_way
    return tuple(
        name
        for change in outcome.changes
        if change.side is side.other
        for name in blanked(judged, change, by)
        if name in gave_way and one_way.get(name, side) is side
    )


def _narrowed(outcome: Outcome, only: ContactField) -> Outcome:
    changes = (
        replace(c, fields=(only.value,))
        for c in outcome.changes
        if c.move is Move.UPDATE and only.value in c.fields
    )
    return replace(outcome, changes=tuple(changes))


def met(judged: ContactJudged, by: ContactJudge) -> ContactJudged:
    """Return what makes one of two that were just found to be the same: nothing of either is lost."""
    twin, rules = judged.twin, by.rules
    assert twin.outlook is not None and twin.crm is not None  # noqa: S101  both were met
    own = own_card(twin.outlook, by)
    times = {Side.OUTLOOK: twin.outlook.modified_at, Side.CRM: twin.crm.modified_at}
    wins = winning_side(times, rules.reconciliation.winner)
    pair = (own, twin.crm.card) if wins is Side.OUTLOOK else (twin.crm.card, own)
    whole = joined(*pair, rules.fields)
    fits = fitted(whole, twin, by)
    fields = to_write(card_shown(fits, twin, by), judged.shown, rules.one_way)
    changes = tuple(
        Change(side=side, move=Move.UPDATE, fields=names) for side, names in fields.items() if names
    )
    lost = tuple(
        Lost(field=name, side=side, digest=judged.shown[side][name])
        for side, names in fields.items()
        for name in names
        if judged.shown[side].get(name) and judged.shown[side.other].get(name)
    )
    outcome = Outcome(changes=changes, standing=Standing.AGREED, lost=lost)
    sources = {Side.CRM: whole, Side.OUTLOOK: fits}
    return with_actions(replace(judged, sources=sources), outcome, by)
