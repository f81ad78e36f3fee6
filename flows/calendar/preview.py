"""The preview: what the next run of a mailbox would do, computed live and never stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flows.calendar.holding import weigh
from flows.calendar.keeping import Drawn, draw
from flows.calendar.planning import Planned
from flows.looking import FieldShown, fields_shown, looking
from flows.ports.parts import Parts
from sync_core.calendar.event import Content
from sync_core.calendar.fields import EventField, canonical
from sync_core.calendar.judged import Judged
from sync_core.calendar.notices import Notices
from sync_core.calendar.opening import EVERYTHING
from sync_core.calendar.outgoing import outgoing
from sync_core.failures import Failure
from sync_core.reconcile.brakes import Brake, HeldPlan
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Action, Fingerprint, Why, Withheld
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId, Stream, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One action."""

    fingerprint: Fingerprint
    subject: str
    starts_at: datetime | None
    side: Side
    move: Move
    why: Why
    fields: tuple[FieldShown, ...]
    mails_outside: int
    withheld: Withheld | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the next run would do."""

    mailbox: MailboxId
    is_first_run: bool
    brakes: tuple[Brake, ...] = ()
    """Why it would be held."""
    rows: tuple[PreviewRow, ...] = ()
    left_out: Mapping[str, int]
    """Events that rules keep out, by reason code."""
    mails_outside: int = 0
    notices: Notices = field(default_factory=Notices)
    """What a person should see to in the CRM: unknown people, rooms that clash. Shown live, never stored."""
    held: HeldPlan | None = None
    refused: str = ""
    """Why there is no preview, in an operator's words; empty where there is one."""


async def preview(parts: Parts, mailbox: MailboxId) -> Preview:
    """Return what the next run of a mailbox's calendar would do; nothing is written anywhere.

    Both sides are compared whole, whatever the schedule says. What the outside answers with a failure
    is told in `refused`.
    """
    record = await parts.memory.mailbox(mailbox)
    if record is None or not record.calendar_enabled:
        return _refused(mailbox, "The calendar of this mailbox is not kept in step.")
    try:
        run = await looking(parts, record, Task.CALENDAR_NOW)
        drawn = await draw(run, EVERYTHING, {})
    except Failure as failure:
        return _refused(mailbox, str(failure))
    held = await parts.memory.held(mailbox, Stream.CALENDAR)
    return _told(mailbox, drawn, held)


def _refused(mailbox: MailboxId, why: str) -> Preview:
    return Preview(mailbox=mailbox, is_first_run=False, left_out={}, refused=why)


def _told(mailbox: MailboxId, drawn: Drawn, held: HeldPlan | None) -> Preview:
    planned = drawn.planned
    assert planned is not None  # noqa: S101  a whole comparison always plans
    passed = weigh(planned, held, is_side_empty=drawn.is_side_empty)
    return Preview(
        mailbox=mailbox,
        is_first_run=planned.by.is_first_run,
        brakes=passed.brakes,
        rows=tuple(_rows(passed.planned)),
        left_out=planned.plan.left_out,
        mails_outside=planned.plan.mails_outside,
        notices=planned.notices,
        held=held,
    )


def _rows(planned: Planned) -> list[PreviewRow]:
    rows = [_row(one, action, planned) for one in planned.judged for action in one.actions]
    return sorted(rows, key=lambda r: (r.starts_at is None, r.starts_at, r.fingerprint))


def _row(one: Judged, action: Action, planned: Planned) -> PreviewRow:
    here = _content(one, action.side)
    there = _content(one, action.side.other)
    if action.move is Move.CREATE and action.side is Side.OUTLOOK:
        there = outgoing(one, planned.by)
    named = here or there
    return PreviewRow(
        fingerprint=action.fingerprint,
        subject=named.subject if named else "",
        starts_at=named.span.start if named else None,
        side=action.side,
        move=action.move,
        why=action.why,
        fields=_fields(action, here, there),
        mails_outside=action.mails_outside,
        withheld=None if action.withheld is Withheld.HELD else action.withheld,
    )


def _content(one: Judged, side: Side) -> Content | None:
    """Return what a side may show of the event."""
    view = one.outlook if side is Side.OUTLOOK else one.crm
    return view.content if view else None


def _fields(
    action: Action, before: Content | None, after: Content | None
) -> tuple[FieldShown, ...]:
    """Return the fields that would change, with what stands there now and what would."""
    if action.move in (Move.DELETE, Move.CANCEL):
        return ()
    now = canonical(before) if before else {}
    then = canonical(after) if after else {}
    return fields_shown(map(EventField, action.fields), now, then)
