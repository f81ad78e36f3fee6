"""Judging: one contact through screening, the questions, projection, decide and every gate.

    screen -> ask? -> project both sides -> decide by field (or join, where the two were just found) -> gates

Pure: what it returns is applied, or shown in a preview, by others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sync_core.contacts.contact import Card, CrmContact, OutlookContact
from sync_core.contacts.fields import NAME_FIELDS, ContactField, digests, is_blank
from sync_core.contacts.guard import is_somebody_else, is_suspicious
from sync_core.contacts.joining import joined, to_write
from sync_core.contacts.notes import shared_part
from sync_core.contacts.projection import for_outlook
from sync_core.contacts.reasons import ContactReason
from sync_core.contacts.rules import ContactRules
from sync_core.contacts.screening import left_out
from sync_core.contacts.twins import ContactTwin
from sync_core.digests import Digester
from sync_core.reconcile.answers import Answer
from sync_core.reconcile.decide import (
    Change,
    Lost,
    Move,
    Outcome,
    Shown,
    Standing,
    Winner,
    decide,
)
from sync_core.reconcile.gates import pass_gates
from sync_core.reconcile.pairs import FieldDigests, Pair
from sync_core.reconcile.plan import Action, Fingerprint, Why, Withheld
from sync_core.reconcile.sides import Side

_BRINGS_BACK = (Side.CRM, Move.CREATE)
"""What nobody may do with a person who was erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactJudge:
    """Everything that one mailbox's contacts are judged by."""

    rules: ContactRules
    digester: Digester
    now: datetime
    is_first_run: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactJudged:
    """What was decided of one contact, with all that is needed to do it."""

    twin: ContactTwin
    reason: ContactReason | None = None
    """Why it is left out, or what a person is asked; nothing is written then, save a mark of privacy."""
    asks: str = ""
    """Digest of what is shown with the question; empty where nothing is asked."""
    standing: Standing = Standing.AS_IT_WAS
    actions: tuple[Action, ...] = ()
    sources: Mapping[Side, Card]
    """What is written to each side: the other's card, or both joined."""
    shown: Mapping[Side, FieldDigests]
    """What each side shows, as digests; nothing of a side that is not there."""
    is_parted: bool = False
    """The entry is somebody else than the contact: it keeps what it holds, the contact gets its own."""
    is_suspicious: bool = False
    """A contact that seems to be somebody else, or would be emptied."""


def judge(twin: ContactTwin, by: ContactJudge) -> ContactJudged:
    """Return what becomes of one contact."""
    judged = _looked_at(twin, by)
    reason = left_out(twin, by.rules)
    if reason is ContactReason.PRIVATE and twin.is_linked and len(judged.shown) == len(Side):
        return replace(_decided(judged, by, only=ContactField.PRIVATE), reason=reason)
    if reason is not None:
        return replace(judged, reason=reason)
    settled = _likeness_settled(judged, by)
    if isinstance(settled, ContactJudged):
        return settled
    judged = _looked_at(settled, by)
    decided = _met(judged, by) if settled.is_met else _decided(judged, by)
    if settled.is_erased and any((a.side, a.move) == _BRINGS_BACK for a in decided.actions):
        return replace(judged, reason=ContactReason.ERASED)
    return _keyed(_guarded(decided, by), by)


def waiting(judged: ContactJudged) -> ContactJudged:
    """Return an entry as one that a contact may be: it is made nowhere while a person is asked."""
    return replace(judged, reason=ContactReason.AMBIGUOUS, actions=(), standing=Standing.AS_IT_WAS)


def _looked_at(twin: ContactTwin, by: ContactJudge) -> ContactJudged:
    """Return a twin with what each side shows, and nothing decided."""
    cards = _cards(twin, by)
    return ContactJudged(
        twin=twin,
        sources={side.other: card for side, card in cards.items()},
        shown={side: _shown(card, twin, by) for side, card in cards.items()},
    )


def shown_of(twin: ContactTwin, by: ContactJudge) -> Mapping[Side, FieldDigests]:
    """Return what each side of a twin shows, as digests."""
    return {side: _shown(card, twin, by) for side, card in _cards(twin, by).items()}


def _cards(twin: ContactTwin, by: ContactJudge) -> dict[Side, Card]:
    """Return what each side may show to the other: what Outlook can hold, and of notes our block alone."""
    cards = {}
    if twin.outlook is not None:
        cards[Side.OUTLOOK] = own_card(twin.outlook, by)
    if twin.crm is not None:
        cards[Side.CRM] = fitted(twin.crm.card, twin, by)
    return cards


def own_card(contact: OutlookContact, by: ContactJudge) -> Card:
    """Return what a contact may show: its user's own notes never leave."""
    if not by.rules.is_outlook:
        return contact.card
    return replace(contact.card, notes=shared_part(contact.card.notes))


