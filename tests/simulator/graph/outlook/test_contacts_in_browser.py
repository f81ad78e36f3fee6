"""Contacts of the pretend Outlook in a real browser: kept by mouse, and nothing in it is complained about."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from simulator.graph import Tenant
from sync_core.work import MailboxId
from tests.admin.browser.chromium import EXECUTABLE, Complaints, chromium
from tests.simulator.graph.contact_acts import person as somebody
from tests.simulator.graph.outlook.conftest import Person

pytestmark = pytest.mark.browser


async def test_a_contact_is_made_edited_and_deleted_by_mouse(
    tenant: Tenant, ana: MailboxId, person: Person, tmp_path: Path
) -> None:
    if not EXECUTABLE.exists():
        pytest.skip(f"{EXECUTABLE} is not installed (Debian: apt-get install chromium)")
    tenant.contacts.create(ana, somebody("Emil", "Adler", company="Acme"))
    complaints = Complaints()
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 1360, "height": 900})
        await complaints.watch(page)
        await page.goto(person.url)
        await page.get_by_role("navigation").get_by_role("link", name="Contacts").click()
        await page.get_by_role("link", name="New contact").click()
        await page.get_by_label("First name").fill("Carla")
        await page.get_by_label("Last name").fill("Nunes")
        await page.get_by_label("E-mail addresses").fill("c@client.test")
        await page.get_by_role("button", name="Save").click()
        row = page.get_by_role("row", name="Carla Nunes")
        await expect(row).to_contain_text("c@client.test")
        await page.screenshot(path=tmp_path / "contacts.png")
        await page.get_by_role("link", name="Emil Adler").click()
        await page.screenshot(path=tmp_path / "contact.png")
        await page.get_by_label("Company").fill("Other")
        await page.get_by_label("Private").check()
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("row", name="Emil Adler")).to_contain_text("private")
        await page.get_by_role("link", name="Carla Nunes").click()
        await page.get_by_role("button", name="Delete").click()
        await expect(page.get_by_role("link", name="Carla Nunes")).to_have_count(0)

    assert [says.company for says in tenant.contacts.within(ana).values()] == ["Other"]
    assert complaints.said == []
    assert complaints.hosts == {person.url.split("/")[2]}
