"""An address that somebody gives a person later brings that person's past meetings along."""

from flows.ports.calendar_desk import MeetingFilter
from flows.wakeups import rematch_due
from sync_core.calendar.window import Window
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting
from tests.flows.firm import DOMAIN, START


async def test_a_past_meeting_is_on_the_persons_page_once_the_address_is_known(
    office: Office,
) -> None:
    bo = office.user("bo")
    office.outlook.create(bo, meeting("Who is that", ANA))
    await office.begin()
    await office.policy(unmatched=True)
    await office.look(bo)
    was = office.event
    office.clock.advance(2 * (TOMORROW - START).total_seconds())
    ana = office.client()
    await rematch_due(office.parts)
    await office.work()

    shown = await office.crm_calendar.meetings_of(ana, office.clock.now(), 9)
    assert (was.is_related, office.event.is_related) == (False, True)
    assert [m.event.content.subject for m in shown.past] == ["Who is that"]


async def test_it_is_written_to_neither_side_and_happens_once(office: Office) -> None:
    bo = office.user("bo")
    office.outlook.create(bo, meeting("Who is that", ANA))
    await office.begin()
    await office.policy(unmatched=True)
    await office.look(bo)
    written, versions = office.written(), office.versions()
    office.client()
    for _ in range(3):
        await rematch_due(office.parts)
        await office.work()
        await office.look(bo)
    await office.compare(bo)

    assert office.event.is_related
    assert (office.written(), office.versions()) == (written, versions)


async def test_a_colleagues_address_makes_no_person_of_them(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    newcomer = f"new@{DOMAIN}"
    office.outlook.create(bo, meeting("Review", ANA, newcomer))
    await office.begin()
    person = office.client(newcomer)
    await rematch_due(office.parts)
    await office.work()

    window = Window(since=START, until=START + 9 * (TOMORROW - START))
    found = await office.crm_calendar.meetings(MeetingFilter(person=person), window, 9)
    assert found.rows == ()