def fitted(card: Card, twin: ContactTwin, by: ContactJudge) -> Card:
    """Return as much of a card as the side that stands for Outlook can hold of this contact."""
    if not by.rules.is_outlook:
        return card
    unusable = twin.outlook.unusable_entries if twin.outlook is not None else 0
    return for_outlook(card, by.rules.policy, unusable=unusable)


def _shown(card: Card, twin: ContactTwin, by: ContactJudge) -> FieldDigests:
    """Return the digests of a card; of a text that Outlook could not hold whole, as far as it could."""
    told = digests(fitted(card, twin, by), by.digester)
    return {name.value: told[name.value] for name in ContactField if name in by.rules.fields}


def _likeness_settled(judged: ContactJudged, by: ContactJudge) -> ContactTwin | ContactJudged:
    """Return the twin as it is once its likeness is settled, or the question where it is open.

    An answer holds for what was shown with the question: whatever changed since is asked about anew.
    """
    twin = judged.twin
    if twin.likely is None and not twin.is_ambiguous:
        return twin
    reason = ContactReason.LIKELY_TWIN if twin.likely else ContactReason.AMBIGUOUS
    if twin.likely is not None:
        told = _shown(twin.likely.card, twin, by)
        judged = replace(judged, shown={**judged.shown, Side.CRM: told})
    asking = _asking(judged, reason, by)
    if twin.answer is None or twin.answer.about != asking.asks:
        return asking
    if twin.answer.answer is Answer.IGNORE:
        return replace(judged, reason=ContactReason.IGNORED)
    chosen = twin.likely if twin.answer.answer is Answer.ACCEPT else None
    return replace(twin, crm=chosen, likely=None, is_ambiguous=False)


def _asking(judged: ContactJudged, reason: ContactReason, by: ContactJudge) -> ContactJudged:
    """Return the twin as one about which a person is asked."""
    lines = (
        f"{side} {name}={value}"
        for side in Side
        for name, value in sorted(judged.shown.get(side, {}).items())
    )
    asks = by.digester.value("asks", "\n".join((reason.value, *lines)))
    return replace(judged, reason=reason, asks=asks, actions=(), standing=Standing.AS_IT_WAS)


def _decided(
    judged: ContactJudged, by: ContactJudge, only: ContactField | None = None
) -> ContactJudged:
    """Return what the heart decides, or of it what concerns one field."""
    twin = judged.twin
    outcome = decide(
        _seen(twin.outlook, judged.shown.get(Side.OUTLOOK)),
        _seen(twin.crm, judged.shown.get(Side.CRM)),
        _filled(twin.pair, judged.shown),
        by.rules.reconciliation,
    )
    if only is not None:
        outcome = _narrowed(outcome, only)
    return _with_actions(judged, _kept_alive(judged, outcome, by), by)


def _filled(pair: Pair | None, shown: Mapping[Side, FieldDigests]) -> Pair | None:
    """Return what is remembered, with each field that the two never agreed on as one that was blank.

    It did not flow so far, or not this way: what one side tells is no blank's to take away.
    """
    if pair is None or not (pair.outlook_base and pair.crm_base):
        return pair
    blank = {name: "" for told in shown.values() for name in told}
    return replace(
        pair, outlook_base=blank | {**pair.outlook_base}, crm_base=blank | {**pair.crm_base}
    )


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
        for name in _blanked(judged, change, by)
        if name in gave_way and one_way.get(name, side) is side
    )


def _narrowed(outcome: Outcome, only: ContactField) -> Outcome:
    changes = (
        replace(c, fields=(only.value,))
        for c in outcome.changes
        if c.move is Move.UPDATE and only.value in c.fields
    )
    return replace(outcome, changes=tuple(changes))


def _seen(item: OutlookContact | CrmContact | None, told: FieldDigests | None) -> Shown | None:
    if item is None or told is None:
        return None
    return Shown(digests=told, modified_at=item.modified_at)


def _met(judged: ContactJudged, by: ContactJudge) -> ContactJudged:
    """Return what makes one of two that were just found to be the same: nothing of either is lost."""
    twin, rules = judged.twin, by.rules
    assert twin.outlook is not None and twin.crm is not None  # noqa: S101  both were met
    own = own_card(twin.outlook, by)
    wins = _winner(twin.outlook, twin.crm, rules.reconciliation.winner)
    pair = (own, twin.crm.card) if wins is Side.OUTLOOK else (twin.crm.card, own)
    whole = joined(*pair, rules.fields)
    fits = fitted(whole, twin, by)
    fields = to_write(_shown(fits, twin, by), judged.shown, rules.one_way)
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
    return _with_actions(replace(judged, sources=sources), outcome, by)


def _winner(outlook: OutlookContact, crm: CrmContact, rule: Winner) -> Side:
    if rule is Winner.CRM:
        return Side.CRM
    times = (crm.modified_at, outlook.modified_at)
    is_newer = times[0] is not None and times[1] is not None and times[0] > times[1]
    return Side.CRM if rule is Winner.NEWEST and is_newer else Side.OUTLOOK


