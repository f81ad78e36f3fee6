"""Nothing is written for nothing: our own writes coming back, text evened by the server, clocks that differ."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from simulator.memory import ManualSurroundings
from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span

TEXTS = {
    "line ends": "one\r\ntwo\rthree\n\n",
    "trailing space": "one  \n two \t\n\n\n",
    "emoji": "Fees \U0001f600 \u2014 caf\u00e9 \u00a0",
    "looks like HTML": "<b>not bold</b> & so on <br>",
    "long": "word " * 3_000,
}


async def test_our_own_writes_coming_back_cause_no_write(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.make(bo, "Here", ANA)
    office.change(office.events()[0].id, subject="Annual review")
    await office.look(bo)
    office.outlook.edit(bo, event, span=span(TOMORROW + timedelta(hours=2)))
    await office.look(bo)
    written, versions = office.written(), office.versions()
    for _ in range(3):
        await office.look(bo)
        await office.compare(bo)

    assert written == {"create": 1, "update": 1}
    assert office.written() == written
    assert office.versions() == versions


async def test_an_event_touched_without_being_changed_causes_no_write(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    versions, before = office.versions(), office.outlook.look(bo, event).etag
    office.outlook.edit(bo, event, importance="high", reminder_minutes=5)
    assert office.outlook.look(bo, event).etag != before
    await office.look(bo)
    office.change(office.event.id, subject="On the new version")
    await office.look(bo)

    assert len(versions) == len(office.events())
    assert office.event.version == versions[office.event.id] + 1, "the person's own change alone"
    assert office.outlook.look(bo, event).says.subject == "On the new version"
    assert office.written() == {"update": 1}


async def test_the_same_change_made_on_both_sides_is_written_nowhere(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA))
    await office.begin()
    office.outlook.edit(bo, event, subject="Annual review")
    office.change(office.event.id, subject="Annual  review ")
    version = office.event.version
    await office.look(bo)
    assert office.written() == {}
    assert office.event.version == version

    office.outlook.edit(bo, event, subject="Later")
    await office.look(bo)
    assert office.event.content.subject == "Later"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("side", ["outlook", "crm"])
async def test_text_that_the_server_evens_out_causes_no_endless_update(
    side: str, text: str
) -> None:
    office = Office(text_normalised=True)
    bo, _ = office.user("bo"), office.client()
    await office.begin()
    subject = f"  {text[:300]}  "
    if side == "crm":
        one = office.make(bo, subject, ANA, body=text)
        await office.look(bo)
        office.change(one, body=text + "more")
    else:
        event = office.outlook.create(bo, meeting(subject, ANA, body=text))
        await office.look(bo)
        office.outlook.edit(bo, event, body=text + "more")
    await office.look(bo)
    written, versions = office.written(), office.versions()
    for _ in range(3):
        await office.look(bo)
        await office.compare(bo)

    assert office.written() == written == ({"create": 1, "update": 1} if side == "crm" else {})
    assert office.versions() == versions


async def test_html_from_outlook_is_plain_text_in_the_crm_and_stays_html_there(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    html = "<html><body><div>Agenda</div><div>Fees &amp; costs</div></body></html>"
    event = office.outlook.create(bo, meeting("Review", ANA, body=html, body_is_html=True))
    await office.begin()
    for _ in range(2):
        await office.compare(bo)

    assert office.event.content.body.split() == ["Agenda", "Fees", "&", "costs"]
    assert office.outlook.look(bo, event).says.body == html
    assert office.event.version == 1


class Skewed(ManualSurroundings):
    """A clock that is ahead of another one, or behind it."""

    def __init__(self, clock: ManualSurroundings, by: timedelta) -> None:
        super().__init__(2, clock.now())
        self._clock, self._by = clock, by

    def now(self) -> datetime:
        """Return the other clock's time and what this one is off."""
        return self._clock.now() + self._by


@pytest.mark.parametrize("minutes", [-10, 0, 10])
async def test_clocks_ten_minutes_apart_come_to_the_same(minutes: int) -> None:
    office = Office()
    office.parts = replace(
        office.parts, surroundings=Skewed(office.clock, timedelta(minutes=minutes))
    )
    bo, _ = office.user("bo"), office.client()
    events = [office.outlook.create(bo, meeting(f"M{n}", ANA)) for n in range(3)]
    await office.begin()
    office.outlook.edit(bo, events[0], subject="There")
    office.change(next(e.id for e in office.events() if e.content.subject == "M1"), subject="Here")
    office.outlook.delete(bo, events[2])
    office.make(bo, "New", ANA)
    for _ in range(2):
        office.clock.advance(900)
        await office.look(bo)

    assert office.subjects(bo) == ["Here", "New", "There"]
    told = sorted((e.content.subject, e.content.is_cancelled) for e in office.events())
    assert told == [("Here", False), ("M2", True), ("New", False), ("There", False)]
    assert office.written() == {"create": 1, "update": 1}
