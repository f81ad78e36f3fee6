"""The pretend Outlook in a real browser: it is acted in by mouse, and nothing in it is complained about."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from simulator.graph import Tenant
from sync_core.calendar.event import Answer
from sync_core.work import MailboxId
from tests.admin.browser.chromium import EXECUTABLE, Complaints, chromium
from tests.simulator.graph.calendar_acts import CARLA, WEEKLY, at, event, invited
from tests.simulator.graph.outlook.conftest import BEN, Person

pytestmark = pytest.mark.browser


async def test_a_meeting_is_moved_and_an_invitation_accepted_by_mouse(
    tenant: Tenant, ana: MailboxId, ben: MailboxId, person: Person, tmp_path: Path
) -> None:
    if not EXECUTABLE.exists():
        pytest.skip(f"{EXECUTABLE} is not installed (Debian: apt-get install chromium)")
    outlook, complaints = tenant.outlook, Complaints()
    name = outlook.create(ana, event("Quarterly review", at(17), attendees=invited(BEN)))
    outlook.create(ana, event("Weekly call", at(16, 9), recurrence=WEEKLY))
    outlook.mark_private(ana, outlook.create(ana, event("Dentist", at(18, 15))))
    outlook.invite_from_outside(CARLA, event("Kick-off", at(19), attendees=invited(BEN)))

    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 1360, "height": 900})
        await complaints.watch(page)
        await page.goto(person.url)
        await page.screenshot(path=tmp_path / "outlook.png")
        await page.get_by_role("link", name="Quarterly review").click()
        await page.get_by_label("Starts").fill("2026-11-20T14:00")
        await page.get_by_label("Ends").fill("2026-11-20T15:00")
        await page.get_by_role("button", name="Save").click()
        friday = page.get_by_role("region", name="Fri 20 Nov")
        await expect(friday.get_by_role("link", name="Quarterly review")).to_be_visible()
        await page.get_by_role("link", name="Ben Roth").click()
        await page.get_by_role("link", name="Kick-off").click()
        await page.get_by_role("button", name="Accept").click()
        await expect(page.get_by_role("link", name="Kick-off")).to_contain_text("accepted")

    assert outlook.look(ana, name).says.span == at(20, 14)
    answers = {i.says.subject: i.answer for i in tenant.mailbox(ben).calendars.items.values()}
    assert answers == {"Quarterly review": Answer.NONE, "Kick-off": Answer.ACCEPTED}
    assert complaints.said == []
    assert complaints.hosts == {person.url.split("/")[2]}
