"""An invitation answered in the CRM: by the guest it stands for, on the page and by a program."""

from typing import Any

import pytest

from flows.ports.calendar_desk import Meeting
from sync_core.calendar.event import Answer, Privacy
from sync_core.mail import Address
from sync_core.work import MailboxId, Task
from tests.admin.asking import call, get, submit
from tests.admin.contacts import signed_in
from tests.admin.firm import Firm
from tests.admin.show_calendar import at, client, colleague, meet, stranger

TOMAS = signed_in("Tomas Lindqvist")


@pytest.fixture
async def boxes(firm: Firm) -> tuple[MailboxId, MailboxId]:
    """Return the mailboxes of Priya and Tomas, whose calendars are kept in step; Ana is a client."""
    await firm.set_policy()
    await firm.person("Ana Alvarez", "ana@contoso.test", client="Contoso")
    priya = await firm.mailbox(1, "Priya Shah", calendar_enabled=True)
    return priya, await firm.mailbox(2, "Tomas Lindqvist", calendar_enabled=True)


async def invited(firm: Firm, **told: Any) -> Meeting:
    """Return a meeting of Priya's to which Tomas and Ana are invited."""
    guests = (await colleague(firm, "Tomas Lindqvist"), await client(firm, "Ana"))
    return await meet(firm, "Review", at(1, "10:00", "11:00"), guests=guests, **told)


async def from_outside(firm: Firm) -> Meeting:
    """Return a meeting that Ana organises and to which Priya is invited, in Priya's calendar."""
    guests = (await colleague(firm, "Priya Shah"), stranger("x@y.test"))
    organiser = Address("ana@contoso.test")
    return await meet(firm, "Theirs", at(1, "10:00", "11:00"), guests=guests, organiser=organiser)


def page_of(meeting: Meeting, user: str = "") -> str:
    """Return the address of an event's page, as it stands in a user's calendar."""
    return f"/calendar/events/{meeting.event.id}?user={user}"


async def answers(firm: Firm) -> list[Answer]:
    """Return what the guests of the one meeting answered."""
    (meeting,) = await firm.meetings()
    return [guest.answer for guest in meeting.guests]


async def test_a_guest_declines_and_their_own_mailbox_is_woken(
    firm: Firm, boxes: tuple[MailboxId, MailboxId]
) -> None:
    meeting = await invited(firm)
    tomas = await firm.staff("Tomas Lindqvist")
    fields = [("version", "1"), ("user", tomas), ("answer", "declined")]

    done = await submit(firm, f"/calendar/events/{meeting.event.id}/answer", fields)

    assert done.status == 200 and b"Outlook follows within seconds." in done.body
    assert (await answers(firm))[0] is Answer.DECLINED
    assert firm.queued() == [(Task.CALENDAR_SWEEP, boxes[1])]


async def test_who_has_an_outsiders_meeting_in_their_calendar_answers_it(
    firm: Firm, boxes: tuple[MailboxId, MailboxId]
) -> None:
    meeting = await from_outside(firm)
    priya = await firm.staff("Priya Shah")
    fields = [("version", "1"), ("user", priya), ("answer", "tentativelyAccepted")]

    assert "Answer for Priya Shah" in await get(firm, page_of(meeting))
    done = await submit(firm, f"/calendar/events/{meeting.event.id}/answer", fields)

    assert done.status == 200
    assert (await answers(firm))[0] is Answer.TENTATIVE
    assert firm.queued() == [(Task.CALENDAR_WAKE, boxes[0])]


@pytest.mark.usefixtures("boxes")
async def test_an_answer_is_offered_where_somebody_elses_meeting_is_attended(firm: Firm) -> None:
    meeting = await invited(firm)
    priya, tomas = await firm.staff("Priya Shah"), await firm.staff("Tomas Lindqvist")
    others = await firm.staff("Mei Tanaka")

    for url, headers in ((page_of(meeting, tomas), {}), (page_of(meeting), TOMAS)):
        shown = await get(firm, url, headers)
        assert "Answer for Tomas Lindqvist" in shown
        assert all(f">{text}</button>" in shown for text in ("Accept", "Tentative", "Decline"))
    for user in (priya, others, "nobody", ""):
        assert "Answer for" not in await get(firm, page_of(meeting, user)), user
    assert f"user={tomas}" in await get(firm, f"/calendar?user={tomas}")


@pytest.mark.usefixtures("boxes")
async def test_a_cancelled_or_hidden_meeting_is_not_answered(firm: Firm) -> None:
    meeting = await invited(firm, privacy=Privacy.PRIVATE)
    tomas = await firm.staff("Tomas Lindqvist")
    fields = [("version", "1"), ("user", tomas), ("answer", "accepted")]

    assert "Answer for" not in await get(firm, page_of(meeting, tomas))
    done = await submit(firm, f"/calendar/events/{meeting.event.id}/answer", fields)
    await firm.crm.calendar.cancel(meeting.event.id, 1)

    assert done.status == 403
    assert "Answer for" not in await get(firm, page_of(meeting, tomas), TOMAS)
    assert await answers(firm) == [Answer.NONE, Answer.ACCEPTED] and firm.queued() == []


@pytest.mark.usefixtures("boxes")
@pytest.mark.parametrize(
    ("told", "status", "field"),
    [
        ({"answer": "perhaps"}, 400, "answer"),
        ({"answer": "none"}, 400, "answer"),
        ({"user": "nobody"}, 400, "user"),
        ({"version": "1"}, 400, "version"),
        ({"version": 7}, 409, None),
    ],
)
async def test_what_a_program_tells_is_checked_and_nothing_is_written(
    firm: Firm, told: dict[str, Any], status: int, field: str | None
) -> None:
    meeting = await invited(firm)
    plain = {"user": await firm.staff("Tomas Lindqvist"), "answer": "accepted", "version": 1}
    url = f"/api/admin/calendar/events/{meeting.event.id}/answer"

    refused, problem = await call(firm, "POST", url, plain | told)

    paths = [f["path"] for f in problem["error"]["fields"]]
    assert (refused, paths) == (status, [field] if field else [])
    assert await answers(firm) == [Answer.NONE, Answer.ACCEPTED] and firm.queued() == []


async def test_a_program_answers(firm: Firm, boxes: tuple[MailboxId, MailboxId]) -> None:
    meeting = await invited(firm)
    plain = {"user": await firm.staff("Tomas Lindqvist"), "answer": "accepted", "version": 1}

    url = f"/api/admin/calendar/events/{meeting.event.id}/answer"
    status, told = await call(firm, "POST", url, plain)

    assert (status, told) == (200, {"event": meeting.event.id, "woken": True})
    assert (await answers(firm))[0] is Answer.ACCEPTED
    assert firm.queued() == [(Task.CALENDAR_SWEEP, boxes[1])]
