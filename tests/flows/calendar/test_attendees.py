"""Attendees: matched as in mail, at most so many, known ones only by policy; no partial list flows back."""

from dataclasses import replace

from flows.calendar.preview import preview
from simulator.graph import Recipient
from simulator.graph.calendar.appointment import Invitee
from sync_core.calendar.event import Answer, Attendee, Span
from sync_core.mail import Address
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting
from tests.flows.firm import DOMAIN

MANY = [f"guest{n:02}@client.test" for n in range(63)]
ROOMY = {"preview_first": False, "invitation_fuse": 100}
STRANGER = "nobody@elsewhere.test"


def addresses(office: Office) -> list[str]:
    return [str(a.address) for a in office.event.content.attendees]


def later(span: Span) -> Span:
    return replace(span, end=span.end + (span.end - span.start))


async def test_of_sixty_three_attendees_the_crm_gets_the_first_fifty_and_how_many_there_are(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client(MANY[0])
    office.outlook.create(bo, meeting("Conference", *reversed(MANY)))
    await office.begin()

    assert sorted(addresses(office)) == MANY[:50]
    assert (len(addresses(office)), office.event.attendees_total) == (50, 63)
    assert office.event.is_partial
    assert office.event.organiser == f"bo@{DOMAIN}"


async def test_no_partial_list_ever_flows_back(office: Office) -> None:
    bo, _ = office.user("bo"), office.client(MANY[0])
    event = office.outlook.create(bo, meeting("Conference", *MANY))
    await office.begin(winner="crm", brakes=ROOMY)
    office.tenant.invitations.clear()
    kept = office.event.content
    office.change(office.event.id, attendees=kept.attendees[:-1])
    await office.look(bo)
    await office.compare(bo)
    assert len(office.outlook.look(bo, event).says.attendees) == 63
    assert len(office.tenant.invitations) == 0

    office.change(office.event.id, subject="Congress", span=later(kept.span))
    await office.look(bo)
    says = office.outlook.look(bo, event).says
    assert (says.subject, len(says.attendees)) == ("Congress", 63)
    told = {m.to for m in office.tenant.invitations.mails}
    assert {m.sort.value for m in office.tenant.invitations.mails} == {"update"}
    assert told == set(MANY)


async def test_a_partial_list_does_not_flow_back_where_the_event_is_made_again(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client(MANY[0])
    event = office.outlook.create(bo, meeting("Conference", *MANY))
    await office.begin(brakes=ROOMY)
    office.change(office.event.id, subject="Still on")
    office.outlook.delete(bo, event)
    office.tenant.invitations.clear()
    await office.look(bo)
    await office.compare(bo)

    assert office.subjects(bo) == ["Still on"]
    assert len(office.tenant.invitations) == 0
    assert len(addresses(office)) == 50


async def test_a_whole_list_of_the_crm_goes_to_outlook_whole(office: Office) -> None:
    bo, _ = office.user("bo"), office.client(MANY[0])
    await office.begin(brakes=ROOMY)
    office.make(bo, "Conference", *MANY)
    await office.look(bo)
    await office.compare(bo)

    assert {m.to for m in office.tenant.invitations.mails} == set(MANY)
    assert len(office.tenant.invitations) == 63
    assert len(addresses(office)) == 63


async def test_strangers_stay_out_where_only_known_attendees_are_wanted(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.user("cy")
    event = office.outlook.create(bo, meeting("Review", ANA, f"cy@{DOMAIN}", STRANGER))
    await office.begin(attendees={"known_only": True})

    assert sorted(addresses(office)) == [ANA, f"cy@{DOMAIN}"]
    assert office.event.attendees_total == 3
    assert (await office.counts(bo))["unknown_people"] == 1
    assert not any(STRANGER in text for text in office.kept())
    shown = await preview(office.parts, bo)
    assert shown.notices.unknown_people == (STRANGER,)
    office.change(office.event.id, attendees=office.event.content.attendees[:1])
    await office.look(bo)
    assert len(office.outlook.look(bo, event).says.attendees) == 3


async def test_a_stranger_who_was_added_as_a_person_comes_in(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA, STRANGER))
    await office.begin(attendees={"known_only": True})
    assert addresses(office) == [ANA]
    office.client(STRANGER)
    await office.compare(bo)

    assert sorted(addresses(office)) == [ANA, STRANGER]
    assert not office.event.is_partial
    assert (await preview(office.parts, bo)).notices.unknown_people == ()


async def test_an_address_that_two_people_have_is_counted_and_named_in_the_preview(
    office: Office,
) -> None:
    bo = office.user("bo")
    first, _ = office.client(), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()

    assert (await office.counts(bo))["ambiguous"] == 1
    assert (await preview(office.parts, bo)).notices.ambiguous == (ANA,)
    (kept,) = office.crm_calendar.everything()
    assert [a.person.id for a in kept.attendees if a.person] == [first]


async def test_entries_without_an_address_break_nothing_and_are_never_lost(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    odd = Invitee(who=Recipient("/o=old/ou=list", "Everybody"))
    listed = (odd, *meeting("", ANA).attendees)
    event = office.outlook.create(bo, meeting("Review", attendees=listed))
    await office.begin()
    assert addresses(office) == [ANA]

    more = (*office.event.content.attendees, Attendee(address=Address("eve@client.test")))
    office.change(office.event.id, attendees=more, subject="Annual review")
    await office.look(bo)
    says = office.outlook.look(bo, event).says
    assert says.subject == "Annual review"
    assert [a.who.address for a in says.attendees] == ["/o=old/ou=list", ANA]


async def test_what_attendees_answer_comes_into_the_crm_and_never_goes_back(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    says = office.outlook.look(bo, event).says
    accepted = tuple(replace(a, answer=Answer.ACCEPTED) for a in says.attendees)
    box = office.tenant.mailbox(bo)
    item = box.calendars.find(event).item
    box.calendars.write(item, office.clock.now(), replace(says, attendees=accepted))
    await office.look(bo)
    assert [a.answer for a in office.event.content.attendees] == [Answer.ACCEPTED]

    office.answer_in_crm(office.event.id, ANA, Answer.DECLINED)
    office.tenant.invitations.clear()
    await office.look(bo)
    assert [a.answer for a in office.outlook.look(bo, event).says.attendees] == [Answer.ACCEPTED]
    assert len(office.tenant.invitations) == 0


async def test_a_guest_added_in_the_crm_is_the_only_one_who_is_invited(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.tenant.invitations.clear()
    eve = Attendee(address=Address("eve@client.test"))
    office.change(office.event.id, attendees=(*office.event.content.attendees, eve))
    await office.look(bo)

    assert [m.to for m in office.tenant.invitations.mails] == ["eve@client.test"]
    assert office.event.content.span.start == TOMORROW
