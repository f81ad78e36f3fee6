"""An event's text: kept in step, and never overwritten where Outlook's has formatting or a meeting's link."""

from datetime import timedelta

import pytest

from tests.flows.calendar.office import ANA, TOMORROW, Office, meeting, span

RICH = "<html><body><p>Agenda: <b>fees</b></p></body></html>"


async def test_a_plain_text_is_kept_in_step_both_ways(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA, body="Agenda"))
    await office.begin()
    assert office.event.content.body == "Agenda"
    office.change(office.event.id, body="Agenda: fees")
    await office.look(bo)

    assert office.outlook.look(bo, event).says.body == "Agenda: fees"


@pytest.mark.parametrize(
    "fields",
    [
        {"body": RICH, "body_is_html": True},
        {"body": '<html><body>Plan: <img src="cid:1"></body></html>', "body_is_html": True},
        {"body": "Agenda", "is_online": True},
    ],
    ids=["formatting", "image", "online_meeting"],
)
async def test_a_rich_text_stays_as_it_is_while_the_time_moves(
    office: Office, fields: dict[str, object]
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA, **fields))
    before = office.outlook.look(bo, event).says.body
    await office.begin()
    later = span(TOMORROW + timedelta(hours=2))
    office.change(office.event.id, body="Overwritten", span=later)
    await office.look(bo)
    await office.compare(bo)

    says = office.outlook.look(bo, event).says
    assert (says.body, says.span.start) == (before, later.start)
    assert office.event.content.body == "Overwritten"


async def test_a_rich_text_is_overwritten_once_the_policy_protects_it_no_more_and_only_once(
    office: Office,
) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA, body=RICH, body_is_html=True))
    await office.begin()
    office.change(office.event.id, body="Overwritten")
    await office.look(bo)
    await office.policy(protect_rich=False)
    office.tenant.requests.clear()
    await office.look(bo)
    await office.compare(bo)

    assert office.outlook.look(bo, event).says.body == "Overwritten"
    assert office.written() == {"update": 1}


async def test_a_text_that_is_left_out_never_crosses(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    event = office.outlook.create(bo, meeting("Review", ANA, body="Agenda"))
    await office.begin(body="leave_out")
    assert office.event.content.body == ""
    office.change(office.event.id, body="In the CRM", subject="Annual review")
    await office.look(bo)

    says = office.outlook.look(bo, event).says
    assert (says.body, says.subject) == ("Agenda", "Annual review")


async def test_a_text_is_in_none_of_the_engines_stores(office: Office) -> None:
    bo, _ = office.user("bo"), office.client()
    office.outlook.create(bo, meeting("Subject of his", ANA, body="Quite confidential"))
    await office.begin()
    office.make(bo, "Subject of hers", ANA, body="Very confidential")
    await office.look(bo)

    kept = "\n".join(office.kept())
    assert not [w for w in ("confidential", "Subject of", ANA) if w in kept]
