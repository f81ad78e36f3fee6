from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sync_core.calendar.event import (
    Answer,
    CrmEvent,
    CrmEventId,
    EventKey,
    Origin,
    OutlookEvent,
    Privacy,
    Recurrence,
    Shape,
    ShowAs,
    Span,
)
from sync_core.calendar.reasons import EventReason
from sync_core.calendar.rules import CalendarRules, Known
from sync_core.calendar.screening import screen_crm, screen_outlook, screen_twins
from sync_core.mail import CrmUserId
from tests.sync_core.calendar.making import (
    ANA,
    BO,
    CY,
    DAY,
    DI,
    HOUR,
    KNOWN,
    NOW,
    ZED,
    attendee,
    crm,
    crm_copy,
    in_other_calendar,
    invited,
    outlook,
    room,
    rules,
    span,
)

PAST = span(NOW - DAY)


def of_outlook(
    event: OutlookEvent,
    by: CalendarRules | None = None,
    *,
    known: Known = KNOWN,
    is_linked: bool = False,
) -> EventReason | None:
    return screen_outlook(event, by or rules(), known, is_linked=is_linked, now=NOW)


def of_crm(
    event: CrmEvent, by: CalendarRules | None = None, *, is_linked: bool = False
) -> EventReason | None:
    return screen_crm(event, by or rules(), KNOWN, is_linked=is_linked)


def of_twins(
    one: OutlookEvent, other: CrmEvent, by: CalendarRules | None = None
) -> EventReason | None:
    return screen_twins(one, other, by or rules(), KNOWN, now=NOW)


def test_a_meeting_with_a_client_is_kept_in_step_from_either_side() -> None:
    assert of_outlook(outlook(ANA)) is None
    assert of_crm(crm(ANA)) is None
    assert of_twins(outlook(ANA), crm_copy(ANA)) is None


# Window


@pytest.mark.parametrize(
    ("start", "length", "is_in"),
    [
        (-timedelta(days=30) - 12 * HOUR, HOUR, True),
        (-timedelta(days=30) - 13 * HOUR, HOUR, False),
        (-timedelta(days=30) - 13 * HOUR, 2 * HOUR, True),
        (-timedelta(days=30) - 12 * HOUR, timedelta(0), True),
        (timedelta(days=365) + 11 * HOUR, HOUR, True),
        (timedelta(days=365) + 12 * HOUR, HOUR, False),
        (timedelta(days=365) + 12 * HOUR, timedelta(0), False),
        (-timedelta(days=400), timedelta(days=800), True),
    ],
)
def test_the_window_is_half_open_and_the_same_on_both_sides(
    start: timedelta, length: timedelta, is_in: bool
) -> None:
    """Thirty days back and 365 ahead of today by default; one that only touches its edge is outside."""
    expected = None if is_in else EventReason.OUTSIDE_WINDOW
    when = span(NOW + start, length)

    assert of_outlook(outlook(span=when)) is expected
    assert of_crm(crm(span=when)) is expected


def test_the_window_moves_at_midnight_and_not_with_every_run() -> None:
    edge = outlook(span=span(NOW - timedelta(days=30) - 12 * HOUR, HOUR))
    evening = replace(rules(), window=rules().window.around(NOW + 11 * HOUR, 30, 365))
    tomorrow = replace(rules(), window=rules().window.around(NOW + 12 * HOUR, 30, 365))

    assert of_outlook(edge, evening) is None
    assert of_outlook(edge, tomorrow) is EventReason.OUTSIDE_WINDOW


@pytest.mark.parametrize(
    ("rule", "is_in"),
    [
        ("FREQ=WEEKLY", True),
        ("FREQ=WEEKLY;COUNT=200", True),
        ("FREQ=WEEKLY;COUNT=20", False),
        ("FREQ=WEEKLY;UNTIL=20260301", True),
        ("FREQ=WEEKLY;UNTIL=20250301", False),
        ("NO RULE", True),
    ],
)
def test_a_series_lies_in_the_window_from_its_first_occurrence_to_its_last(
    rule: str, is_in: bool
) -> None:
    """One whose rule cannot be read is not said to lie outside: it is left out because of its rule."""
    expected = None if is_in else EventReason.OUTSIDE_WINDOW
    expected = EventReason.INEXPRESSIBLE if rule == "NO RULE" else expected
    long_ago = span(NOW - timedelta(days=900))
    far_ahead = span(NOW + timedelta(days=900))
    recurrence = Recurrence(rule=rule)

    assert of_crm(crm(span=long_ago, recurrence=recurrence)) is expected
    assert of_crm(crm(span=far_ahead, recurrence=recurrence)) is EventReason.OUTSIDE_WINDOW


