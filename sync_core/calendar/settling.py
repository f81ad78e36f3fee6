"""Settling: what is remembered of a twin once it was judged, and once its actions were done."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sync_core.calendar.event import CrmEvent, OutlookEvent
from sync_core.calendar.fields import EventField, cancelled, digests
from sync_core.calendar.judged import Judge, Judged
from sync_core.calendar.outgoing import outgoing
from sync_core.calendar.reasons import EventReason
from sync_core.calendar.showing import shown_of
from sync_core.calendar.twins import Twin
from sync_core.reconcile.decide import Move, Standing
from sync_core.reconcile.pairs import FieldDigests, Intent, Pair, PairKey, PairState
from sync_core.reconcile.plan import Action, Withheld
from sync_core.reconcile.settling import WRITING_OF, Settled, agreed, begun, failed, rests
from sync_core.reconcile.sides import Side


def intended(judged: Judged, actions: tuple[Action, ...], by: Judge) -> Pair:
    """Return the pair as it is remembered before its actions are done."""
    intents = tuple(
        Intent(side=a.side, writing=WRITING_OF[a.move], digests=_to_hold(judged, a, by))
        for a in actions
    )
    row, made = _row(judged.twin), judged.action_on(Side.OUTLOOK)
    if made is not None and made.move is Move.CREATE and not judged.twin.is_linked:
        row = replace(row, crm_base=_kept_back(judged, made, by))
    return begun(row, intents)


def _kept_back(judged: Judged, made: Action, by: Judge) -> FieldDigests:
    """Return what an event is made in Outlook without, as the CRM shows it: nobody changed that since.

    Where the answer is lost, guests whom nobody was to invite would else be taken for new ones.
    """
    held, shown = _to_hold(judged, made, by), judged.shown[Side.CRM]
    return {name: shown.get(name, "") for name in held if held[name] != shown.get(name, "")}


def was_refused(judged: Judged, actions: tuple[Action, ...], by: Judge, now: datetime) -> bool:
    """Return whether these very writes were refused before and are not due again: nothing changed since.

    Without this every whole comparison would repeat a write that is refused for good.
    """
    pair = judged.twin.pair
    if not actions or pair is None or not rests(pair, now):
        return False
    return intended(judged, actions, by).intents == pair.intents


def _to_hold(judged: Judged, action: Action, by: Judge) -> FieldDigests:
    """Return what the fields written are to hold; a record marked as cancelled shows that we marked it."""
    if action.move is Move.CANCEL and action.side is Side.CRM:
        return cancelled(by.digester)
    values = judged.shown.get(action.side.other, {})
    made = outgoing(judged, by) if action.move is Move.CREATE else None
    if action.side is Side.OUTLOOK and made is not None:
        values = digests(made, by.digester)
    return {name: values.get(name, "") for name in action.fields}


def settle_unwritten(judged: Judged) -> Settled:
    """Return what is remembered of a twin to which nothing is done."""
    if judged.reason is not None:
        return Settled(pair=_left_out(judged, judged.reason))
    is_alone = len(judged.shown) < len(Side)
    if is_alone and any(a.withheld is Withheld.REJECTED for a in judged.actions):
        return Settled(pair=_parted(judged.twin, judged.shown))
    if judged.actions and judged.actions[0].move is Move.CREATE:
        return Settled(pair=_withheld(judged.twin, judged.actions[0]))
    if judged.standing is Standing.FORGOTTEN and not judged.actions:
        return Settled(forgotten=judged.twin.key)
    if judged.standing is Standing.UNLINKED and not judged.actions:
        return Settled(pair=_parted(judged.twin, judged.shown))
    if (
        judged.standing is Standing.AGREED
        and Side.OUTLOOK in judged.shown
        and Side.CRM in judged.shown
    ):
        return Settled(pair=_agreed(judged, judged.twin, judged.shown, frozenset()))
    return Settled()


def settle_written(
    judged: Judged,
    outlook: OutlookEvent | None,
    crm: CrmEvent | None,
    done: tuple[Action, ...],
    by: Judge,
) -> Settled:
    """Return what is remembered of a twin after its actions, from what each side holds now."""
    ends = [a for a in done if a.move in (Move.DELETE, Move.CANCEL)]
    if ends and ends[0].move is Move.DELETE:
        return Settled(forgotten=judged.twin.key)
    twin = replace(judged.twin, outlook=outlook, crm=crm)
    if ends or outlook is None or crm is None:
        return Settled(pair=_parted(twin, shown_of(twin, by)))
    written = frozenset(name for a in done for name in a.fields)
    key = twin.key if crm.key is None else PairKey(crm.key)
    pair = _agreed(replace(judged, twin=twin), twin, shown_of(twin, by), written)
    return Settled(pair=replace(pair, key=key), forgotten=twin.key if key != twin.key else None)


def settle_failed(judged: Judged, reason: str, now: datetime) -> Settled:
    """Return what is remembered of a twin one of whose writes was refused: tried again, less and less often."""
    return failed(_row(judged.twin), reason, now)


def _row(twin: Twin) -> Pair:
    """Return a twin's row with the ids and times that are known now."""
    base = twin.pair or Pair(key=twin.key, state=PairState.LINKED)
    event, crm = twin.outlook, twin.crm
    shown = event.content if event else crm.content if crm else None
    return replace(
        base,
        outlook=event.id if event else base.outlook,
        crm=crm.id if crm else base.crm,
        series=(event.series or "") if event else base.series,
        original_start=event.original_start if event else base.original_start,
        starts_at=shown.span.start if shown else base.starts_at,
    )


