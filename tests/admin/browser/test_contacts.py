"""Contact lists and the review in a real browser: by keyboard, for assistive technology, without scripts."""

import pytest
from playwright.async_api import expect

from sync_core.reconcile.answers import Answer
from sync_core.work import Stream, Task
from tests.admin.browser.conftest import Window
from tests.admin.browser.test_pages import violations
from tests.admin.firm import Firm

pytestmark = pytest.mark.browser


async def test_a_contact_is_edited_by_keyboard_alone_and_outlook_follows(
    window: Window, shown_firm: Firm
) -> None:
    priya = await shown_firm.staff("Priya Shah")
    page = await window.open(f"/contacts?user={priya}&q=okafor")
    keys = page.keyboard
    await page.get_by_role("link", name="Ben Okafor").focus()
    await keys.press("Enter")
    await page.get_by_text("Edit", exact=True).focus()
    await keys.press("Enter")
    title = page.get_by_role("textbox", name="Job title")
    await title.focus()
    await keys.press("Control+A")
    await keys.type("Chief trustee")
    await keys.press("Enter")

    await expect(page.get_by_text("The contact was changed. Outlook follows")).to_be_visible()
    await expect(page.locator(".card-facts")).to_contain_text("Chief trustee")
    assert [task for task, _ in shown_firm.queued()] == [Task.CONTACTS_WAKE]


async def test_what_is_wrong_is_told_beside_the_form_and_what_was_typed_stays(
    window: Window, shown_firm: Firm
) -> None:
    page = await window.open("/contacts/new")
    await page.get_by_label("First name").fill("Ana")
    await page.get_by_label("E-mail addresses, one a line").fill("nonsense")
    await page.get_by_role("button", name="Save").click()

    await expect(page.locator(".form-answer")).to_contain_text("expected e-mail addresses")
    await expect(page.get_by_label("First name")).to_have_value("Ana")
    assert await violations(page) == []
    window.complaints.said[:] = [c for c in window.complaints.said if "400" not in c]
    assert shown_firm.queued() == []


async def test_a_question_is_answered_by_keyboard_and_its_form_complete(
    window: Window, shown_firm: Firm
) -> None:
    page = await window.open("/contacts/review")
    question = page.get_by_role("article", name="Ravi K Menon")
    button = question.get_by_role("button", name="The same: link the two")
    await button.focus()
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("Noted: The same: link the two.")).to_be_visible()
    ((task, mailbox),) = shown_firm.queued()
    (given,) = (await shown_firm.memory.answers(mailbox, Stream.CONTACTS)).values()
    assert task is Task.CONTACTS_NOW and given.answer is Answer.ACCEPT
    assert await violations(page) == []


async def test_some_of_a_plan_of_contacts_is_ticked_and_approved(
    window: Window, shown_firm: Firm
) -> None:
    page = await window.open("/held")
    await page.get_by_role("link", name="Look at the preview of Tomas Lindqvist: contacts").click()
    await page.get_by_role("checkbox", name="Tick Hugo Blanc").check()
    await expect(page.locator("#ticked")).to_have_text("1 of 4 ticked")
    await page.get_by_role("button", name="Approve the ticked, reject the others").click()

    await expect(page.locator("#answer")).to_contain_text("1 item was approved and 3 items were rejected.")  # fmt: skip
    assert [task for task, _ in shown_firm.queued()] == [Task.CONTACTS_NOW]


async def test_lists_and_reasons_are_read_without_scripts(window: Window) -> None:
    page = await window.open("/contacts", java_script_enabled=False)
    await page.get_by_label("Contact list of").select_option(label="Priya Shah")
    await page.get_by_label("Name, company or address").fill("menon")
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_role("link", name="Ravi Menon")).to_be_visible()
    await expect(page.get_by_text("Dr Vogel")).to_have_count(0)

    await page.get_by_role("link", name="What does not sync, and why").click()
    await page.get_by_role("link", name="It is a distribution list, not a person.").click()
    await expect(page.get_by_role("row", name="Team Christmas list")).to_be_visible()
    await expect(page.get_by_text("Imported in 2019")).to_have_count(0)