def test_an_event_moved_out_of_the_window_arrives_there_and_then_stops() -> None:
    inside, outside = span(), span(NOW + timedelta(days=500))

    assert of_twins(outlook(span=outside), crm_copy(span=inside)) is None
    assert of_twins(outlook(span=inside), crm_copy(span=outside)) is None
    assert (
        of_twins(outlook(span=outside), crm_copy(span=outside, subject="Renamed"))
        is EventReason.OUTSIDE_WINDOW
    )


# Form


def test_an_event_that_ends_before_it_starts_is_left_out_with_a_reason() -> None:
    backwards = Span(start=NOW + DAY, end=NOW)

    assert of_outlook(outlook(span=backwards)) is EventReason.BROKEN
    assert of_crm(crm(span=backwards)) is EventReason.BROKEN
    assert of_twins(outlook(span=backwards), crm_copy()) is EventReason.BROKEN


def test_an_event_without_length_is_sound() -> None:
    assert of_outlook(outlook(span=span(length=timedelta(0)))) is None


def test_a_draft_waits_until_it_is_confirmed() -> None:
    assert of_outlook(outlook(is_draft=True)) is EventReason.DRAFT
    assert of_outlook(outlook(is_draft=True), is_linked=True) is EventReason.DRAFT


# Internal and unmatched


def test_an_event_whose_every_attendee_is_a_crm_user_is_internal() -> None:
    assert of_outlook(outlook(CY)) is EventReason.INTERNAL
    assert of_outlook(invited(BO, organiser=CY)) is EventReason.INTERNAL
    assert of_crm(crm(CY)) is EventReason.INTERNAL


def test_the_organiser_counts_too() -> None:
    assert of_outlook(invited(BO, CY, organiser=ANA)) is None
    assert of_crm(crm(CY, organiser=ANA)) is None


def test_a_room_makes_a_meeting_neither_internal_nor_external() -> None:
    stranger = room(ZED)

    assert of_outlook(outlook(attendees=(attendee(CY), stranger))) is EventReason.INTERNAL
    assert of_outlook(outlook(attendees=(stranger,))) is EventReason.UNMATCHED


def test_internal_goes_by_users_and_not_by_domains() -> None:
    """A colleague who is no user is not internal: such an event is unmatched, if nobody else attends."""
    assert of_outlook(outlook(CY, DI)) is EventReason.UNMATCHED
    assert of_outlook(outlook(CY, DI), rules(unmatched=True)) is None


def test_a_distribution_list_without_an_address_does_not_make_a_meeting_external() -> None:
    assert of_outlook(outlook(CY, unusable_entries=2)) is EventReason.INTERNAL
    assert of_outlook(outlook(CY, ANA, unusable_entries=2)) is None


def test_internal_events_are_kept_by_their_switch_without_that_for_unmatched_ones() -> None:
    by = rules(internal=True, unmatched=False)

    assert of_outlook(outlook(CY), by) is None
    assert of_crm(crm(CY), by) is None


def test_an_event_that_nobody_known_attends_is_unmatched_unless_the_switch_is_on() -> None:
    assert of_outlook(outlook(ZED)) is EventReason.UNMATCHED
    assert of_outlook(outlook(ZED), rules(unmatched=True)) is None


def test_an_event_without_attendees_is_nobodys_meeting_and_goes_by_the_unmatched_switch() -> None:
    alone = outlook(attendees=())

    assert of_outlook(alone) is EventReason.UNMATCHED
    assert of_outlook(alone, rules(internal=True)) is EventReason.UNMATCHED
    assert of_outlook(alone, rules(unmatched=True)) is None


def test_a_client_who_only_organises_matches() -> None:
    assert of_outlook(invited(BO, ZED, organiser=ANA)) is None


def test_a_client_is_known_under_an_address_with_a_plus_tag_as_in_mail() -> None:
    tagged = attendee(ANA.replace("@", "+news@"))  # type: ignore[arg-type] # still an address

    assert of_outlook(outlook(attendees=(tagged,))) is None


def test_an_event_of_the_crm_needs_nobody_known() -> None:
    assert of_crm(crm(attendees=())) is None
    assert of_crm(crm(ZED)) is None