def _with_actions(judged: ContactJudged, outcome: Outcome, by: ContactJudge) -> ContactJudged:
    judged = replace(judged, standing=outcome.standing)
    made = [a for change in outcome.changes for a in _actions(judged, change, outcome, by)]
    return replace(judged, actions=pass_gates(made, by.rules.gates))


def _actions(
    judged: ContactJudged, change: Change, outcome: Outcome, by: ContactJudge
) -> list[Action]:
    """Return a change as an action, and as another one what would replace a value by nothing."""
    blanked = _blanked(judged, change, by)
    one_way = by.rules.one_way
    kept = tuple(
        name
        for name in change.fields
        if name not in blanked and one_way.get(name, change.side) is change.side
    )
    actions = []
    if kept or change.move is not Move.UPDATE:
        actions.append(_action(judged, replace(change, fields=kept), outcome, by))
    if blanked and change.move is Move.UPDATE:
        part = _action(judged, replace(change, fields=blanked), outcome, by)
        actions.append(replace(part, withheld=Withheld.NEVER_BLANK))
    return actions


def _blanked(judged: ContactJudged, change: Change, by: ContactJudge) -> tuple[str, ...]:
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


def _action(judged: ContactJudged, change: Change, outcome: Outcome, by: ContactJudge) -> Action:
    source = judged.sources.get(change.side)
    values = _shown(source, judged.twin, by) if source is not None else {}
    told = ",".join(f"{name}={values.get(name, '')}" for name in sorted(change.fields))
    twin = judged.twin
    lost = tuple(x for x in outcome.lost if x.side is change.side and x.field in change.fields)
    return Action(
        key=twin.key,
        side=change.side,
        move=change.move,
        why=_why(twin, change, has_lost=bool(lost)),
        fields=change.fields,
        fingerprint=Fingerprint(
            by.digester.value("action", f"{twin.key} {change.side} {change.move} {told}")
        ),
        lost=lost,
    )


def _why(twin: ContactTwin, change: Change, *, has_lost: bool) -> Why:
    if change.move is Move.DELETE:
        return Why.DELETED
    if change.move is Move.CREATE:
        return Why.EDIT_SURVIVES if twin.is_linked else Why.NEW
    if not twin.is_linked:
        return Why.MATCHED
    return Why.CONFLICT if has_lost else Why.CHANGED


def _guarded(judged: ContactJudged, by: ContactJudge) -> ContactJudged:
    """Return what was decided, with a change of identity held until a person says what it means.

    A contact whose name and address were both replaced is somebody else: the CRM's person keeps name,
    history and relations (facts: features 157-158).
    """
    updates = [a for a in judged.actions if a.move is Move.UPDATE and a.withheld is None]
    renames = any(NAME_FIELDS & set(a.fields) for a in updates)
    suspect = any(_before_and_after(judged, a, is_suspicious) for a in updates)
    is_other = renames and any(_before_and_after(judged, a, is_somebody_else) for a in updates)
    judged = replace(judged, is_suspicious=suspect)
    if not is_other or judged.twin.is_met or not by.rules.policy.identity_guard:
        return judged
    asking = _asking(judged, ContactReason.DIFFERENT_PERSON, by)
    answer = judged.twin.answer
    if answer is None or answer.about != asking.asks:
        return asking
    if answer.answer is Answer.RENAME:
        return replace(judged, is_suspicious=False)
    return _undone(judged, by) if answer.answer is Answer.UNDO else _parted(judged, by)


def _keyed(judged: ContactJudged, by: ContactJudge) -> ContactJudged:
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
    told = f"{judged.twin.key} key {entry.id}"
    link = Action(
        key=judged.twin.key,
        side=Side.CRM,
        move=Move.UPDATE,
        why=Why.MATCHED,
        fingerprint=Fingerprint(by.digester.value("action", told)),
    )
    return replace(judged, actions=(*judged.actions, link))


def _before_and_after(
    judged: ContactJudged, action: Action, test: Callable[[Card, Card], bool]
) -> bool:
    there, then = judged.sources.get(action.side.other), judged.sources.get(action.side)
    return there is not None and then is not None and test(there, then)


def _undone(judged: ContactJudged, by: ContactJudge) -> ContactJudged:
    """Return what writes back, on the side that was changed, what the other still holds."""
    back = tuple(
        Change(side=a.side.other, move=Move.UPDATE, fields=a.fields)
        for a in judged.actions
        if a.move is Move.UPDATE and NAME_FIELDS & set(a.fields)
    )
    return _with_actions(
        replace(judged, is_suspicious=False),
        Outcome(changes=back, standing=Standing.AGREED),
        by,
    )


def _parted(judged: ContactJudged, by: ContactJudge) -> ContactJudged:
    """Return what gives the contact an entry of its own and leaves the former one as it is."""
    names = tuple(judged.shown[Side.OUTLOOK])
    change = Change(side=Side.CRM, move=Move.CREATE, fields=names)
    outcome = Outcome(changes=(change,), standing=Standing.AGREED)
    return _with_actions(replace(judged, is_parted=True, is_suspicious=False), outcome, by)
