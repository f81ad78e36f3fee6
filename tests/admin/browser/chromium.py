"""Starting Chromium, and watching a page for everything a browser complains about."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

EXECUTABLE = Path("/usr/bin/chromium")
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Yield a headless Chromium that speaks to nobody but the pages it is sent to."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=EXECUTABLE, args=_FLAGS)
        yield browser
        await browser.close()


@dataclass
class Complaints:
    """What the browser complained about, and where it went. Playwright hangs its handlers onto it."""

    said: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    async def watch(self, page: Page) -> None:
        """Collect errors, policy violations, dialogs, failed and foreign requests of a page."""
        await page.add_init_script(_TELL_VIOLATIONS)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: self.said.append(f"dialog: {dialog.message}"))
        page.on("requestfailed", self._failed)
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.said.append(f"{message.type}: {message.text}")

    def _failed(self, request: Any) -> None:
        # A page left while it refreshes itself ends that request; nothing is wrong then.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.said.append(f"failed: {request.url} {request.failure}")
