from dataclasses import replace

from sync_core.calendar.event import AttendeeKind, Content, Privacy, ShowAs
from sync_core.calendar.fields import EventField
from sync_core.calendar.projection import (
    PRIVATE_SUBJECT,
    Projection,
    for_outlook,
    one_way_fields,
    project,
)
from sync_core.calendar.rules import CalendarRules
from sync_core.mail import Address
from sync_core.reconcile.sides import Side
from tests.sync_core.calendar.making import (
    ANA,
    BO,
    CY,
    EVE,
    KNOWN,
    ROOM,
    ZED,
    attendee,
    content,
    in_other_calendar,
    outlook,
    room,
    rules,
)

PRIVATE = content(ANA, EVE, privacy=Privacy.PRIVATE, show_as=ShowAs.OUT_OF_OFFICE)


def shown(what: Content, by: CalendarRules | None = None) -> Projection:
    return project(what, by or rules(), KNOWN, organiser=BO)


def addresses(projection: Projection) -> list[Address]:
    return [a.address for a in projection.content.attendees]


def guests(count: int) -> tuple[Address, ...]:
    return tuple(Address(f"guest{n:03}@client.test") for n in range(count))


def test_an_ordinary_event_is_shown_whole() -> None:
    projection = shown(content(ANA, CY))

    assert projection.content == content(ANA, CY)
    assert (projection.attendees_total, projection.hidden) == (2, frozenset())


# Privacy


def test_of_a_private_event_busy_only_shows_its_time_and_nothing_else() -> None:
    projection = shown(PRIVATE, rules(private="busy_only"))

    assert projection.content == Content(
        subject=PRIVATE_SUBJECT,
        span=PRIVATE.span,
        privacy=Privacy.PRIVATE,
        show_as=ShowAs.OUT_OF_OFFICE,
    )
    assert projection.attendees_total == 0
    assert projection.hidden == {
        EventField.SUBJECT,
        EventField.PLACES,
        EventField.BODY,
        EventField.ATTENDEES,
        EventField.ANSWERS,
    }


def test_private_events_without_attendees_show_everything_but_who_attends() -> None:
    projection = shown(PRIVATE, rules(private="without_attendees"))

    assert projection.content == replace(PRIVATE, attendees=())
    assert projection.hidden == {EventField.ATTENDEES, EventField.ANSWERS}
    assert projection.attendees_total == 0


def test_private_events_are_shown_in_full_where_the_policy_says_so() -> None:
    assert shown(PRIVATE, rules(private="full")).content == PRIVATE


def test_an_event_that_turned_private_after_it_was_brought_across_is_reduced_to_its_time() -> None:
    """Skipping keeps private events from being brought across; what was shown before is taken away."""
    assert shown(PRIVATE).content.subject == PRIVATE_SUBJECT
    assert addresses(shown(PRIVATE)) == []


def test_of_another_calendar_a_private_event_shows_no_more_than_its_time() -> None:
    projection = shown(PRIVATE, in_other_calendar(rules(private="full")))

    assert projection.content.subject == PRIVATE_SUBJECT
    assert projection.content.places == ()


def test_what_privacy_hides_in_outlook_flows_to_the_crm_only_so_that_no_edit_there_undoes_it() -> (
    None
):
    hidden = one_way_fields(PRIVATE, rules(private="busy_only"))

    assert set(hidden) == {"subject", "places", "body", "attendees", "answers"}
    assert set(hidden.values()) == {Side.CRM}
    assert one_way_fields(content(), rules()) == {"answers": Side.CRM}


# The cap


def test_the_first_fifty_attendees_by_address_are_shown_and_all_are_counted() -> None:
    everybody = guests(63)
    projection = shown(content(*reversed(everybody)))

    assert addresses(projection) == list(everybody[:50])
    assert projection.attendees_total == 63
    assert EventField.ATTENDEES in projection.hidden


def test_just_as_many_as_the_policy_lets_are_no_partial_list() -> None:
    projection = shown(content(*guests(50)))

    assert projection.attendees_total == len(addresses(projection)) == 50
    assert projection.hidden == frozenset()


def test_the_organiser_is_no_attendee_and_is_never_counted_or_cut() -> None:
    """Even where Outlook lists the organiser among the attendees."""
    projection = shown(content(*guests(50), BO))

    assert BO not in addresses(projection)
    assert projection.attendees_total == 50


def test_rooms_do_not_count_as_people_and_are_not_cut() -> None:
    many = content(attendees=(*(attendee(g) for g in guests(63)), room()))
    projection = shown(many)

    assert ROOM in addresses(projection)
    assert len(addresses(projection)) == 51
    assert projection.attendees_total == 64
    assert shown(content(attendees=(*(attendee(g) for g in guests(50)), room()))).hidden == set()


def test_an_address_listed_twice_attends_once_in_its_weightier_role() -> None:
    optional = attendee(ANA, kind=AttendeeKind.OPTIONAL)
    projection = shown(content(attendees=(optional, attendee(ANA))))

    assert [a.kind for a in projection.content.attendees] == [AttendeeKind.REQUIRED]
    assert projection.attendees_total == 1


# Known attendees only


def test_only_known_attendees_are_shown_and_the_unknown_listed_to_be_added() -> None:
    projection = shown(content(ZED, ANA, CY), rules(attendees={"known_only": True}))

    assert addresses(projection) == [ANA, CY]
    assert [a.address for a in projection.unknown] == [ZED]
    assert projection.attendees_total == 3
    assert EventField.ATTENDEES in projection.hidden


def test_the_unknown_of_a_private_event_are_not_listed() -> None:
    by = rules(attendees={"known_only": True}, private="without_attendees")

    assert shown(content(ZED, privacy=Privacy.PRIVATE), by).unknown == ()


def test_the_cap_counts_known_attendees_where_only_these_are_shown() -> None:
    by = rules(attendees={"known_only": True, "maximum": 2})
    projection = shown(content(*guests(3), ANA, CY), by)

    assert addresses(projection) == [ANA, CY]


# The body


def test_the_text_is_left_out_by_policy_on_both_sides_alike() -> None:
    by = rules(body="leave_out")

    assert shown(content(body="Theirs"), by).content == shown(content(body="Ours"), by).content
    assert EventField.BODY in shown(content(), by).hidden


# Writing back


def test_rooms_of_an_outlook_event_are_kept_when_its_attendees_are_written() -> None:
    there = outlook(attendees=(attendee(ANA), room()))
    written = for_outlook(content(ANA, EVE), there)

    assert [a.address for a in written.attendees] == [ANA, EVE, ROOM]