def test_what_was_made_in_the_crm_for_nobody_stays_in_step_once_it_is_in_outlook() -> None:
    assert of_twins(outlook(attendees=()), crm(attendees=())) is None


def test_that_the_last_client_left_a_meeting_still_arrives_and_then_changes_stop() -> None:
    assert of_twins(outlook(CY), crm_copy(CY, ANA)) is None
    assert of_twins(outlook(CY), crm_copy(CY)) is EventReason.INTERNAL


# Private


@pytest.mark.parametrize("is_linked", [False, True])
def test_private_events_stay_out_by_default_on_either_side(is_linked: bool) -> None:
    assert of_outlook(outlook(privacy=Privacy.PRIVATE), is_linked=is_linked) is EventReason.PRIVATE
    assert of_crm(crm(privacy=Privacy.PRIVATE), is_linked=is_linked) is EventReason.PRIVATE


@pytest.mark.parametrize("how", ["busy_only", "without_attendees", "full"])
def test_private_events_are_kept_in_step_as_far_as_the_policy_lets_them(how: str) -> None:
    assert of_outlook(outlook(privacy=Privacy.PRIVATE), rules(private=how)) is None
    assert of_crm(crm(privacy=Privacy.PRIVATE), rules(private=how)) is None


@pytest.mark.parametrize("how", ["skip", "busy_only", "without_attendees", "full"])
def test_of_any_calendar_but_the_default_one_private_events_always_stay_out(how: str) -> None:
    by = in_other_calendar(rules(private=how))

    assert of_outlook(outlook(privacy=Privacy.PRIVATE), by) is EventReason.PRIVATE
    assert of_crm(crm(privacy=Privacy.PRIVATE), by) is EventReason.PRIVATE
    assert of_outlook(outlook(), by) is None


# Free, declined, recurring


def test_events_shown_as_free_are_kept_or_left_out_by_policy() -> None:
    by = rules(free=False)

    assert of_outlook(outlook(show_as=ShowAs.FREE)) is None
    assert of_outlook(outlook(show_as=ShowAs.FREE), by) is EventReason.FREE
    assert of_crm(crm(show_as=ShowAs.FREE), by) is EventReason.FREE
    assert of_twins(outlook(show_as=ShowAs.FREE), crm_copy(), by) is None


def test_declined_invitations_stay_out_unless_the_policy_keeps_them() -> None:
    declined = invited(answer=Answer.DECLINED)

    assert of_outlook(declined) is EventReason.DECLINED
    assert of_outlook(declined, rules(declined=True)) is None
    assert of_outlook(invited(answer=Answer.TENTATIVE)) is None


def test_that_an_invitation_was_declined_still_arrives_and_then_changes_stop() -> None:
    bo_comes = attendee(BO, answer=Answer.ACCEPTED)
    bo_declined = attendee(BO, answer=Answer.DECLINED)
    declined = invited(answer=Answer.DECLINED)

    assert of_twins(declined, crm_copy(attendees=(bo_comes,), organiser=ANA)) is None
    assert (
        of_twins(declined, crm_copy(attendees=(bo_declined,), organiser=ANA))
        is EventReason.DECLINED
    )


@pytest.mark.parametrize("shape", [Shape.OCCURRENCE, Shape.EXCEPTION, Shape.SERIES])
def test_recurring_events_stay_out_where_the_policy_says_so(shape: Shape) -> None:
    assert of_outlook(outlook(shape=shape)) is None
    assert of_outlook(outlook(shape=shape), rules(recurring=False)) is EventReason.RECURRING


def test_series_and_changed_occurrences_of_the_crm_are_recurring_too() -> None:
    by = rules(recurring=False)

    assert of_crm(crm(recurrence=Recurrence(rule="FREQ=DAILY")), by) is EventReason.RECURRING
    assert of_crm(crm(series=CrmEventId("c0")), by) is EventReason.RECURRING
    assert of_crm(crm(), by) is None


# Opt-in


def test_only_events_chosen_by_category_are_kept_in_step_where_the_policy_asks_for_it() -> None:
    by = rules(opt_in={"category": "CRM"})

    assert of_outlook(outlook(), by) is EventReason.NOT_CHOSEN
    assert of_outlook(outlook(categories=("Travel", "crm")), by) is None
    assert of_outlook(outlook(), by, is_linked=True) is EventReason.NOT_CHOSEN


