"""Every page in a real browser: no complaint, complete for assistive technology, readable without scripts."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.admin.asking import PAGES
from tests.admin.browser.conftest import Window
from tests.admin.firm import START, Firm, risky

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"


async def everywhere(firm: Firm) -> list[str]:
    """Return the address of every page, one person's too."""
    (ana, *_) = await firm.crm.search_people("Ana", 1)
    (suspended, *_) = firm.previews
    (meeting, *_) = await firm.meetings()
    tomas = await firm.staff("Tomas Lindqvist")
    (invited, *_) = [m for m in await firm.meetings() if "Annual" in m.event.content.subject]
    planned = [
        f"/mailboxes/{suspended}/preview",
        f"/calendar/events/{meeting.event.id}",
        f"/calendar/events/{invited.event.id}?user={tomas}",
        "/calendar/meetings?who=a",
        *await of_contacts(firm),
    ]
    return [*PAGES, *planned, f"/people/{ana.id}", "/emails?tab=unmatched&who=nobody", "/nothing"]


async def of_contacts(firm: Firm) -> list[str]:
    """Return the address of every page of contacts that names something."""
    priya = await firm.staff("Priya Shah")
    found = await firm.crm.contacts.contact_list(priya, "Ana", 0, 1, with_private=False)
    boxes = {box for box, _ in firm.contact_previews}
    return [
        f"/contacts?user={priya}",
        *(f"/contacts/entries/{entry.id}" for entry in found.rows),
        *(f"/mailboxes/{box}/contacts/preview" for box in sorted(boxes)),
        *(f"/mailboxes/{box}/contacts/left-out" for box in sorted(boxes)),
        f"/mailboxes/{min(boxes)}/sharing/preview",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_is_complete_for_assistive_technology(
    window: Window, shown_firm: Firm, scheme: str
) -> None:
    page = await window.blank(color_scheme=scheme, reduced_motion="reduce")
    for path in await everywhere(shown_firm):
        await page.goto(path)
        assert await violations(page, scheme) == [], path
    window.complaints.said[:] = [c for c in window.complaints.said if "404" not in c]


async def test_the_relate_dialog_is_complete_for_assistive_technology(window: Window) -> None:
    page = await window.open("/emails?tab=unmatched", reduced_motion="reduce")
    await page.get_by_role("checkbox", name="Select Introduction from Ana", exact=True).check()
    await page.get_by_role("button", name="Relate to people").click()
    await page.get_by_role("searchbox").last.fill("a")
    await expect(page.locator("#people-found input").first).to_be_visible()

    assert await violations(page) == []


async def violations(page: Page, scheme: str = "light") -> list[str]:
    """Return what axe finds wrong, each with the elements it is about; in the dark only colours are others."""
    await page.wait_for_function("customElements.get('fluent-badge') !== undefined")
    await page.evaluate(AXE.read_text())
    found: dict[str, Any] = await page.evaluate(
        "rules => axe.run(rules ? {runOnly: rules} : {})",
        ["color-contrast"] if scheme == "dark" else None,
    )
    return [f"{v['id']}: {[n['html'][:120] for n in v['nodes'][:3]]}" for v in found["violations"]]


async def test_pages_are_read_and_filtered_without_scripts(window: Window) -> None:
    page = await window.open("/emails?tab=all", java_script_enabled=False)
    await expect(page.get_by_text("Still waiting for the transfer")).to_be_visible()

    await page.get_by_label("With risk phrases").check()
    await page.get_by_role("button", name="Filter").click()

    await expect(page.get_by_text("off the books")).to_be_visible()
    await expect(page.get_by_text("Signed mandate")).to_have_count(0)
    await page.goto("/")
    await expect(page.get_by_text("1 of 6 mailboxes is parked; the others go on.")).to_be_visible()
    await expect(page.get_by_text("5,630 of about 8,412 messages")).to_be_visible()


async def test_the_theme_follows_the_system_until_one_is_chosen_and_then_stays(
    window: Window,
) -> None:
    page = await window.open("/", color_scheme="dark")
    switch = page.get_by_role("button", name="Dark theme")
    await expect(switch).to_have_attribute("aria-pressed", "true")
    dark = await background(page)

    await switch.click()
    light = await background(page)
    await page.goto("/policy")

    assert light != dark
    assert await background(page) == light
    await expect(page.locator("html")).to_have_attribute("data-theme", "light")


async def background(page: Page) -> str:
    """Return the colour of the page."""
    colour: str = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


async def test_hostile_mail_runs_nothing(window: Window, shown_firm: Firm) -> None:
    text = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)>"
    person = await shown_firm.person(text, "evil@x.test", client=text)
    told: dict[str, Any] = {"subject": text, "preview": text, "risk": risky(text), "sent_at": START}
    await shown_firm.mail(90, (text, "evil@x.test"), person, **told)
    await shown_firm.mail(91, (text, '"><img/src=x>@y.test'), **told)

    page = await window.blank()
    for path in ("/", "/emails", f"/people/{person}", "/people", "/emails?tab=unmatched"):
        await page.goto(path)
        await expect(page.get_by_text("<script>alert(1)").first).to_be_visible()
    await page.get_by_role("checkbox", name="Select all on this page").check()
    await page.get_by_role("button", name="Relate to people").click()
    await page.get_by_role("searchbox").last.fill("script")
    await expect(page.locator("#people-found")).to_contain_text("<script>")
    assert await page.locator("img[src=x]").count() == 0


async def test_pages_fit_a_narrow_screen(window: Window, shown_firm: Firm) -> None:
    page = await window.blank(viewport={"width": 390, "height": 800})
    for path in (await everywhere(shown_firm))[:-1]:
        await page.goto(path)
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
