"""Settling: what is remembered of a twin once it was judged, and once its actions were done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync_core import limits
from sync_core.calendar.event import CrmEvent, OutlookEvent
from sync_core.calendar.fields import cancelled, digests
from sync_core.calendar.judging import Judge, Judged, outgoing, shown_of
from sync_core.calendar.reasons import EventReason
from sync_core.calendar.twins import Twin
from sync_core.reconcile.decide import Move, Standing
from sync_core.reconcile.pairs import FieldDigests, Intent, Pair, PairKey, PairState, Writing
from sync_core.reconcile.plan import Action, Withheld
from sync_core.reconcile.sides import Side

_WRITING = {
    Move.CREATE: Writing.CREATE,
    Move.UPDATE: Writing.UPDATE,
    Move.DELETE: Writing.DELETE,
    Move.CANCEL: Writing.UPDATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What is to be written to memory of one twin."""

    pair: Pair | None = None
    """The row to keep; None: nothing, or only what is forgotten."""
    forgotten: PairKey | None = None


def intended(judged: Judged, actions: tuple[Action, ...], by: Judge) -> Pair:
    """Return the pair as it is remembered before its actions are done."""
    intents = tuple(
        Intent(side=a.side, writing=_WRITING[a.move], digests=_to_hold(judged, a, by))
        for a in actions
    )
    pair = _row(judged.twin)
    known = {(i.side, i.writing) for i in intents}
    before = tuple(i for i in pair.intents if (i.side, i.writing) not in known)
    return replace(pair, intents=(*before, *intents))


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
    if any(a.withheld is Withheld.REJECTED and a.move is not Move.UPDATE for a in judged.actions):
        return Settled(pair=replace(_row(judged.twin), state=PairState.UNLINKED, intents=()))
    if judged.actions and judged.actions[0].move is Move.CREATE:
        return Settled(pair=_withheld(judged.twin, judged.actions[0]))
    if judged.standing is Standing.FORGOTTEN and not judged.actions:
        return Settled(forgotten=judged.twin.key)
    if judged.standing is Standing.UNLINKED and not judged.actions:
        return Settled(pair=replace(_row(judged.twin), state=PairState.UNLINKED, intents=()))
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
        return Settled(pair=replace(_row(twin), state=PairState.UNLINKED, intents=()))
    written = frozenset(name for a in done for name in a.fields)
    key = twin.key if crm.key is None else PairKey(crm.key)
    pair = _agreed(replace(judged, twin=twin), twin, shown_of(twin, by), written)
    return Settled(pair=replace(pair, key=key), forgotten=twin.key if key != twin.key else None)


def settle_failed(judged: Judged, reason: str, now: datetime) -> Settled:
    """Return what is remembered of a twin one of whose writes was refused: tried again, less and less often."""
    before = judged.twin.pair
    attempts = before.attempts + 1 if before else 1
    wait = min(limits.RETRY_FIRST_SECONDS * 2 ** (attempts - 1), limits.RETRY_SECONDS_MAX)
    gives_up = attempts >= limits.RETRY_ATTEMPTS_MAX
    return Settled(
        pair=replace(
            _row(judged.twin),
            state=PairState.FAILED,
            reason=reason,
            attempts=attempts,
            due_at=None if gives_up else now + timedelta(seconds=wait),
        )
    )


def changes_memory(settled: Settled, before: Pair | None) -> bool:
    """Return whether anything has to be written."""
    if settled.forgotten is not None:
        return before is not None or settled.pair is not None
    return settled.pair is not None and settled.pair != before


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


def _withheld(twin: Twin, action: Action) -> Pair:
    """Return the row of an item whose making is not allowed now."""
    why = action.withheld.value if action.withheld else ""
    return replace(_row(twin), state=PairState.LEFT_OUT, reason=why, intents=())


def _left_out(judged: Judged, reason: EventReason) -> Pair:
    """Return the row of a twin that a rule leaves out; what both agreed on before is kept.

    What privacy took away is agreed on as it is shown now. What was begun with an event that cannot be read
    stays begun: it may have been made, and is looked for.
    """
    row = _row(judged.twin)
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
    """Return the row of twins in step.

    A field that was written, or that both sides show alike, is agreed. One that differs because its
    change was withheld keeps what was agreed before, so that the change is found again once allowed.
    """
    row = _row(twin)
    outlook, crm = shown[Side.OUTLOOK], shown[Side.CRM]
    bases: dict[Side, dict[str, str]] = {side: dict(row.base(side)) for side in Side}
    for name in outlook:
        if name in written or outlook[name] == crm.get(name, ""):
            bases[Side.OUTLOOK][name] = outlook[name]
            bases[Side.CRM][name] = crm.get(name, "")
    was_rejected = any(a.withheld is Withheld.REJECTED for a in judged.actions)
    if was_rejected:
        bases = _as_shown(judged, bases, shown)
    pair = row.agreed(bases[Side.OUTLOOK], bases[Side.CRM])
    is_whole = all(bases[Side.CRM].get(name, "") == value for name, value in crm.items())
    return replace(pair, crm_version=twin.crm.version if twin.crm and is_whole else 0)


def _as_shown(
    judged: Judged, bases: Mapping[Side, dict[str, str]], shown: Mapping[Side, FieldDigests]
) -> dict[Side, dict[str, str]]:
    """Return the bases with rejected changes taken as agreed: both sides stay as they are."""
    names = {name for a in judged.actions if a.withheld is Withheld.REJECTED for name in a.fields}
    return {
        side: {**base, **{n: shown[side][n] for n in names if n in shown[side]}}
        for side, base in bases.items()
    }
