"""What each side of a twin shows, as digests: projected by one set of rules, each answer told by its own mailbox."""

from collections.abc import Mapping
from dataclasses import replace

from sync_core.calendar.attending import answer_of, user_of
from sync_core.calendar.carrying import is_guests
from sync_core.calendar.event import Answer, Content, CrmEvent
from sync_core.calendar.fields import EventField, digests
from sync_core.calendar.judged import Judge
from sync_core.calendar.projection import Projection, project
from sync_core.calendar.twins import Twin
from sync_core.mail import Address
from sync_core.reconcile.pairs import FieldDigests
from sync_core.reconcile.sides import Side


def shown_of(twin: Twin, by: Judge) -> Mapping[Side, FieldDigests]:
    """Return what each side of a twin shows, as digests."""
    return all_shown(twin, views(twin, by), by)


def own_answer(event: CrmEvent, by: Judge) -> Answer:
    """Return what the CRM says this mailbox's user answered."""
    return answer_of(event.content, by.rules.owner, by.known, by.rules)


def views(twin: Twin, by: Judge) -> Mapping[Side, Projection | None]:
    """Return what each side may show of the event to the other."""
    outlook, crm = twin.outlook, twin.crm
    return {
        Side.OUTLOOK: project(outlook.content, by.rules, by.known, organiser=outlook.organiser)
        if outlook
        else None,
        Side.CRM: project(crm.content, by.rules, by.known, organiser=crm.organiser)
        if crm
        else None,
    }


def all_shown(
    twin: Twin, by_side: Mapping[Side, Projection | None], by: Judge
) -> Mapping[Side, FieldDigests]:
    """Return what each side's projection shows, as digests; of a guest's copy the own answer alone."""
    shown = {side: _shown(twin, side, view, by) for side, view in by_side.items() if view}
    if twin.is_cancelled_slot:
        return {side: _only(told, EventField.CANCELLED) for side, told in shown.items()}
    if twin.outlook is not None and is_guests(twin, by.rules, by.known):
        return {side: _only(told, EventField.OWN_ANSWER) for side, told in shown.items()}
    return shown


def _only(told: FieldDigests, field: EventField) -> FieldDigests:
    return {field.value: told[field.value]}


def _shown(twin: Twin, side: Side, view: Projection, by: Judge) -> FieldDigests:
    """Return the digests of what one side shows; answers count on an attendee's copy only."""
    answer = Answer.NONE
    if twin.outlook is None or not twin.outlook.is_organiser:
        if side is Side.OUTLOOK and twin.outlook is not None:
            answer = twin.outlook.answer
        elif twin.crm is not None and twin.outlook is not None:
            answer = own_answer(twin.crm, by)
    return digests(_without_own_answers(view.content, by), by.digester, answer)


def _without_own_answers(content: Content, by: Judge) -> Content:
    """Return the content without the answers that come from the answering colleague's own mailbox."""
    return replace(
        content,
        attendees=tuple(
            replace(a, answer=Answer.NONE) if answers_itself(a.address, by) else a
            for a in content.attendees
        ),
    )


def answers_itself(address: Address, by: Judge) -> bool:
    """Return whether an attendee's answer comes from a mailbox in step, this one or another."""
    own = by.rules.owner is not None and user_of(address, by.known, by.rules) == by.rules.owner
    return own or address in by.known.in_step
