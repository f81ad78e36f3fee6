"""Which events are kept in step: the policy's rules, each with its reason.

A rule looks at one side's item. What keeps an event from ever being brought across (nobody known attends,
it was cancelled, the organiser's own copy brings it) no longer counts once it has a twin; every other rule
does: changes stop then, and nothing is deleted. Of a twin that turned private the reason is given too, though
what was shown before has still to be taken away, which projection.py sees to.
"""

from datetime import datetime

from sync_core.calendar.attending import answer_of, has_person, is_internal
from sync_core.calendar.event import (
    Answer,
    Content,
    CrmEvent,
    Origin,
    OutlookEvent,
    Privacy,
    Shape,
    ShowAs,
)
from sync_core.calendar.past import is_past
from sync_core.calendar.policy import PrivateEvents
from sync_core.calendar.reasons import EventReason
from sync_core.calendar.recurrence import is_expressible
from sync_core.calendar.rules import CalendarRules, Known

_UNTIL_BOTH = frozenset(
    {
        EventReason.OUTSIDE_WINDOW,
        EventReason.INTERNAL,
        EventReason.FREE,
        EventReason.DECLINED,
    }
)
"""Of twins, these count only when both copies say so: the change that takes an event out still arrives."""


def screen_outlook(
    event: OutlookEvent, rules: CalendarRules, known: Known, *, is_linked: bool, now: datetime
) -> EventReason | None:
    """Return why an Outlook event is left out, or None: it is kept in step.

    Args:
        event: a single event, an occurrence, or a series that was made in the CRM.
        rules: of its mailbox.
        known: at least the addresses and the organiser of the event.
        is_linked: whether it has a twin: remembered, or found in the CRM by its key.
        now: an instant (UTC).
    """
    return (
        _by_form(event.content, rules)
        or (EventReason.DRAFT if event.is_draft else None)
        or _by_privacy(event.content, rules)
        or _by_series(is_recurring=event.shape is not Shape.SINGLE, rules=rules)
        or _by_state(event, rules)
        or _by_choice(event, rules, is_linked=is_linked, now=now)
        or _by_internal(event, rules, known)
        or (None if is_linked else _on_entry(event, rules, known))
    )


def screen_crm(
    event: CrmEvent, rules: CalendarRules, known: Known, *, is_linked: bool
) -> EventReason | None:
    """Return why an event of the CRM is left out, or None: it is kept in step.

    Args:
        event: as the CRM holds it.
        rules: of the mailbox it would be brought to.
        known: at least the addresses and the organiser of the event.
        is_linked: whether it has a twin in this mailbox: remembered, or found by its stamp.
    """
    is_recurring = event.content.recurrence is not None or event.series is not None
    return (
        (EventReason.IMPORTED if event.origin is Origin.IMPORT else None)
        or (None if is_linked else _on_leaving(event, rules))
        or _by_form(event.content, rules)
        or _by_privacy(event.content, rules)
        or _by_series(is_recurring=is_recurring, rules=rules)
        or _by_answer(answer_of(event.content, rules.owner, known, rules), rules)
        or _by_show_as(event.content, rules)
        or _by_relation(event, rules)
        or _by_internal(event, rules, known)
        or (None if is_linked or is_expressible(event.content) else EventReason.INEXPRESSIBLE)
    )


def screen_twins(
    outlook: OutlookEvent, crm: CrmEvent, rules: CalendarRules, known: Known, *, now: datetime
) -> EventReason | None:
    """Return why nothing flows any more between two twins, or None.

    A change by which an event leaves the rules (moved out of the window, its last client gone, declined)
    is still copied: these reasons count once both copies give them.
    """
    here = screen_outlook(outlook, rules, known, is_linked=True, now=now)
    there = screen_crm(crm, rules, known, is_linked=True)
    at_once = (reason for reason in (here, there) if reason and reason not in _UNTIL_BOTH)
    return next(at_once, here if here and there else None)


