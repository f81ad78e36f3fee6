"""Writing to a mailbox's calendar: one request an event; what interrupts it is told with what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flows.ports.calendar import EventDraft
from flows.ports.crm_calendar import CrmEventChange, Wrote
from flows.running import Run
from sync_core.calendar.event import CalendarId, CrmEvent, EventKey, OutlookEvent
from sync_core.calendar.fields import EventField
from sync_core.calendar.judged import Judge, Judged
from sync_core.calendar.outgoing import outgoing
from sync_core.calendar.projection import for_outlook
from sync_core.calendar.showing import own_answer
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

    What is there already is named in the CRM first: from a change of it a colleague's calendar may learn of it,
    and would take it for a meeting that the CRM does not know.

    Returns what came of each, by the pair's key, and what kept the others from being written.
    """
    met = [one for one, action in work if _is_nameless(one) and _stays(action)]
    try:
        named = await _named(run, met, {o.twin.key: _as_it_is(o) for o in met})
    except Failure as away:
        return {}, away
    done = {o.twin.key for o, action in work if action is None}
    answers = {key: a for key, a in named.items() if key in done or not a.is_done}
    failed: Failure | None = None
    for one, action in work:
        key = one.twin.key
        if action is None or key in answers:
            continue
        answer = await _attempt(run, calendar, by, one, action)
        if isinstance(answer, Failure):
            failed = answer
            break
        answers[key] = replace(answer, keyed=named[key].keyed) if key in named else answer
    unnamed = [one for one, _ in work if _lacks_key(one, answers)]
    try:
        answers.update(await _named(run, unnamed, answers))
    except Failure as away:
        for one in unnamed:
            del answers[one.twin.key]
        failed = away
    return answers, failed


def _is_nameless(one: Judged) -> bool:
    """Return whether an event is in Outlook by now, and its record does not carry its identity."""
    return one.twin.is_unnamed and one.twin.crm is not None and one.twin.crm.key is None


def _stays(action: Action | None) -> bool:
    return action is None or action.move is Move.UPDATE


def _as_it_is(one: Judged) -> OutlookAnswer:
    return OutlookAnswer(is_done=True, event=one.twin.outlook)


def _lacks_key(one: Judged, answers: Mapping[str, OutlookAnswer]) -> bool:
    """Return whether an event was made in Outlook now, so that its record does not carry its identity."""
    answer, crm = answers.get(one.twin.key), one.twin.crm
    if answer is None or not answer.is_done or answer.event is None or answer.keyed is not None:
        return False
    return crm is not None and crm.key is None


async def _attempt(
    run: Run, calendar: CalendarId, by: Judge, one: Judged, action: Action
) -> OutlookAnswer | Failure:
    """Return what came of one write, or why nothing more can be written now."""
    try:
        await run.hold_lease()
        return await _write(run, calendar, by, one, action)
    except (VersionConflict, ItemGone):
        return OutlookAnswer(is_done=False)
    except SkipItem as skipped:
        return OutlookAnswer(is_done=False, refused=skipped.reason.value)
    except Failure as failure:
        return failure


async def _write(
    run: Run, calendar: CalendarId, by: Judge, one: Judged, action: Action
) -> OutlookAnswer:
    port, mailbox, event = run.parts.calendar, run.record.id, one.twin.outlook
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
    updated = await port.update(mailbox, event, content, fields)
    return OutlookAnswer(is_done=True, event=updated)


async def _create(run: Run, calendar: CalendarId, by: Judge, one: Judged) -> OutlookAnswer:
    """Make the event; the CRM's gets its identity once the step's other events are made too."""
    content, crm = outgoing(one, by), one.twin.crm
    assert content is not None and crm is not None  # noqa: S101  a creation has a source
    draft = EventDraft(content=content, stamp=run.parts.digester.stamp(crm.id))
    made = await run.parts.calendar.create(run.record.id, calendar, draft)
    return OutlookAnswer(is_done=True, event=made)


async def _named(
    run: Run, those: Sequence[Judged], answers: Mapping[str, OutlookAnswer]
) -> dict[str, OutlookAnswer]:
    """Give the CRM's events the identities their twins got in Outlook, all in one round trip.

    Under it every copy of a meeting is known. A record that was changed meanwhile is decided anew.
    """
    if not those:
        return {}
    changes = [_naming(run, one, answers[one.twin.key]) for one in those]
    written = await run.parts.crm_calendar.update_events(changes)
    return {
        one.twin.key: replace(answers[one.twin.key], keyed=told.event)
        if told.result is Wrote.WRITTEN
        else OutlookAnswer(is_done=False)
        for one, told in zip(those, written, strict=True)
    }


def _naming(run: Run, one: Judged, answer: OutlookAnswer) -> CrmEventChange:
    """Return the change that gives a CRM event its identity, and nothing else."""
    crm, event = one.twin.crm, answer.event
    assert crm is not None and event is not None  # noqa: S101  as _lacks_key found
    key = run.parts.digester.event_key(event.ical_uid)
    if crm.series is not None:
        key = EventKey(one.twin.key)
    return CrmEventChange(
        id=crm.id, version=crm.version, fields=frozenset(), content=crm.content, key=key
    )
