"""Writing to the CRM's calendar: all creations of a step in one round trip, all changes, all deletions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flows.ports.crm_calendar import CrmEventChange, CrmEventDraft, Written, Wrote
from flows.running import Run
from sync_core.calendar.attending import as_crm_attendees, user_of
from sync_core.calendar.event import (
    Answer,
    Attendee,
    Content,
    CrmEvent,
    CrmEventId,
    EventKey,
    OutlookEvent,
)
from sync_core.calendar.fields import EventField
from sync_core.calendar.judged import Judge, Judged
from sync_core.calendar.showing import answers_itself
from sync_core.calendar.twins import NEW, Twin
from sync_core.failures import SkipReason
from sync_core.mail import CrmUserId
from sync_core.reconcile.decide import Move
from sync_core.reconcile.plan import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmAnswer:
    """What came of one write to the CRM."""

    is_done: bool
    event: CrmEvent | None = None
    refused: str = ""


_DONE = frozenset({Wrote.WRITTEN})


async def to_crm(
    run: Run, by: Judge, work: Sequence[tuple[Judged, Action | None]]
) -> dict[str, CrmAnswer]:
    """Write one step's changes to the CRM and return what came of each, by the pair's key."""
    creates = [(one, a) for one, a in work if a is not None and a.move is Move.CREATE]
    deletes = [(one, a) for one, a in work if a is not None and a.move is Move.DELETE]
    changes = [
        (one, a) for one, a in work if a is not None and a.move in (Move.UPDATE, Move.CANCEL)
    ]
    port, answers = run.parts.crm_calendar, dict[str, CrmAnswer]()
    if creates:
        drafts = [_draft(one, by) for one, _ in creates]
        _note(answers, creates, await port.create_events(drafts))
    if changes:
        told = [_change(one, action, by) for one, action in changes]
        _note(answers, changes, await port.update_events(told))
    if deletes:
        those = [(_there(one).id, _there(one).version) for one, _ in deletes]
        written = await port.delete_events(those)
        gone = [replace(w, result=Wrote.WRITTEN) if w.result is Wrote.GONE else w for w in written]
        _note(answers, deletes, gone)
    return answers


def _note(
    answers: dict[str, CrmAnswer],
    work: Sequence[tuple[Judged, Action]],
    written: Sequence[Written],
) -> None:
    """Note each answer. An event that was there, changed or gone meanwhile is decided anew."""
    for (one, _), answer in zip(work, written, strict=True):
        refused = SkipReason.REFUSED_BY_CRM.value if answer.result is Wrote.REFUSED else ""
        answers[one.twin.key] = CrmAnswer(
            is_done=answer.result in _DONE, event=answer.event, refused=refused
        )


def _draft(one: Judged, by: Judge) -> CrmEventDraft:
    """Return the CRM's event for an Outlook event."""
    view, event = one.outlook, one.twin.outlook
    assert view is not None and event is not None  # noqa: S101  a creation has a source
    parent = one.twin.crm_series
    return CrmEventDraft(
        key=_name_of(one, by),
        owner=_owner(event, by),
        content=view.content,
        attendees=as_crm_attendees(view.content, by.known, by.rules),
        attendees_total=view.attendees_total,
        organiser=event.organiser,
        series=CrmEventId(parent) if parent else None,
        original_start=event.original_start if parent else None,
    )


def _name_of(one: Judged, by: Judge) -> EventKey:
    """Return the key under which the CRM is to know an event; a pair's first name is not for the CRM."""
    if one.twin.outlook is not None and one.twin.key.startswith(NEW):
        return by.digester.event_key(one.twin.outlook.ical_uid)
    return EventKey(one.twin.key)


def _owner(event: OutlookEvent, by: Judge) -> CrmUserId | None:
    """Return whose calendar it goes to: the organiser's where a colleague organises, else this user's."""
    organiser = user_of(event.organiser, by.known, by.rules) if event.organiser else None
    return organiser or by.rules.owner


def _change(one: Judged, action: Action, by: Judge) -> CrmEventChange:
    """Return some fields of an Outlook event as they are written to its twin."""
    crm = _there(one)
    if action.move is Move.CANCEL or one.outlook is None:
        cancelled = replace(crm.content, is_cancelled=True)
        return CrmEventChange(
            id=crm.id,
            version=crm.version,
            fields=frozenset({EventField.CANCELLED.value}),
            content=cancelled,
        )
    content = replace(
        one.outlook.content, attendees=_answered(one.outlook.content, crm, action, one.twin, by)
    )
    fields = frozenset(action.fields)
    if EventField.OWN_ANSWER in fields:
        fields = fields - {EventField.OWN_ANSWER.value} | {EventField.ANSWERS.value}
    return CrmEventChange(
        id=crm.id,
        version=crm.version,
        fields=fields,
        content=content,
        attendees=as_crm_attendees(content, by.known, by.rules),
        attendees_total=one.outlook.attendees_total,
        key=_name_of(one, by) if crm.key is None else None,
    )


def _answered(
    content: Content, crm: CrmEvent, action: Action, twin: Twin, by: Judge
) -> tuple[Attendee, ...]:
    """Return who attends with what they answered.

    An attendee's copy, which knows of few answers, takes none away; and whoever answers in a mailbox that
    is in step is heard from there alone.
    """
    known = {a.address: a.answer for a in crm.content.attendees}
    people = content.attendees if EventField.ATTENDEES in action.fields else crm.content.attendees
    if EventField.ANSWERS in action.fields:
        knows_all = twin.outlook is not None and twin.outlook.is_organiser
        known |= {
            a.address: a.answer
            for a in content.attendees
            if (knows_all or a.answer is not Answer.NONE) and not answers_itself(a.address, by)
        }
    if EventField.OWN_ANSWER in action.fields and twin.outlook is not None:
        own = [
            a.address for a in people if user_of(a.address, by.known, by.rules) == by.rules.owner
        ]
        known |= dict.fromkeys(own, twin.outlook.answer)
    return tuple(replace(a, answer=known.get(a.address, a.answer)) for a in people)


def _there(one: Judged) -> CrmEvent:
    crm = one.twin.crm
    assert crm is not None  # noqa: S101  only what is there is changed or deleted
    return crm
