"""The calendar, the preview and the answers in a real browser: by mouse, by keyboard, for assistive technology."""

import pytest
from playwright.async_api import Page, expect

from sync_core.work import Stream, Task
from tests.admin.browser.conftest import Window
from tests.admin.browser.test_pages import violations
from tests.admin.firm import Firm
from tests.admin.show_calendar import at, meet, stranger

pytestmark = pytest.mark.browser


async def week_of_priya(window: Window, firm: Firm, **context: object) -> Page:
    """Return the page of Priya's week."""
    priya = await firm.staff("Priya Shah")
    return await window.open(f"/calendar?user={priya}&zone=Europe/London", **context)


async def test_an_event_is_made_by_keyboard_alone_and_seen_in_the_week(
    window: Window, shown_firm: Firm
) -> None:
    page = await week_of_priya(window, shown_firm)
    keys = page.keyboard
    await page.get_by_role("link", name="New event").focus()
    await keys.press("Enter")

    await expect(page.get_by_role("dialog")).to_be_visible()
    await expect(page.get_by_label("Subject")).to_be_focused()
    await keys.type("Tea with Ana")
    await page.get_by_label("Add by name, client or address").focus()
    await keys.type("alvarez")
    await page.get_by_role("button", name="Ana Alvarez Contoso").focus()
    await keys.press("Enter")
    await expect(page.get_by_label("Add by name, client or address")).to_be_focused()
    await page.get_by_role("button", name="Save").focus()
    await keys.press("Enter")

    await expect(page.locator("#toast")).to_contain_text("Outlook follows within seconds.")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.locator(".day").nth(1).get_by_text("Tea with Ana")).to_be_visible()
    (meeting,) = [m for m in await shown_firm.meetings() if m.event.content.subject == "Tea with Ana"]  # fmt: skip
    assert [g.address for g in meeting.guests] == ["ana.alvarez@contoso.test"]
    assert [task for task, _ in shown_firm.queued()] == [Task.CALENDAR_WAKE]


async def test_fields_that_do_not_apply_are_put_away(window: Window, shown_firm: Firm) -> None:
    page = await week_of_priya(window, shown_firm)
    await page.get_by_role("link", name="New event").click()
    await expect(page.get_by_label("Every so many")).to_be_hidden()

    await page.locator("select[name=repeats]").select_option("weekly")
    await page.locator("select[name=ends]").select_option("count")
    await page.get_by_role("checkbox", name="All day").check()

    await expect(page.get_by_label("Every so many")).to_be_visible()
    await expect(page.get_by_label("Times")).to_be_visible()
    await expect(page.get_by_label("Last on")).to_be_hidden()
    await expect(page.locator("#event-place input[name=start]")).to_be_hidden()


async def test_what_is_wrong_is_told_in_the_dialog_and_what_was_typed_stays(
    window: Window, shown_firm: Firm
) -> None:
    page = await week_of_priya(window, shown_firm)
    await page.get_by_role("link", name="New event").click()
    await page.get_by_label("Subject").fill("Tea")
    await page.locator("#event-place input[name=end]").fill("09:00")
    await page.get_by_role("button", name="Save").click()

    await expect(page.locator(".event-answer")).to_contain_text("a time not before the start")
    await expect(page.get_by_label("Subject")).to_have_value("Tea")
    window.complaints.said[:] = [c for c in window.complaints.said if "400" not in c]


async def test_an_event_is_moved_in_its_dialog(window: Window, shown_firm: Firm) -> None:
    page = await week_of_priya(window, shown_firm)
    await page.get_by_role("link", name="Lunch with Ana").click()
    await page.locator("summary", has_text="Move").click()
    await expect(page.locator("#event-place input[name=start]")).to_have_value("12:30")
    await page.locator("#event-place input[name=date]").first.fill("2026-03-07")
    await page.get_by_role("button", name="Move").click()

    await expect(page.locator(".day").nth(5).get_by_text("Lunch with Ana")).to_be_visible()
    await expect(page.locator(".day").nth(1).get_by_text("Lunch with Ana")).to_have_count(0)


async def test_an_invitation_is_answered_in_its_dialog(window: Window, shown_firm: Firm) -> None:
    tomas = await shown_firm.staff("Tomas Lindqvist")
    page = await window.open(f"/calendar?user={tomas}&zone=Europe/London")
    await page.get_by_role("link", name="Annual review").click()
    await expect(page.get_by_role("form", name="Answer for Tomas Lindqvist")).to_be_visible()
    await page.get_by_role("button", name="Tentative").click()

    await expect(page.locator("#toast")).to_contain_text("The invitation was answered")
    await page.get_by_role("link", name="Annual review").click()
    await expect(page.get_by_role("button", name="Tentative")).to_have_attribute(
        "aria-pressed", "true"
    )


async def test_a_room_is_added_and_shown_at_once(window: Window, shown_firm: Firm) -> None:
    page = await week_of_priya(window, shown_firm)
    await page.get_by_role("link", name="Rooms").click()
    await page.get_by_label("Name of a new room").fill("Attic")
    await page.get_by_role("button", name="Add room").click()

    await expect(page.get_by_role("rowheader", name="Attic")).to_be_visible()


async def test_one_occurrence_is_cancelled_and_the_others_stay(
    window: Window, shown_firm: Firm
) -> None:
    page = await week_of_priya(window, shown_firm)
    await page.locator(".day").nth(4).get_by_role("link", name="Stand-up").click()
    await page.locator("summary", has_text="Cancel this occurrence").click()
    await page.get_by_role("button", name="Cancel this occurrence").click()

    await expect(page.locator(".day").nth(4).locator("s")).to_have_text("Stand-up")
    await expect(page.locator(".day").nth(0).locator("s")).to_have_count(0)


