"""Rooms and places: resources by unique name, clashes and unknown ones told, several places kept."""

import pytest

from flows.calendar.preview import preview
from simulator.graph import Recipient
from simulator.graph.calendar.appointment import Invitee, Place
from sync_core.calendar.event import AttendeeKind
from tests.flows.calendar.office import ANA, Office, meeting
from tests.flows.firm import DOMAIN


def in_room(name: str) -> dict[str, object]:
    """Return a meeting's guests and places, with a room that was invited."""
    room = Invitee(who=Recipient(f"room@{DOMAIN}", name), kind=AttendeeKind.RESOURCE)
    return {"attendees": (*meeting("", ANA).attendees, room), "places": (Place(name=name),)}


async def test_a_room_is_the_resource_of_the_crm_that_carries_its_name(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    room = office.crm_calendar.put_resource("boardroom")
    office.outlook.create(bo, meeting("Review", **in_room("Boardroom")))
    await office.begin()

    (kept,) = office.crm_calendar.everything()
    assert [a.resource for a in kept.attendees if a.resource] == [room]
    assert office.event.content.places == ("Boardroom",)
    assert "unknown_rooms" not in await office.counts(bo)


@pytest.mark.parametrize(
    ("names", "code"), [(["Boardroom", "BOARDROOM"], "room_clashes"), (["Other"], "unknown_rooms")]
)
async def test_a_room_that_clashes_or_is_unknown_is_linked_to_none_and_told(
    office: Office, names: list[str], code: str
) -> None:
    bo, _ = office.user("bo"), office.client()
    for name in names:
        office.crm_calendar.put_resource(name)
    office.outlook.create(bo, meeting("Review", **in_room("Boardroom")))
    await office.begin()

    (kept,) = office.crm_calendar.everything()
    assert not [a.resource for a in kept.attendees if a.resource]
    counts = await office.counts(bo)
    assert {n: counts.get(n, 0) for n in ("room_clashes", "unknown_rooms")}[code] == 1
    shown = await preview(office.parts, bo)
    assert getattr(shown.notices, code) == ("Boardroom",)
    assert not any("Boardroom" in text for text in office.kept())


async def test_a_place_that_was_merely_written_down_is_no_unknown_room(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.crm_calendar.put_resource("Boardroom")
    office.outlook.create(bo, meeting("Lunch", ANA, places=(Place(name="At Luigi's"),)))
    await office.begin()

    assert (await preview(office.parts, bo)).notices.unknown_rooms == ()


async def test_nothing_is_said_of_rooms_where_the_policy_leaves_them_alone(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", **in_room("Boardroom")))
    await office.begin(rooms=False)

    assert "unknown_rooms" not in await office.counts(bo)


async def test_several_places_and_a_join_link_survive_the_way_there_and_back(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    places = (
        Place(name="Boardroom", address=f"room@{DOMAIN}"),
        Place(name="Annex"),
        Place(name="", uri="https://meet.test/42"),
    )
    event = office.outlook.create(bo, meeting("Review", ANA, places=places, is_online=True))
    link = office.outlook.look(bo, event).says.join_url
    await office.begin()
    assert office.event.content.places == ("Boardroom", "Annex", "https://meet.test/42")

    office.change(office.event.id, places=(*office.event.content.places, "Garden"), subject="New")
    await office.look(bo)
    says = office.outlook.look(bo, event).says
    assert says.places == (*places, Place(name="Garden"))
    assert (says.is_online, says.join_url) == (True, link)


async def test_a_room_stays_invited_when_the_crm_changes_the_people(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", **in_room("Boardroom")))
    await office.begin()
    people = [a for a in office.event.content.attendees if a.kind is not AttendeeKind.RESOURCE]
    other = people[0].__class__(address=people[0].address, kind=AttendeeKind.OPTIONAL)
    office.change(office.event.id, attendees=(other,))
    await office.look(bo)

    kinds = {a.address: a.kind for a in office.outlook.look(bo, event).says.attendees}
    assert kinds == {ANA: AttendeeKind.OPTIONAL, f"room@{DOMAIN}": AttendeeKind.RESOURCE}
