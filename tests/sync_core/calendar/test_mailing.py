from datetime import timedelta

import pytest

from sync_core.calendar.event import AttendeeKind, Origin, Recurrence
from sync_core.calendar.fields import EventField
from sync_core.calendar.mailing import mailed, may_invite, outside, uninvited
from sync_core.reconcile.decide import Move
from tests.sync_core.calendar.making import (
    ANA,
    BO,
    CY,
    DAY,
    EVE,
    HOUR,
    INSIDERS,
    NOW,
    ZED,
    attendee,
    content,
    invited,
    outlook,
    room,
    rules,
    span,
)

SILENT = (EventField.SHOW_AS, EventField.PRIVACY, EventField.ANSWERS)
LOUD = (
    EventField.SUBJECT,
    EventField.SPAN,
    EventField.PLACES,
    EventField.BODY,
    EventField.RECURRENCE,
    EventField.CANCELLED,
)


def fields(*names: EventField) -> frozenset[str]:
    return frozenset(name.value for name in names)


def test_making_a_meeting_invites_everybody_but_rooms() -> None:
    new = content(attendees=(attendee(EVE), attendee(ANA), attendee(CY), room()))

    assert mailed(None, new, frozenset(), Move.CREATE) == (ANA, CY, EVE)


def test_making_an_event_without_attendees_invites_nobody() -> None:
    assert mailed(None, uninvited(content(ANA)), frozenset(), Move.CREATE) == ()


@pytest.mark.parametrize("name", LOUD)
def test_a_change_the_attendees_see_mails_all_of_them(name: EventField) -> None:
    assert mailed(outlook(ANA, EVE), content(ANA), fields(name), Move.UPDATE) == (ANA, EVE)


@pytest.mark.parametrize("name", SILENT)
def test_a_change_of_silent_fields_mails_nobody(name: EventField) -> None:
    assert mailed(outlook(ANA), content(ANA), fields(name), Move.UPDATE) == ()


def test_an_update_of_no_field_mails_nobody() -> None:
    assert mailed(outlook(ANA), content(EVE), frozenset(), Move.UPDATE) == ()


def test_a_change_of_attendees_alone_mails_those_added_removed_or_given_another_role() -> None:
    asked = content(attendees=(attendee(ANA), attendee(ZED, kind=AttendeeKind.OPTIONAL)))
    before = outlook(ANA, EVE, ZED)

    assert mailed(before, asked, fields(EventField.ATTENDEES), Move.UPDATE) == (EVE, ZED)
    silent_too = fields(EventField.ATTENDEES, EventField.SHOW_AS)
    assert mailed(before, asked, silent_too, Move.UPDATE) == (EVE, ZED)


def test_a_change_of_attendees_and_time_mails_those_before_and_after() -> None:
    both = fields(EventField.ATTENDEES, EventField.SPAN)

    assert mailed(outlook(ANA), content(EVE), both, Move.UPDATE) == (ANA, EVE)


def test_with_a_distribution_list_in_it_a_change_of_attendees_mails_all() -> None:
    before = outlook(ANA, EVE, unusable_entries=1)

    assert mailed(before, content(ANA), fields(EventField.ATTENDEES), Move.UPDATE) == (ANA, EVE)


@pytest.mark.parametrize("move", [Move.UPDATE, Move.DELETE, Move.CANCEL])
def test_writing_a_draft_mails_nobody(move: Move) -> None:
    draft = outlook(ANA, is_draft=True)

    assert mailed(draft, content(EVE), fields(*EventField), move) == ()


def test_only_the_organisers_writes_mail_the_attendees() -> None:
    assert mailed(invited(BO, EVE), None, frozenset(), Move.DELETE) == ()
    assert mailed(invited(BO, EVE), content(), fields(*LOUD), Move.UPDATE) == ()


def test_an_answer_is_mailed_to_the_organiser() -> None:
    answers = fields(EventField.OWN_ANSWER)

    assert mailed(invited(BO, EVE), content(), answers, Move.UPDATE) == (ANA,)
    assert mailed(outlook(EVE), content(), answers, Move.UPDATE) == ()


@pytest.mark.parametrize("move", [Move.DELETE, Move.CANCEL])
def test_the_organisers_deletion_sends_cancellations_to_all_once(move: Move) -> None:
    assert mailed(outlook(ANA, EVE), None, frozenset(), move) == (ANA, EVE)
    assert mailed(outlook(ANA, is_cancelled=True), None, frozenset(), move) == ()


def test_people_outside_the_firm_are_counted_once_each() -> None:
    assert outside((ANA, EVE, ANA, CY, BO), INSIDERS) == 2


# May anybody be invited at all?


def may(**but: object) -> bool:
    told: dict[str, object] = {
        "is_first_run": False,
        "origin": Origin.PAGE,
        "content": content(),
        "now": NOW,
    }
    told.update(but)
    by = rules(invite=told.pop("invite", True))
    return may_invite(by, **told)  # type: ignore[arg-type] # made up from the test's own words


def test_an_event_made_in_the_crm_invites_where_the_firm_allows_it() -> None:
    assert may()
    assert may(origin=Origin.API)
    assert not may(invite=False)


def test_no_invitation_leaves_from_a_first_run() -> None:
    assert not may(is_first_run=True)


def test_no_invitation_leaves_from_an_import() -> None:
    assert not may(origin=Origin.IMPORT)


def test_no_invitation_leaves_for_a_past_event() -> None:
    assert not may(content=content(span=span(NOW - DAY)))
    assert not may(content=content(span=span(NOW - HOUR)))
    assert may(content=content(span=span(NOW - HOUR, 2 * HOUR)))


def test_a_series_that_began_in_the_past_still_invites_until_its_last_occurrence() -> None:
    """Thirteen weeks on, the fourteenth occurrence is just going on; a thirteenth was the last before."""
    began = span(NOW - timedelta(days=91))

    assert may(content=content(span=began, recurrence=Recurrence(rule="FREQ=WEEKLY")))
    assert may(content=content(span=began, recurrence=Recurrence(rule="FREQ=WEEKLY;COUNT=14")))
    assert not may(content=content(span=began, recurrence=Recurrence(rule="FREQ=WEEKLY;COUNT=13")))
