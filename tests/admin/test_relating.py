"""Relate to People: many unmatched e-mails to one person, and the address learnt on the way."""

from typing import Any

import pytest

from flows.ports.desk import EmailFilter
from sync_core.mail import PersonId
from sync_core.work import FIRM, Task
from tests.admin.asking import call, submit
from tests.admin.firm import Firm

RAVI = ("Ravi Menon", "ravi@menon.test")


async def unmatched(firm: Firm) -> list[str]:
    """Return the ids of the unmatched e-mails."""
    found = await firm.crm.emails(EmailFilter(matched=False), 0, 50)
    return [row.id for row in found.rows]


@pytest.fixture
async def person(firm: Firm) -> PersonId:
    """Fill the firm: one person, three unmatched e-mails."""
    await firm.set_policy()
    for number in range(3):
        await firm.mail(number, RAVI, subject=f"S{number}")
    return await firm.person("Ravi Menon", "office@menon.test")


async def test_selected_mails_are_related_and_leave_the_unmatched_list(
    firm: Firm, person: PersonId
) -> None:
    chosen = (await unmatched(firm))[:2]

    answer = await submit(
        firm, "/emails/relate", [*(("activity", a) for a in chosen), ("person", person)]
    )

    assert answer.status == 200
    assert "2 e-mails were related to Ravi Menon." in answer.body.decode()
    assert answer.headers["HX-Trigger"] == "related"
    assert len(await unmatched(firm)) == 1
    assert firm.queued() == []


async def test_an_address_learnt_becomes_a_contact_point_and_wakes_the_matching(
    firm: Firm, person: PersonId
) -> None:
    (first, *_) = await unmatched(firm)

    answer = await submit(
        firm,
        "/emails/relate",
        [("activity", first), ("person", person), ("learn", "Ravi@Menon.test")],
    )

    card = await firm.crm.person(person)
    assert card is not None
    assert ("contact_point", "ravi@menon.test") in card.addresses
    assert firm.queued() == [(Task.REMATCH, FIRM)]
    assert "ravi@menon.test was stored" in answer.body.decode()


async def test_relating_again_relates_nothing_new(firm: Firm, person: PersonId) -> None:
    document = {"activities": await unmatched(firm), "person": person}

    first = await call(firm, "POST", "/api/admin/relate", document)
    again = await call(firm, "POST", "/api/admin/relate", document)

    assert first == (200, {"person": person, "relations": 3, "learnt": None})
    assert again[1]["relations"] == 0


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"activities": []}, "activities"),
        ({"activities": "a"}, "activities"),
        ({"activities": [1]}, "activities"),
        ({"person": ""}, "person"),
        ({"person": 7}, "person"),
        ({"person": "nobody"}, "person"),
        ({"learn": "no address"}, "learn"),
        ({"learn": "priya@northwind.test"}, "learn"),
        ({"learn": 3}, "learn"),
        ({"lern": "x@y.test"}, "lern"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_related(
    firm: Firm, person: PersonId, fields: dict[str, Any], path: str
) -> None:
    document = {"activities": await unmatched(firm), "person": person} | fields

    status, told = await call(firm, "POST", "/api/admin/relate", document)

    assert status == 400
    assert [f["path"] for f in told["error"]["fields"]] == [path]
    assert len(await unmatched(firm)) == 3 and firm.queued() == []


async def test_an_email_that_does_not_exist_relates_nothing(firm: Firm, person: PersonId) -> None:
    document = {"activities": [*await unmatched(firm), "no-such-id"], "person": person}

    status, told = await call(firm, "POST", "/api/admin/relate", document)

    assert (status, told["error"]["code"]) == (409, "gone")
    assert len(await unmatched(firm)) == 3


async def test_a_refusal_is_told_within_the_dialog(firm: Firm) -> None:
    await firm.set_policy()

    answer = await submit(firm, "/emails/relate", [("activity", "1")])

    assert answer.status == 400
    assert b"person: expected the person to relate to" in answer.body
    assert b"<html" not in answer.body