async def test_weeks_are_walked_through_without_scripts(window: Window, shown_firm: Firm) -> None:
    page = await week_of_priya(window, shown_firm, java_script_enabled=False)
    await page.get_by_role("link", name="Next week").click()
    await expect(page.get_by_role("heading", name="9 to 15 March 2026")).to_be_visible()
    await page.get_by_role("link", name="Today").click()
    await page.get_by_role("link", name="Investment committee").click()

    await expect(page.get_by_text("Thu 5 Mar 2026 09:00 to 12:00 (Europe/London)")).to_be_visible()


async def test_times_are_shown_as_the_browsers_own_clock_shows_them(
    window: Window, shown_firm: Firm
) -> None:
    priya = await shown_firm.staff("Priya Shah")
    page = await window.open("/", timezone_id="Asia/Tokyo")

    await page.goto(f"/calendar?user={priya}")

    await expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    await expect(page.locator(".day").nth(0).get_by_text("19:00 \u2013 20:30")).to_be_visible()


async def test_some_of_a_held_plan_is_approved_by_ticking_and_typing_how_many(
    window: Window, shown_firm: Firm
) -> None:
    (suspended, *_) = shown_firm.previews
    page = await window.open("/held")
    await page.get_by_role("link", name="Look at the preview of Priya Shah").click()
    await page.get_by_role("checkbox", name="Tick Weekly with Larsen 1").check()
    await page.get_by_role("checkbox", name="Tick Annual review").check()
    await expect(page.locator("#ticked")).to_have_text("2 of 7 ticked")
    await page.get_by_label("Type how many items you approve").fill("2")
    await page.get_by_role("button", name="Approve the ticked, reject the others").click()

    await expect(page.locator("#answer")).to_contain_text("2 items were approved and 5 items were rejected")  # fmt: skip
    plan = await shown_firm.memory.held(suspended, Stream.CALENDAR)
    assert plan is not None and len(plan.answers.approved) == 2
    assert shown_firm.queued() == [(Task.CALENDAR_NOW, suspended)]


@pytest.mark.parametrize("where", ["/held", "/mailboxes/{}/preview"])
async def test_the_answers_to_a_held_plan_stand_side_by_side(
    window: Window, shown_firm: Firm, where: str
) -> None:
    page = await window.open(where.format(next(iter(shown_firm.previews))))
    bar = page.locator(".answering", has=page.get_by_placeholder("of 7"))
    approve = await bar.get_by_role("button", name="Approve all").bounding_box()
    reject = await bar.get_by_role("button", name="Reject all").bounding_box()

    assert approve is not None and reject is not None
    assert approve["y"] == reject["y"] and approve["x"] + approve["width"] <= reject["x"]


async def test_no_line_of_an_event_is_cut_in_half(window: Window, shown_firm: Firm) -> None:
    page = await week_of_priya(window, shown_firm)
    cut = await page.locator(".day .event").evaluate_all(
        """events => events.flatMap(event => {
          const frame = event.getBoundingClientRect();
          return [...event.querySelectorAll(":scope > span:not(.subject, .signs)")].filter(line => {
            const box = line.getBoundingClientRect();
            return box.left < frame.right && box.top < frame.bottom && box.bottom > frame.bottom + 1;
          }).map(line => line.textContent);
        })"""
    )

    assert cut == []


async def test_all_are_ticked_at_once(window: Window, shown_firm: Firm) -> None:
    (suspended, *_) = shown_firm.previews
    page = await window.open(f"/mailboxes/{suspended}/preview")

    await page.get_by_role("checkbox", name="Tick all").check()

    await expect(page.locator("#ticked")).to_have_text("7 of 7 ticked")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_dialogs_are_complete_for_assistive_technology(
    window: Window, shown_firm: Firm, scheme: str
) -> None:
    page = await week_of_priya(window, shown_firm, color_scheme=scheme, reduced_motion="reduce")
    await page.get_by_role("link", name="New event").click()
    await page.get_by_label("Add by name, client or address").fill("ana")
    await expect(page.get_by_role("button", name="Ana Alvarez Contoso")).to_be_visible()
    assert await violations(page, scheme) == []
    await page.get_by_role("button", name="Ana Alvarez Contoso").click()
    assert await violations(page, scheme) == []
    await page.get_by_role("button", name="Close").click()
    await page.get_by_role("link", name="Annual review").first.click()
    for summary in await page.locator("#event-place summary").all():
        await summary.click()
    assert await violations(page, scheme) == []


async def test_hostile_events_run_nothing(window: Window, shown_firm: Firm) -> None:
    text = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)>"
    guest = stranger('"><img/src=x>@y.test', text)
    was = await meet(shown_firm, text, at(0, "15:00", "16:00"), guests=(guest,), places=(text,), body=text)  # fmt: skip
    page = await week_of_priya(window, shown_firm)
    await page.get_by_role("link", name="<script>alert(1)").first.click()
    await page.locator("summary", has_text="Edit").click()
    await expect(page.locator(".guest")).to_contain_text("<script>")
    await page.goto(f"/calendar/events/{was.event.id}")
    await expect(page.locator("h2.dialog-title")).to_contain_text("<script>alert(1)")
    assert await page.locator("img[src=x]").count() == 0
