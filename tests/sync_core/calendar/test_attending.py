from dataclasses import replace

from sync_core.calendar.attending import (
    addresses_to_ask,
    ambiguous,
    answer_of,
    as_crm_attendees,
)
from sync_core.calendar.event import Answer
from sync_core.calendar.rooms import places_as_resources, resource_of
from sync_core.mail import Address
from sync_core.policy import PlusTags
from tests.sync_core.calendar.making import (
    ANA,
    BO,
    BOS,
    CY,
    CYS,
    DI,
    EVE,
    KNOWN,
    ROOM,
    ZED,
    attendee,
    content,
    room,
    rules,
)

TAGGED = Address("ana+news@client.test")


def test_attendees_become_people_and_users_of_the_crm_in_the_same_order() -> None:
    found = as_crm_attendees(content(ZED, ANA, CY), KNOWN, rules())

    assert [a.attendee.address for a in found] == [ZED, ANA, CY]
    assert [a.person.id if a.person else None for a in found] == [None, "p-ana", None]
    assert [a.user for a in found] == [None, None, CYS]


def test_an_address_with_a_plus_tag_is_the_same_person_unless_the_policy_is_exact() -> None:
    exact = replace(rules(), plus_tags=PlusTags.EXACT)
    (loose,) = as_crm_attendees(content(TAGGED), KNOWN, rules())
    (strict,) = as_crm_attendees(content(TAGGED), KNOWN, exact)

    assert loose.person is not None
    assert loose.person.id == "p-ana"
    assert strict.person is None


def test_of_two_people_with_one_address_the_first_by_id_is_linked_and_the_address_reported() -> (
    None
):
    (found,) = as_crm_attendees(content(EVE), KNOWN, rules())

    assert found.person is not None
    assert found.person.id == "p-eve1"
    assert ambiguous(content(EVE, ANA), KNOWN, rules()) == (EVE,)


def test_a_colleague_is_never_taken_for_a_client() -> None:
    """Even where the CRM holds a person of that address, as in mail."""
    persons = KNOWN.people[ANA]
    known = replace(KNOWN, people={**KNOWN.people, DI: persons, CY: persons})
    found = as_crm_attendees(content(DI, CY), known, rules())

    assert [a.person for a in found] == [None, None]


def test_a_room_is_the_crm_resource_of_its_name_and_no_person() -> None:
    (found,) = as_crm_attendees(content(attendees=(room(ANA),)), KNOWN, rules())

    assert (found.resource, found.person, found.user) == ("r-oak", None, None)


def test_a_room_of_a_name_that_two_resources_carry_is_linked_to_neither() -> None:
    (found,) = as_crm_attendees(content(attendees=(room(name="Elm Room"),)), KNOWN, rules())

    assert found.resource is None


def test_the_crm_is_asked_for_each_persons_spellings_and_the_organiser_once_and_for_no_room() -> (
    None
):
    asked = addresses_to_ask(
        content(attendees=(attendee(TAGGED), attendee(ANA), room())), BO, rules()
    )

    assert asked == (TAGGED, ANA, BO)
    assert ROOM not in asked


def test_a_users_answer_is_read_from_the_attendee_with_one_of_the_users_addresses() -> None:
    event = content(attendees=(attendee(ANA), attendee(BO, answer=Answer.DECLINED)))

    assert answer_of(event, BOS, KNOWN, rules()) is Answer.DECLINED
    assert answer_of(event, CYS, KNOWN, rules()) is Answer.NONE
    assert answer_of(event, None, KNOWN, rules()) is Answer.NONE


def test_locations_are_resources_by_unique_name_and_clashes_and_unknown_rooms_are_reported() -> (
    None
):
    rooms = places_as_resources(("OAK  room", "Elm Room", "Their office", " "), KNOWN)

    assert rooms.resources == ("r-oak",)
    assert rooms.clashes == ("Elm Room",)
    assert rooms.unknown == ("Their office",)


def test_one_room_told_twice_is_one_resource() -> None:
    assert places_as_resources(("Oak Room", "oak room"), KNOWN).resources == ("r-oak",)
    assert resource_of("Oak Room", KNOWN) == "r-oak"
    assert resource_of("", KNOWN) is None
