"""Settling: what is remembered of a contact once it was judged, and once its actions were done."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sync_core.contacts.apart import still_apart
from sync_core.contacts.contact import CrmContact, OutlookContact
from sync_core.contacts.fields import digests
from sync_core.contacts.judged import ContactJudge, ContactJudged
from sync_core.contacts.meeting import met_in_firm, met_in_list
from sync_core.contacts.projection import rising
from sync_core.contacts.reasons import ContactReason
from sync_core.contacts.showing import shown_of
from sync_core.contacts.twins import ContactTwin, is_open
from sync_core.reconcile.decide import Move, Standing
from sync_core.reconcile.pairs import FieldDigests, Intent, Pair, PairKey, PairState, Writing
from sync_core.reconcile.plan import Action, Withheld
from sync_core.reconcile.settling import WRITING_OF, Settled, agreed, begun, failed, rests
from sync_core.reconcile.sides import Side

_OF_WHAT_WAS_MADE = (
    ContactReason.DIFFERENT_PERSON,
    ContactReason.PRIVATE,
    ContactReason.NAMELESS,
)
"""Why a contact may be left out by what its user makes of it."""


def intended(judged: ContactJudged, actions: tuple[Action, ...], by: ContactJudge) -> Pair:
    """Return the pair as it is remembered before its actions are done."""
    intents = tuple(
        Intent(side=a.side, writing=WRITING_OF[a.move], digests=_to_hold(judged, a, by))
        for a in actions
    )
    return begun(row_of(judged.twin), intents)


def was_refused(
    judged: ContactJudged, actions: tuple[Action, ...], by: ContactJudge, now: datetime
) -> bool:
    """Return whether these very writes were refused before and are not due again: nothing changed since.

    Without this every whole comparison would repeat a write that is refused for good.
    """
    pair = judged.twin.pair
    if not actions or pair is None or not rests(pair, now):
        return False
    return pair.asks == _refused(actions, by)


def _refused(actions: Iterable[Action], by: ContactJudge) -> str:
    """Return the digest of writes by which they are known once they were refused."""
    return by.digester.value("refused", " ".join(sorted(a.fingerprint for a in actions)))


def _to_hold(judged: ContactJudged, action: Action, by: ContactJudge) -> FieldDigests:
    source = judged.sources.get(action.side)
    values = digests(source, by.digester) if source is not None else {}
    return {name: values.get(name, "") for name in action.fields}


def settle_unwritten(judged: ContactJudged, by: ContactJudge) -> Settled:
    """Return what is remembered of a contact to which nothing is done."""
    row = row_of(judged.twin)
    if judged.reason is not None:
        row = _with_rejected(row, judged)
        return Settled(pair=_left_out(row, judged.reason, judged.asks))
    is_alone = len(judged.shown) < len(Side)
    if is_alone and any(a.withheld is Withheld.REJECTED for a in judged.actions):
        asks = _turned_down(judged)
        return Settled(pair=replace(row, state=PairState.UNLINKED, asks=asks, intents=()))
    if judged.actions and judged.actions[0].move is Move.CREATE:
        return Settled(pair=_unmade(row, judged))
    if judged.standing is Standing.FORGOTTEN and not judged.actions:
        return Settled(forgotten=judged.twin.key)
    if judged.standing is Standing.UNLINKED and not judged.actions:
        return Settled(pair=replace(row, state=PairState.UNLINKED, intents=()))
    if judged.standing is Standing.AGREED and len(judged.shown) == len(Side):
        return _called(_agreed(judged, judged.twin, judged.shown, frozenset(), by), judged.twin, by)
    return _asked_no_more(row, judged)


def _with_rejected(row: Pair, judged: ContactJudged) -> Pair:
    """Return the row of a contact that is left out, with what a person rejected agreed on as both sides show it.

    As that a private one is to be marked so in Outlook too: the next comparison would do it after all.
    """
    rejected = {n for a in judged.actions if a.withheld is Withheld.REJECTED for n in a.fields}
    for side, told in judged.shown.items():
        row = row.with_base(side, {**row.base(side), **{n: told[n] for n in rejected if n in told}})
    return row


def _unmade(row: Pair, judged: ContactJudged) -> Pair:
    """Return the row of a contact, or an entry, that may not be made on the other side for now.

    One that became somebody else before its making was confirmed stays the one that was made: forgotten, its entry
    would be made in Outlook again, and by its stamp this one could be taken for it.
    """
    why = judged.actions[0].withheld
    left = _still_begun(row, ContactReason.DIFFERENT_PERSON) if judged.is_parted else ()
    return replace(row, state=PairState.LEFT_OUT, reason=why or "", asks="", intents=left)


def _asked_no_more(row: Pair, judged: ContactJudged) -> Settled:
    """Return what is remembered where nothing could be done: a question that is moot by now is none any more.

    As where the entry was removed meanwhile, and the contact may not follow it.
    """
    is_held = any(a.withheld is Withheld.HELD for a in judged.actions)
    if row.state is not PairState.ASKED or is_held:
        return Settled()
    return Settled(pair=replace(row, state=PairState.LINKED, reason="", asks=""))


def settle_written(
    judged: ContactJudged,
    outlook: OutlookContact | None,
    crm: CrmContact | None,
    done: tuple[Action, ...],
    by: ContactJudge,
) -> Settled:
    """Return what is remembered of a contact after its actions, from what each side holds now."""
    if any(a.move is Move.DELETE for a in done):
        return Settled(forgotten=judged.twin.key)
    twin = replace(judged.twin, outlook=outlook, crm=crm)
    if outlook is None or crm is None:
        return Settled(pair=replace(row_of(twin), state=PairState.UNLINKED, intents=()))
    written = frozenset(name for a in done for name in a.fields)
    compared = {name for told in judged.shown.values() for name in told}
    shown = {
        side: {name: value for name, value in told.items() if name in compared}
        for side, told in shown_of(twin, by).items()
    }
    is_new = any(a.move is Move.CREATE for a in done)
    if is_new and twin.pair is not None:  # with this one nothing was agreed before
        twin = replace(twin, pair=replace(twin.pair, outlook_base={}, crm_base={}))
    pair = _agreed(judged, twin, shown, written, by)
    pair = _with_rising(pair, judged, done, by)
    if judged.reason is not None:
        pair = _left_out(pair, judged.reason, judged.asks)
    return _called(pair, twin, by)


def _called(pair: Pair, twin: ContactTwin, by: ContactJudge) -> Settled:
    """Return a row under the key of its contact; one that waited to be made had another so far."""
    assert twin.outlook is not None  # noqa: S101  both sides agreed
    key = PairKey(by.digester.contact_key(twin.outlook.id))
    return Settled(pair=replace(pair, key=key), forgotten=twin.key if key != twin.key else None)


def _with_rising(
    pair: Pair, judged: ContactJudged, done: tuple[Action, ...], by: ContactJudge
) -> Pair:
    """Return the row so that what moved up into Outlook's free places is copied there by the next look."""
    held, told, contact = judged.twin.crm, judged.sources.get(Side.CRM), judged.twin.outlook
    updated = {name for a in done if a.side is Side.CRM for name in a.fields}
    is_capped = by.rules.is_outlook and not judged.twin.is_met
    if held is None or told is None or contact is None or not (updated and is_capped):
        return pair
    unusable = contact.unusable_entries
    names = updated & rising(
        told, held.card, by.rules.policy, unusable=unusable, unsure=judged.unsure
    )
    if not names:
        return pair
    base = {**pair.crm_base, **{name: pair.outlook_base.get(name, "") for name in names}}
    return replace(pair, crm_base=base, crm_version=0)


