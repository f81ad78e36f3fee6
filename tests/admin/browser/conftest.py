"""A browser in front of a firm with something of everything."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page

from tests.admin.bridge import served
from tests.admin.browser.chromium import EXECUTABLE, Complaints, chromium
from tests.admin.firm import Firm


@dataclass(frozen=True, slots=True)
class Window:
    """A browser, the address of the pages, and what it complained about."""

    browser: Browser
    url: str
    complaints: Complaints

    async def open(self, path: str = "/", **context: object) -> Page:
        """Return a page opened in a fresh context (colour scheme, scripts off ...)."""
        page = await self.blank(**context)
        await page.goto(self.url + path)
        return page

    async def blank(self, **context: object) -> Page:
        """Return an empty page in a fresh context."""
        told = {"base_url": self.url, "viewport": {"width": 1360, "height": 900}} | context
        made = await self.browser.new_context(**told)  # type: ignore[arg-type] # options are Playwright's own
        made.set_default_timeout(10_000)
        page = await made.new_page()
        await self.complaints.watch(page)
        return page


@pytest.fixture
async def window(shown_firm: Firm) -> AsyncIterator[Window]:
    """Yield a browser; at the end nothing may have been complained about or asked of another host."""
    if not EXECUTABLE.exists():
        pytest.skip(f"{EXECUTABLE} is not installed (Debian: apt-get install chromium)")
    complaints = Complaints()
    async with served(shown_firm.console) as url, chromium() as browser:
        yield Window(browser, url, complaints)
    assert complaints.said == []
    assert complaints.hosts <= {url.removeprefix("http://")}
