from typing import Any

import pytest

from sync_core.calendar.event import CrmEvent, OutlookEvent, Privacy
from sync_core.calendar.fields import EventField
from sync_core.calendar.gating import writable
from sync_core.reconcile.plan import Withheld
from tests.sync_core.calendar.making import (
    ANA,
    CY,
    DAY,
    NOW,
    crm,
    invited,
    outlook,
    rules,
    span,
)

ALL = frozenset(EventField)
FLOWING = ALL - {EventField.ANSWERS, EventField.OWN_ANSWER}
PAST = span(NOW - DAY)


def gate(
    one: OutlookEvent,
    other: CrmEvent | None = None,
    fields: frozenset[EventField] = ALL,
    hidden: frozenset[EventField] = frozenset(),
    **calendar: Any,
) -> tuple[frozenset[str], dict[str, Withheld]]:
    asked = frozenset(name.value for name in fields)
    allowed, withheld = writable(asked, one, other or crm(), rules(**calendar), NOW, hidden)
    assert allowed | withheld.keys() == asked
    assert not allowed & withheld.keys()
    return allowed, dict(withheld)


def test_the_organisers_copy_takes_every_field_but_answers() -> None:
    allowed, withheld = gate(outlook())

    assert allowed == FLOWING
    assert withheld == {"answers": Withheld.DIRECTION, "own_answer": Withheld.DIRECTION}


def test_an_attendees_copy_takes_the_answer_alone() -> None:
    allowed, withheld = gate(invited())

    assert allowed == {"own_answer"}
    assert {withheld[name] for name in FLOWING} == {Withheld.ATTENDEE_COPY}


@pytest.mark.parametrize("rich", [{"body_is_rich": True}, {"is_online": True}])
def test_a_rich_text_is_not_overwritten_while_date_and_time_still_update(
    rich: dict[str, bool],
) -> None:
    asked = frozenset({EventField.BODY, EventField.SPAN})
    allowed, withheld = gate(outlook(**rich), fields=asked)

    assert allowed == {"span"}
    assert withheld == {"body": Withheld.RICH_BODY}


def test_a_rich_text_is_overwritten_where_the_policy_says_so() -> None:
    asked = frozenset({EventField.BODY})

    assert gate(outlook(body_is_rich=True), fields=asked, protect_rich=False)[0] == {"body"}


def test_a_change_that_would_mail_about_a_past_event_is_withheld_and_silent_ones_flow() -> None:
    asked = frozenset({EventField.SUBJECT, EventField.SHOW_AS})
    allowed, withheld = gate(outlook(span=PAST), crm(span=PAST), asked)

    assert allowed == {"show_as"}
    assert withheld == {"subject": Withheld.PAST_WOULD_MAIL}


def test_a_past_event_that_nobody_attends_is_written_freely() -> None:
    alone = outlook(attendees=(), span=PAST)

    assert gate(alone, crm(attendees=(), span=PAST), frozenset({EventField.SUBJECT}))[1] == {}


def test_a_past_event_moved_ahead_and_one_moved_into_the_past_tell_their_attendees() -> None:
    asked = frozenset({EventField.SPAN})

    assert gate(outlook(span=PAST), crm(), asked)[1] == {}
    assert gate(outlook(), crm(span=PAST), asked)[1] == {}


def test_the_cancellation_of_a_past_meeting_is_withheld_also_when_its_twin_is_gone() -> None:
    asked = frozenset({EventField.CANCELLED.value})
    _, withheld = writable(asked, outlook(span=PAST), None, rules(), NOW, frozenset())

    assert withheld == {"cancelled": Withheld.PAST_WOULD_MAIL}


def test_no_partial_list_ever_flows_back_to_outlook() -> None:
    asked = frozenset({EventField.ATTENDEES, EventField.SUBJECT})
    _, held = gate(outlook(), crm(attendees_total=63), asked)
    _, cut = gate(outlook(), crm(), asked, hidden=frozenset({EventField.ATTENDEES}))
    _, unreadable = gate(outlook(unusable_entries=1), crm(), asked)

    assert held == cut == unreadable == {"attendees": Withheld.PARTIAL_LIST}


def test_what_privacy_hides_never_flows_back() -> None:
    asked = frozenset({EventField.ATTENDEES, EventField.SUBJECT, EventField.SPAN})
    hidden = frozenset({EventField.ATTENDEES, EventField.SUBJECT})
    for one, other in (
        (outlook(privacy=Privacy.PRIVATE), crm()),
        (outlook(), crm(privacy=Privacy.PRIVATE)),
    ):
        allowed, withheld = gate(one, other, asked, hidden)
        assert allowed == {"span"}
        assert set(withheld.values()) == {Withheld.HIDDEN}


def test_attendees_are_not_written_where_no_invitation_may_leave() -> None:
    asked = frozenset({EventField.ATTENDEES, EventField.SPAN})
    allowed, withheld = gate(outlook(ANA), crm(ANA, CY), asked, invite=False)

    assert allowed == {"span"}
    assert withheld == {"attendees": Withheld.NO_INVITATIONS}


def test_every_reason_to_withhold_says_in_a_sentence_what_it_means() -> None:
    for why in Withheld:
        assert why.text.endswith(".")