def settle_failed(
    judged: ContactJudged,
    reason: str,
    by: ContactJudge,
    now: datetime,
    refused: Collection[Side],
) -> Settled:
    """Return what is remembered of a contact whose write one side refused: nothing of it was begun there."""
    row = row_of(judged.twin)
    left = tuple(i for i in row.intents if i.side not in refused)
    tried = _refused((a for a in judged.actions if a.withheld is None), by)
    return failed(replace(row, intents=left, asks=tried), reason, now)


def row_of(twin: ContactTwin) -> Pair:
    """Return a twin's row with the ids that are known now.

    An entry that a contact may be stands in its row, so that it is not made in Outlook while a person is asked.
    Once the contact cannot be it any more, the entry is free.
    """
    base, entry = twin.pair or Pair(key=twin.key, state=PairState.LINKED), twin.crm or twin.likely
    if entry is None and is_open(base) and not (twin.is_ambiguous or twin.is_broken):
        base = replace(base, crm="")
    return replace(
        base,
        key=twin.key,
        outlook=twin.outlook.id if twin.outlook else base.outlook,
        crm=entry.id if entry is not None else base.crm,
    )


def _left_out(row: Pair, reason: ContactReason, asks: str) -> Pair:
    """Return the row of a contact that a rule leaves out, or about which a person is asked.

    What both agreed on before is kept. What was begun with a contact that cannot be read stays begun: it may
    have been made, and is looked for.
    """
    return replace(
        row,
        state=PairState.ASKED if asks else PairState.LEFT_OUT,
        reason=reason.value,
        asks=asks,
        intents=_still_begun(row, reason),
        attempts=0,
        due_at=None,
    )


def _still_begun(row: Pair, reason: ContactReason) -> tuple[Intent, ...]:
    """Return what stays begun of a row that waits.

    One that was made, and was changed so before its two sides agreed, is no mere find.
    """
    if reason is ContactReason.BROKEN:
        return row.intents
    was_made = reason in _OF_WHAT_WAS_MADE and not row.outlook_base
    return tuple(i for i in row.intents if was_made and i.writing is Writing.CREATE)


def _agreed(
    judged: ContactJudged,
    twin: ContactTwin,
    shown: Mapping[Side, FieldDigests],
    written: frozenset[str],
    by: ContactJudge,
) -> Pair:
    version = twin.crm.version if twin.crm else 0
    pair = agreed(row_of(twin), shown, written, judged.actions, version)
    if any(a.withheld is Withheld.REJECTED for a in judged.actions):
        pair = replace(pair, asks=_turned_down(judged))
    if by.rules.is_outlook:
        return met_in_list(pair, shown, written, judged) if judged.twin.is_met else pair
    if judged.twin.is_met:
        return met_in_firm(pair, shown, judged, by)
    return still_apart(pair, shown, judged, version) if twin.is_linked else pair


def _turned_down(judged: ContactJudged) -> str:
    """Return the question that a person had answered before rejecting what was to be done: it is settled."""
    said, pair = judged.twin.answer, judged.twin.pair
    if said is not None:
        return said.about
    return pair.asks if pair is not None else ""
