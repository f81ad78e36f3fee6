"""Calendars steered from outside, over real sockets."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from simulator.graph import Serving, Tenant, serve
from simulator.graph.surroundings import SeededSurroundings
from sync_core.work import MailboxId

ANA, BEN = "ana.lima@northwind.test", "ben.roth@northwind.test"
MONDAY = {"start": "2026-11-23T10:00:00", "end": "2026-11-23T11:00:00"}
TUESDAY = {"start": "2026-11-24T15:00:00", "end": "2026-11-24T16:00:00"}


@pytest.fixture
def tenant() -> Tenant:
    made = Tenant(SeededSurroundings(3))
    made.add_user("Ana Lima")
    made.add_user("Ben Roth")
    return made


class Steering:
    """Posts orders to the control address."""

    def __init__(self, session: aiohttp.ClientSession, serving: Serving) -> None:
        self._session = session
        self._url = serving.control_url

    async def post(self, name: str, *lines: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        body = "\n".join(json.dumps(line) for line in lines)
        async with self._session.post(f"{self._url}/{name}", data=body) as answered:
            return answered.status, await answered.json()

    async def done(self, name: str, *lines: dict[str, Any]) -> list[str]:
        status, told = await self.post(name, *lines)
        assert status == 200, told
        ids: list[str] = told.get("ids", [])
        return ids

    async def get(self, path: str) -> list[dict[str, Any]]:
        async with self._session.get(f"{self._url}/{path}") as answered:
            (found,) = (await answered.json()).values()
            return list(found)


@pytest.fixture
async def steering(tenant: Tenant) -> AsyncIterator[Steering]:
    serving = await serve(tenant, control=True)
    async with aiohttp.ClientSession() as session:
        yield Steering(session, serving)
    await serving.stop()


async def test_a_meeting_is_made_edited_answered_and_cancelled_by_order(steering: Steering) -> None:
    order = {"mailbox": ANA, "subject": "Review", "attendees": [BEN, "c@client.test"], **MONDAY}
    (name,) = await steering.done("events", order)
    (copy,) = await steering.get(f"events?mailbox={BEN}")
    assert (copy["subject"], copy["start"]) == ("Review", "2026-11-23T09:00:00Z")
    await steering.done("acts", {"mailbox": BEN, "id": copy["id"], "act": "accept"})
    moved = {"mailbox": ANA, "id": name, "act": "edit", "subject": "Moved", **TUESDAY}
    await steering.done("acts", moved)
    (copy,) = await steering.get(f"events?mailbox={BEN}")
    assert (copy["subject"], copy["start"]) == ("Moved", "2026-11-24T14:00:00Z")
    await steering.done("acts", {"mailbox": ANA, "id": name, "act": "cancel"})
    (copy,) = await steering.get(f"events?mailbox={BEN}")
    assert copy["is_cancelled"]
    sorts = [mail["sort"] for mail in await steering.get("invitations")]
    assert sorts == ["invitation"] * 2 + ["response"] + ["update"] * 2 + ["cancellation"] * 2


async def test_a_series_is_steered_by_its_slots(steering: Steering) -> None:
    order = {"mailbox": ANA, "subject": "Stand-up", "recurrence": "FREQ=WEEKLY;BYDAY=MO", **MONDAY}
    (series,) = await steering.done("events", order)
    on_it = {"mailbox": ANA, "id": series}
    slot = {"slot": "2026-11-30T09:00:00Z"}
    (one,) = await steering.done("acts", on_it | slot | {"act": "edit", "subject": "Kick-off"})
    assert one != series
    await steering.done("acts", on_it | {"slot": "2026-12-07T09:00:00Z", "act": "delete"})
    (other,) = await steering.done(
        "acts", on_it | {"slot": "2026-12-14T09:00:00Z", "act": "edit_following", "subject": "New"}
    )
    await steering.done("acts", {"mailbox": ANA, "id": other, "act": "shift", "minutes": 60})
    found = {e["subject"]: e for e in await steering.get(f"events?mailbox={ANA}")}
    assert set(found) == {"Stand-up", "Kick-off", "New"}
    assert "UNTIL=20261213" in found["Stand-up"]["recurrence"]
    assert found["New"]["start"] == "2026-12-14T10:00:00Z"


async def test_an_outside_organiser_invites_and_cancels_by_order(steering: Steering) -> None:
    order = {"organiser": "c@client.test", "subject": "Talk", "attendees": [ANA], **MONDAY}
    (uid,) = await steering.done("events", order | {"uid": "talk@client.test"})
    assert uid == "talk@client.test"
    await steering.done("outside", {"uid": uid, "act": "edit", "subject": "Long talk"})
    (copy,) = await steering.get(f"events?mailbox={ANA}")
    assert (copy["subject"], copy["is_organiser"]) == ("Long talk", False)
    await steering.done("outside", {"uid": uid, "act": "cancel"})
    (copy,) = await steering.get(f"events?mailbox={ANA}")
    assert copy["is_cancelled"]


async def test_calendars_and_zones_are_set_by_order(steering: Steering, tenant: Tenant) -> None:
    (team,) = await steering.done("calendars", {"mailbox": ANA, "name": "Team", "zone": "UTC"})
    await steering.done("events", {"mailbox": ANA, "calendar": team, "draft": False, **MONDAY})
    user = tenant.users.with_address(ANA)
    assert user
    box = tenant.mailbox(MailboxId(user.id))
    assert (box.zone, len(box.calendars.calendar(team).items)) == ("UTC", 1)


@pytest.mark.parametrize(
    ("name", "order", "told"),
    [
        ("events", {"mailbox": ANA, "subject": "x"}, "start and end"),
        ("events", {"mailbox": ANA, "zone": "Mars/Olympus", **MONDAY}, "zone"),
        ("events", {"mailbox": ANA, "colour": "red", **MONDAY}, "line 1: colour"),
        ("events", {"mailbox": "nobody@x.test", **MONDAY}, "nobody@x.test"),
        ("acts", {"mailbox": ANA, "id": "nonsense", "act": "delete"}, "Id is malformed"),
        ("acts", {"mailbox": ANA, "id": "x", "act": "sneeze"}, "line 1: act"),
        ("outside", {"uid": "nobody's", "act": "cancel"}, "not found"),
    ],
)
async def test_a_wrong_order_is_refused_by_name(
    steering: Steering, name: str, order: dict[str, Any], told: str
) -> None:
    status, answered = await steering.post(name, order)
    assert status == 400
    assert told in answered["error"]
