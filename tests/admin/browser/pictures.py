"""python -m tests.admin.browser.pictures FOLDER: the pictures of the pages that docs/ shows."""

import asyncio
import sys
import tempfile
from pathlib import Path

from adapters.crm.sql import SqlCrm
from flows.meter import Meter
from tests.admin.bridge import served
from tests.admin.browser.chromium import chromium
from tests.admin.show import show_firm


async def take(folder: Path) -> None:
    """Write every page, in light and in dark (NAME-dark)."""
    with tempfile.TemporaryDirectory() as place:
        database = Path(place) / "crm.db"
        await SqlCrm.connect(f"sqlite+aiosqlite:///{database}", Meter()).prepare()
        firm = await show_firm(database)
        (ana, *_) = await firm.crm.search_people("Ana", 1)
        priya = await firm.staff("Priya Shah")
        tomas = await firm.staff("Tomas Lindqvist")
        (review, *_) = [
            m.event for m in await firm.meetings() if "review" in m.event.content.subject
        ]
        (suspended, *_) = firm.previews
        waiting = next(box for box, _ in firm.contact_previews if box != suspended)
        found = await firm.crm.contacts.contact_list(priya, "Ana", 0, 1, with_private=False)
        (entry,) = found.rows
        paths = {
            "health": "/",
            "emails": "/emails?tab=unmatched",
            "person": f"/people/{ana.id}",
            "calendar": f"/calendar?user={priya}&zone=Europe/London",
            "meetings": "/calendar/meetings?client=Contoso+Family+Office&from=2026-02-01",
            "invitation": f"/calendar/events/{review.id}?user={tomas}&zone=Europe/London",
            "rooms": "/calendar/rooms",
            "held": "/held",
            "preview": f"/mailboxes/{suspended}/preview",
            "contacts": f"/contacts?user={priya}",
            "contact": f"/contacts/entries/{entry.id}",
            "review": "/contacts/review",
            "contacts-preview": f"/mailboxes/{waiting}/contacts/preview",
            "left-out": f"/mailboxes/{suspended}/contacts/left-out",
        }
        async with served(firm.console) as url, chromium() as browser:
            for scheme in ("light", "dark"):
                context = await browser.new_context(
                    base_url=url,
                    viewport={"width": 1280, "height": 860},
                    color_scheme=scheme,
                    reduced_motion="reduce",
                )
                page = await context.new_page()
                for name, path in paths.items():
                    height = 1180 if name in ("preview", "review", "contacts-preview") else 860
                    await page.set_viewport_size({"width": 1280, "height": height})
                    await page.goto(path)
                    await page.wait_for_function("customElements.get('fluent-badge') !== undefined")
                    end = "" if scheme == "light" else "-dark"
                    await page.screenshot(path=folder / f"{name}{end}.png")
        await firm.crm.close()


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