def test_an_event_already_past_when_it_is_chosen_stays_out_but_one_in_step_goes_on() -> None:
    by = rules(opt_in={"category": "CRM", "future_only": True})
    chosen = outlook(categories=("CRM",), span=PAST)
    going_on = outlook(categories=("CRM",), span=span(NOW - HOUR, 2 * HOUR))

    assert of_outlook(chosen, by) is EventReason.PAST
    assert of_outlook(chosen, by, is_linked=True) is None
    assert of_outlook(going_on, by) is None


def test_a_series_cannot_be_chosen_where_the_policy_says_so() -> None:
    by = rules(opt_in={"category": "CRM", "not_recurring": True})
    occurrence = outlook(categories=("CRM",), shape=Shape.OCCURRENCE)

    assert of_outlook(occurrence, by) is EventReason.RECURRING
    assert of_outlook(occurrence, rules(opt_in={"not_recurring": True})) is None


def test_choosing_is_outlooks_and_asks_nothing_of_events_made_in_the_crm() -> None:
    assert of_crm(crm(), rules(opt_in={"category": "CRM", "future_only": True})) is None


# Leaving the CRM


def test_events_imported_into_the_crm_never_leave_it() -> None:
    assert of_crm(crm(origin=Origin.IMPORT)) is EventReason.IMPORTED
    assert of_crm(crm(origin=Origin.IMPORT), is_linked=True) is EventReason.IMPORTED
    assert of_crm(crm(origin=Origin.API)) is None


def test_only_related_events_leave_the_crm_where_the_policy_says_so() -> None:
    by = rules(only_related=True)

    assert of_crm(crm(is_related=False), by) is EventReason.NOT_RELATED
    assert of_crm(crm(is_related=True), by) is None
    assert of_crm(crm(is_related=False)) is None


def test_what_came_from_outlook_need_not_be_related_to_stay_in_step() -> None:
    assert of_crm(crm_copy(is_related=False), rules(only_related=True), is_linked=True) is None


def test_events_of_the_crm_go_to_their_owners_primary_mailbox_alone() -> None:
    second = replace(rules(), is_primary=False)

    assert of_crm(crm(), second) is EventReason.OTHER_MAILBOX
    assert of_crm(crm(owner=CrmUserId("u-cy"))) is EventReason.OTHER_MAILBOX
    assert of_crm(crm(owner=None)) is EventReason.OTHER_MAILBOX
    assert of_crm(crm_copy(owner=CrmUserId("u-cy")), is_linked=True) is None


def test_an_event_that_was_in_outlook_and_is_not_found_there_is_not_made_again() -> None:
    assert of_crm(crm(key=EventKey("k1"))) is EventReason.NOT_MADE_AGAIN
    assert of_crm(crm(key=EventKey("k1")), is_linked=True) is None


# Cancelled, and the organiser first


def test_an_event_cancelled_before_it_was_ever_in_step_stays_out() -> None:
    assert of_outlook(outlook(is_cancelled=True)) is EventReason.CANCELLED
    assert of_crm(crm(is_cancelled=True)) is EventReason.CANCELLED


def test_that_an_event_in_step_was_cancelled_arrives() -> None:
    assert of_twins(outlook(is_cancelled=True), crm_copy()) is None
    assert of_twins(outlook(), crm_copy(is_cancelled=True)) is None


def test_an_attendees_copy_waits_for_the_organisers_where_that_is_kept_in_step() -> None:
    in_step = replace(KNOWN, in_step=frozenset({CY}))
    copy = invited(BO, ANA, organiser=CY)

    assert of_outlook(copy, known=in_step) is EventReason.ORGANISER_FIRST
    assert of_outlook(copy) is None
    assert of_outlook(copy, known=in_step, is_linked=True) is None


def test_the_organisers_own_copy_waits_for_nobody() -> None:
    in_step = replace(KNOWN, in_step=frozenset({BO}))

    assert of_outlook(outlook(ANA), known=in_step) is None


# All


def test_what_is_wrong_with_the_form_is_told_before_anything_else() -> None:
    worst: dict[str, Any] = {
        "span": Span(start=NOW, end=NOW - DAY),
        "privacy": Privacy.PRIVATE,
        "is_draft": True,
    }
    assert of_outlook(outlook(CY, **worst)) is EventReason.BROKEN


def test_every_reason_says_in_a_sentence_what_it_means() -> None:
    for reason in EventReason:
        assert reason.text.endswith(".")