def _parted(twin: Twin, shown: Mapping[Side, FieldDigests]) -> Pair:
    """Return the row of twins of which one is gone and the other stays.

    What they agreed on is kept for the day on which both are there again. A record that is cancelled by then
    is agreed to be: an event that comes again in Outlook, and takes place, wakes it up.
    """
    row, name = _row(twin), EventField.CANCELLED.value
    cancelled_as = shown.get(Side.CRM, {}).get(name, "")
    if cancelled_as and row.outlook_base and row.crm_base:
        row = replace(
            row,
            outlook_base={**row.outlook_base, name: cancelled_as},
            crm_base={**row.crm_base, name: cancelled_as},
        )
    return replace(row, state=PairState.UNLINKED, intents=())


def _withheld(twin: Twin, action: Action) -> Pair:
    """Return the row of an item whose making is not allowed now."""
    why = action.withheld.value if action.withheld else ""
    return replace(_row(twin), state=PairState.LEFT_OUT, reason=why, intents=())


def _left_out(judged: Judged, reason: EventReason) -> Pair:
    """Return the row of a twin that a rule leaves out; what both agreed on before is kept.

    What privacy took away is agreed on as it is shown now. What was begun with an event that cannot be read
    stays begun: it may have been made, and is looked for. What is left of parted twins stays parted: else
    the other's being gone would be taken for a deletion of today once the rule holds no more.
    """
    row = _row(judged.twin)
    if row.state is PairState.UNLINKED and None in (judged.twin.outlook, judged.twin.crm):
        return replace(row, intents=())
    if judged.twin.is_linked and Side.OUTLOOK in judged.shown and Side.CRM in judged.shown:
        row = _agreed(judged, judged.twin, judged.shown, frozenset())
    return replace(
        row,
        state=PairState.LEFT_OUT,
        reason=reason.value,
        intents=row.intents if reason is EventReason.BROKEN else (),
        attempts=0,
        due_at=None,
    )


def _agreed(
    judged: Judged, twin: Twin, shown: Mapping[Side, FieldDigests], written: frozenset[str]
) -> Pair:
    """Return the row of twins in step."""
    version = twin.crm.version if twin.crm else 0
    return agreed(_row(twin), shown, written, judged.actions, version)