def _by_form(content: Content, rules: CalendarRules) -> EventReason | None:
    """Return whether it can be understood, and lies in the window.

    A series lies in it from its first occurrence to its last.
    """
    if not content.span.is_sound:
        return EventReason.BROKEN
    if content.recurrence is None:
        is_in = rules.window.holds(content.span)
    else:
        is_over = is_past(content, rules.window.since)
        is_in = content.span.start < rules.window.until and not is_over
    return None if is_in else EventReason.OUTSIDE_WINDOW


def _by_privacy(content: Content, rules: CalendarRules) -> EventReason | None:
    """Return whether privacy keeps it out; of any calendar but the default one always (facts: features 56)."""
    if content.privacy is Privacy.NORMAL:
        return None
    is_let = rules.is_default_calendar and rules.policy.private is not PrivateEvents.SKIP
    return None if is_let else EventReason.PRIVATE


def _by_series(*, is_recurring: bool, rules: CalendarRules) -> EventReason | None:
    opt_in = rules.policy.opt_in
    is_let = rules.policy.recurring and not (opt_in.category and opt_in.not_recurring)
    return EventReason.RECURRING if is_recurring and not is_let else None


def _by_state(event: OutlookEvent, rules: CalendarRules) -> EventReason | None:
    own = Answer.NONE if event.is_organiser else event.answer
    return _by_answer(own, rules) or _by_show_as(event.content, rules)


def _by_answer(own: Answer, rules: CalendarRules) -> EventReason | None:
    return EventReason.DECLINED if own is Answer.DECLINED and not rules.policy.declined else None


def _by_show_as(content: Content, rules: CalendarRules) -> EventReason | None:
    return EventReason.FREE if content.show_as is ShowAs.FREE and not rules.policy.free else None


def _by_choice(
    event: OutlookEvent, rules: CalendarRules, *, is_linked: bool, now: datetime
) -> EventReason | None:
    """Return whether its owner did not choose it, or chose it too late (facts: features 130-131)."""
    opt_in = rules.policy.opt_in
    if not opt_in.category:
        return None
    chosen = opt_in.category.casefold().strip()
    if chosen not in (category.casefold().strip() for category in event.categories):
        return EventReason.NOT_CHOSEN
    is_late = opt_in.future_only and not is_linked and is_past(event.content, now)
    return EventReason.PAST if is_late else None


def _by_relation(event: CrmEvent, rules: CalendarRules) -> EventReason | None:
    """Return whether nothing is related to an event the CRM made; one that came from Outlook need not be."""
    asks = rules.policy.only_related and event.origin is not Origin.SYNC
    return EventReason.NOT_RELATED if asks and not event.is_related else None


def _by_internal(
    event: OutlookEvent | CrmEvent, rules: CalendarRules, known: Known
) -> EventReason | None:
    if rules.policy.internal or not is_internal(event.content, event.organiser, known, rules):
        return None
    return EventReason.INTERNAL


def _on_entry(event: OutlookEvent, rules: CalendarRules, known: Known) -> EventReason | None:
    """Return what keeps an Outlook event from being brought into the CRM."""
    if event.content.is_cancelled:
        return EventReason.CANCELLED
    if not event.is_organiser and event.organiser in known.in_step:
        return EventReason.ORGANISER_FIRST
    if rules.policy.unmatched or is_internal(event.content, event.organiser, known, rules):
        return None
    is_matched = has_person(event.content, event.organiser, known, rules)
    return None if is_matched else EventReason.UNMATCHED


def _on_leaving(event: CrmEvent, rules: CalendarRules) -> EventReason | None:
    """Return what keeps an event of the CRM from being made in Outlook.

    One that has a key was in Outlook before: to make it again would bring back what was deleted there,
    and invite everybody anew.
    """
    if event.owner != rules.owner or not rules.is_primary:
        return EventReason.OTHER_MAILBOX
    if event.content.is_cancelled:
        return EventReason.CANCELLED
    return EventReason.NOT_MADE_AGAIN if event.key is not None else None
