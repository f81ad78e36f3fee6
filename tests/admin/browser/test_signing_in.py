"""Signing in and out in a real browser, at an Entra that is another site: its rules for cookies and posts hold."""

from dataclasses import dataclass, replace

import pytest
from playwright.async_api import expect

from admin.door import Door, LocalDoor
from admin.web import PageRequest, PageResponse
from sync_core.access import SignedIn
from tests.admin.bridge import served
from tests.admin.browser.chromium import EXECUTABLE, Complaints, chromium
from tests.admin.firm import Firm
from tests.admin.signing_in import NIA, entra_for

pytestmark = pytest.mark.browser


@dataclass(slots=True)
class SwitchedDoor:
    """A door that is hung once the address it stands at is known."""

    door: Door

    async def answer(self, request: PageRequest) -> PageResponse | None:
        return await self.door.answer(request)

    async def who(self, request: PageRequest) -> SignedIn | None:
        return await self.door.who(request)


async def test_one_signs_in_at_another_site_comes_back_acts_and_signs_out(firm: Firm) -> None:
    if not EXECUTABLE.exists():
        pytest.skip(f"{EXECUTABLE} is not installed (Debian: apt-get install chromium)")
    mailbox, complaints, switched = (
        await firm.mailbox(1, "Priya Shah"), Complaints(), SwitchedDoor(LocalDoor())
    )  # fmt: skip
    async with served(replace(firm.console, door=switched)) as address:
        url = address.replace("127.0.0.1", "localhost")  # another site than Entra's 127.0.0.1
        async with entra_for(firm, url) as (_, hung), chromium() as browser:
            switched.door = hung.console.door
            page = await (await browser.new_context()).new_page()
            page.set_default_timeout(10_000)
            await complaints.watch(page)

            await page.goto(f"{url}/?page=1")
            await page.get_by_role("button", name=f"{NIA.name} (Rapport.Admin)").click()
            await page.wait_for_url(f"{url}/?page=1")
            await page.get_by_role("button", name="Sync now: Priya Shah").click()
            await expect(page.get_by_text("This mailbox is being read now")).to_be_visible()
            assert [where for _, where in firm.queued()] == [mailbox]

            await page.get_by_role("button", name="Sign out").click()
            await expect(page.get_by_text("You are signed out")).to_be_visible()
            await page.goto(f"{url}/policy")
            await expect(page.get_by_text("Who are you?")).to_be_visible()
            assert complaints.said == []
