"""Deciding: what becomes of a twin by the heart, under the rules that hold for a copy of its kind."""

from collections.abc import Mapping
from dataclasses import replace

from sync_core.calendar.carrying import is_guests
from sync_core.calendar.event import Shape
from sync_core.calendar.fields import EventField
from sync_core.calendar.judged import Judge
from sync_core.calendar.projection import (
    HIDDEN_AT_MOST,
    PRIVATE_SUBJECT,
    hidden_by_rules,
    one_way_fields,
)
from sync_core.calendar.twins import Twin
from sync_core.reconcile.decide import (
    OnDelete,
    Outcome,
    Reconciliation,
    Winner,
    decide,
    seen,
)
from sync_core.reconcile.pairs import NEVER_AGREED, FieldDigests, Pair, PairState
from sync_core.reconcile.sides import Side

_OF_EACH_COPY = (EventField.SHOW_AS, EventField.PRIVACY)
"""What every copy of a meeting has of its own."""


def decided(twin: Twin, shown: Mapping[Side, FieldDigests], by: Judge) -> Outcome:
    """Return what becomes of a twin, from what each side shows and what both last agreed on."""
    return decide(
        seen(twin.outlook, shown.get(Side.OUTLOOK)),
        seen(twin.crm, shown.get(Side.CRM)),
        _basis(twin, shown, by),
        _reconciliation(twin, by),
    )


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


def _basis(twin: Twin, shown: Mapping[Side, FieldDigests], by: Judge) -> Pair | None:
    """Return what both sides last agreed on.

    Of an event left alone, what the rules hide now, or hid when both agreed, was not edited. A slot of a series made
    in the CRM has the series itself for its base until both agreed on more: where Outlook still shows the slot
    unchanged, the change is the CRM's, however long it was withheld.
    """
    if twin.pair is not None and len(shown) < len(Side):
        return _as_rules_show(twin.pair, twin, shown, by)
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


def _as_rules_show(pair: Pair, twin: Twin, shown: Mapping[Side, FieldDigests], by: Judge) -> Pair:
    """Return the pair of an event left alone, its base as the rules of today show it.

    Else a stricter rule, or a looser one, would pass for an edit that survives the twin's deletion.
    """
    item = twin.outlook or twin.crm
    if item is None:
        return pair
    side = Side.OUTLOOK if twin.outlook is not None else Side.CRM
    base, now = pair.base(side), shown[side]
    hidden = hidden_by_rules(item.content, by.rules)
    subject = EventField.SUBJECT.value
    if base.get(subject) == by.digester.value(subject, PRIVATE_SUBJECT):
        hidden |= HIDDEN_AT_MOST
    return pair.with_base(side, {**base, **{n: now[n] for n in hidden if n in base and n in now}})
