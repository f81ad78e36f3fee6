"""Rooms: names, which of them clash, and a new one."""

import sqlalchemy as sa

from tests.admin.asking import call, get, submit
from tests.admin.firm import Firm


async def put(firm: Firm, name: str) -> None:
    """Add a room beside the CRM, of a name that may be taken, as other programs could."""
    async with firm.crm._parts.database.writing() as connection:
        await connection.execute(sa.text("INSERT INTO resource (name) VALUES (:n)"), {"n": name})


async def test_rooms_are_listed_and_a_clash_is_told_in_plain_words(firm: Firm) -> None:
    assert "The CRM has no rooms yet" in await get(firm, "/calendar/rooms")
    for name in ("Blue", "BLUE", "Red <b>"):
        await put(firm, name)

    page = await get(firm, "/calendar/rooms")
    _, told = await call(firm, "GET", "/api/admin/calendar/rooms")

    assert page.count("Another room has this name too") == 2
    assert "Red &lt;b&gt;" in page and "2 rooms share a name" in page
    assert [(r["name"], r["clash"]) for r in told["rooms"]] == [
        ("Blue", True),
        ("BLUE", True),
        ("Red <b>", False),
    ]


async def test_a_room_is_added_on_the_page_and_by_a_program(firm: Firm) -> None:
    await firm.staff("Priya Shah")
    added = await submit(firm, "/calendar/rooms", [("name", " Board  room ")])
    status, told = await call(firm, "POST", "/api/admin/calendar/rooms", {"name": "Attic"})

    rooms = await firm.crm.calendar.rooms()
    assert (added.status, added.headers["HX-Redirect"]) == (204, "/calendar/rooms")
    assert [r.name for r in rooms] == ["Attic", "Board room"]
    assert (status, told) == (201, {"room": rooms[0].id})
    assert "Board room" in await get(firm, "/calendar/rooms")
    assert "/calendar/rooms" in await get(firm, "/calendar")


async def test_a_name_that_cannot_be_taken_is_told_and_adds_nothing(firm: Firm) -> None:
    await put(firm, "Blue")

    for name in ("blue", " ", "x" * 999):
        refused = await submit(firm, "/calendar/rooms", [("name", name)])
        status, told = await call(firm, "POST", "/api/admin/calendar/rooms", {"name": name})
        assert refused.status == status == 400
        assert b"name: expected" in refused.body
        assert told["error"]["fields"][0]["path"] == "name"
    assert (await call(firm, "POST", "/api/admin/calendar/rooms", []))[0] == 400
    assert [r.name for r in await firm.crm.calendar.rooms()] == ["Blue"]
