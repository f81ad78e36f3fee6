"""Writing to a mailbox's calendar: one request an event; what interrupts it is told with what was done."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.ports.calendar import EventDraft
from flows.ports.crm_calendar import CrmEventChange, Wrote
from flows.running import Run
from sync_core.calendar.event import CalendarId, CrmEvent, EventKey, OutlookEvent
from sync_core.calendar.fields import EventField
from sync_core.calendar.judging import Judge, Judged, outgoing, own_answer
from sync_core.calendar.projection import for_outlook
from sync_core.failures import Failure, ItemGone, SkipItem, VersionConflict
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookAnswer:
    """What came of one write in Outlook."""

    is_done: bool
    event: OutlookEvent | None = None
    """As Outlook holds it now; None where it was deleted."""
    keyed: CrmEvent | None = None
    """The CRM's event once it carries the identity the event got in Outlook."""
    refused: str = ""


async def to_outlook(
    run: Run,
    calendar: CalendarId,
    by: Judge,
    work: Sequence[tuple[Judged, Action | None]],
) -> tuple[dict[str, OutlookAnswer], Failure | None]:
    """Write one step's changes in Outlook, one after the other.

    Returns what came of each, by the pair's key, and what kept the others from being written.
    """
    answers: dict[str, OutlookAnswer] = {}
    for one, action in work:
        if action is None and not one.twin.is_unnamed:
            continue
        answer = await _attempt(run, calendar, by, one, action)
        if isinstance(answer, Failure):
            return answers, answer
        answers[one.twin.key] = answer
    return answers, None


async def _attempt(
    run: Run, calendar: CalendarId, by: Judge, one: Judged, action: Action | None
) -> OutlookAnswer | Failure:
    """Return what came of one write, or why nothing more can be written now."""
    try:
        return await _write(run, calendar, by, one, action)
    except (VersionConflict, ItemGone):
        return OutlookAnswer(is_done=False)
    except SkipItem as skipped:
        return OutlookAnswer(is_done=False, refused=skipped.reason.value)
    except Failure as failure:
        return failure


async def _write(
    run: Run, calendar: CalendarId, by: Judge, one: Judged, action: Action | None
) -> OutlookAnswer:
    port, mailbox, event = run.parts.calendar, run.record.id, one.twin.outlook
    if action is None:
        assert event is not None  # noqa: S101  a twin that lacks nothing but its name
        return await _keyed(run, one, event)
    if action.move is Move.CREATE or event is None:
        return await _create(run, calendar, by, one)
    if action.move in (Move.DELETE, Move.CANCEL):
        await port.delete(mailbox, event)
        return OutlookAnswer(is_done=True)
    fields = frozenset(action.fields)
    if EventField.OWN_ANSWER in fields and one.twin.crm is not None:
        await port.answer(mailbox, event, own_answer(one.twin.crm, by))
        answers = await port.read(mailbox, [event.id])
        found = answers[event.id]
        return OutlookAnswer(is_done=True, event=found if isinstance(found, OutlookEvent) else None)
    assert one.crm is not None  # noqa: S101  an update has a source
    content = for_outlook(one.crm.content, event)
    return await _keyed(run, one, await port.update(mailbox, event, content, fields))


async def _create(run: Run, calendar: CalendarId, by: Judge, one: Judged) -> OutlookAnswer:
    """Make the event and give its identity to the CRM's, under which every copy of it is known."""
    content, crm = outgoing(one, by), one.twin.crm
    assert content is not None and crm is not None  # noqa: S101  a creation has a source
    draft = EventDraft(content=content, stamp=run.parts.digester.stamp(crm.id))
    return await _keyed(run, one, await run.parts.calendar.create(run.record.id, calendar, draft))


async def _keyed(run: Run, one: Judged, event: OutlookEvent) -> OutlookAnswer:
    """Return the answer; a CRM event without identity gets the one its twin has."""
    crm = one.twin.crm
    if crm is None or crm.key is not None:
        return OutlookAnswer(is_done=True, event=event)
    key = run.parts.digester.event_key(event.ical_uid)
    if crm.series is not None:
        key = EventKey(one.twin.key)
    change = CrmEventChange(
        id=crm.id, version=crm.version, fields=frozenset(), content=crm.content, key=key
    )
    (written,) = await run.parts.crm_calendar.update_events([change])
    if written.result is not Wrote.WRITTEN:
        return OutlookAnswer(is_done=False)
    return OutlookAnswer(is_done=True, event=event, keyed=written.event)
