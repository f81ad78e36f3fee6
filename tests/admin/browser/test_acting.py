"""What a person does on the pages, and what they see happen."""

import pytest
from playwright.async_api import expect

from sync_core.work import FIRM, Task
from tests.admin.browser.conftest import Window
from tests.admin.firm import Firm

pytestmark = pytest.mark.browser


async def test_mail_is_seen_arriving_and_the_focus_stays_where_it_was(
    window: Window, shown_firm: Firm
) -> None:
    page = await window.open("/")
    button = page.get_by_role("button", name="Sync now: Priya Shah")
    await button.focus()
    (ana, *_) = await shown_firm.crm.search_people("Ana", 1)

    who = ("Ana Alvarez", "ana.alvarez@contoso.test")
    await shown_firm.mail(0, who, ana.id, subject="Arrived this very moment")

    await expect(page.get_by_text("Arrived this very moment")).to_be_visible()
    await expect(button).to_be_focused()


async def test_sync_now_is_answered_and_enqueued(window: Window, shown_firm: Firm) -> None:
    page = await window.open("/")

    await page.get_by_role("button", name="Sync now: Priya Shah").click()

    await expect(page.get_by_text("This mailbox is being read now")).to_be_visible()
    assert [task for task, _ in shown_firm.queued()] == [Task.MAIL_WAKE]


async def test_mails_are_related_by_keyboard_alone_and_the_address_is_learnt(
    window: Window, shown_firm: Firm
) -> None:
    page = await window.open("/emails?tab=unmatched")
    keys = page.keyboard
    await page.get_by_role("checkbox", name="Select Introduction from Ana", exact=True).focus()
    await keys.press("Space")
    await page.get_by_role("checkbox", name="Select Re: Introduction from Ana").focus()
    await keys.press("Space")
    await expect(page.locator("#selection")).to_have_text("2 e-mails selected")
    await page.get_by_role("button", name="Relate to people").focus()
    await keys.press("Enter")

    await expect(page.get_by_role("dialog", name="Relate to people")).to_be_visible()
    await expect(page.locator("#relate-search")).to_be_focused()
    await keys.type("larsen")
    await expect(page.get_by_role("radio", name="Kim Larsen")).to_be_checked()
    await page.get_by_role("radio", name="ravi@menon-partners.test (in 2 e-mails)").focus()
    await keys.press("Space")
    await page.get_by_role("button", name="Relate", exact=True).focus()
    await keys.press("Enter")

    await expect(page.locator("#toast")).to_contain_text("2 e-mails were related to Kim Larsen.")
    await expect(page.get_by_text("Introduction from Ana")).to_have_count(0)
    await expect(page.get_by_role("dialog")).to_have_count(0)
    (kim,) = await shown_firm.crm.search_people("Larsen", 2)
    assert ("contact_point", "ravi@menon-partners.test") in kim.addresses
    assert shown_firm.queued() == [(Task.REMATCH, FIRM)]


async def test_relating_without_a_person_is_told_in_the_dialog(window: Window) -> None:
    page = await window.open("/emails?tab=unmatched")
    await page.get_by_role("checkbox", name="Select Your claim").check()
    await page.get_by_role("button", name="Relate to people").click()
    await page.get_by_role("button", name="Relate", exact=True).click()

    await expect(page.locator("#relate-answer")).to_contain_text("expected the person to relate to")
    window.complaints.said[:] = [c for c in window.complaints.said if "400" not in c]


async def test_escape_closes_the_dialog_and_keeps_the_selection(window: Window) -> None:
    page = await window.open("/emails?tab=unmatched")
    await page.get_by_role("checkbox", name="Select Your claim").check()
    await page.get_by_role("button", name="Relate to people").click()
    await expect(page.get_by_role("dialog")).to_be_visible()

    await page.keyboard.press("Escape")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.locator("#selection")).to_have_text("1 e-mail selected")
