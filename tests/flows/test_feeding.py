"""The CRM's feeds: what was changed before their first reading is found too, by a look of everybody in step."""

from flows.wakeups import refresh_directory_due
from sync_core.work import FIRM, Task
from tests.flows.calendar.office import ANA, meeting
from tests.flows.calendar.office import Office as CalendarOffice
from tests.flows.contacts.office import Office, card


async def test_an_entry_written_before_the_feed_of_lists_was_first_read_reaches_outlook() -> None:
    office = Office()
    ben = office.user("ben")
    await office.policy()
    await refresh_directory_due(office.parts)
    await office.work()
    await office.enter(ben, card())
    await office.look(FIRM, Task.CRM_FEED)
    assert office.shown(ben) == ["Ana Kern"]


async def test_an_event_made_before_the_feed_of_events_was_first_read_reaches_outlook() -> None:
    office = CalendarOffice()
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("There", ANA))
    await office.begin()
    office.make(bo, "Here", ANA)
    await office.look(FIRM, Task.CRM_FEED)
    assert office.subjects(bo) == ["Here", "There"]
