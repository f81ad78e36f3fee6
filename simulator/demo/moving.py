"""Meetings that people move while somebody watches, in Outlook or on the CRM's page, and the other side following."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from flows.ports.calendar_desk import Meeting, MeetingFilter
from simulator.demo.appointments import STAFF, ZONE
from simulator.demo.cast import Colleague
from simulator.demo.following import Followed, until_followed
from simulator.processes.control import ProcessRefused
from simulator.replay.scene import Scene
from sync_core import limits
from sync_core.calendar.event import Span
from sync_core.calendar.window import Window

_HOURS = (9, 10, 11, 14, 15, 16)
_AHEAD = timedelta(days=21)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Movable:
    """A meeting that stands on both sides."""

    owner: Colleague
    outlook: Mapping[str, Any]
    """As the tenant shows it."""
    crm: Meeting


async def move_in_outlook(scene: Scene, draw: Random, now: datetime) -> Followed | None:
    """Let somebody move a meeting in Outlook, and see the CRM follow; None where nobody has one."""
    found = await _movable(scene, draw, now)
    if found is None:
        return None
    span = _elsewhere(found.crm.span, draw)
    order = {"start": span.start.isoformat(), "end": span.end.isoformat(), "zone": span.zone}
    begun = time.monotonic()
    mailbox, event = found.owner.address, found.outlook["id"]
    await scene.firm.tenant.act([{"mailbox": mailbox, "id": event, "act": "edit", **order}])

    async def is_there() -> bool:
        meeting = await scene.calendar_desk.meeting(found.crm.event.id)
        return meeting is not None and meeting.span.start == span.start

    what = f"{found.owner.name} moved {_named(found)} in Outlook to {_when(span)}"
    return await until_followed(what, "the CRM followed", is_there, begun)


async def move_in_crm(scene: Scene, draw: Random, now: datetime) -> Followed | None:
    """Let somebody move a meeting on the CRM's page, and see Outlook follow; None where nobody has one."""
    found = await _movable(scene, draw, now)
    if found is None:
        return None
    event, span = found.crm.event, _elsewhere(found.crm.span, draw)
    start, end = (at.astimezone(ZoneInfo(ZONE)) for at in (span.start, span.end))
    fields = {"date": f"{start:%Y-%m-%d}", "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
    fields |= {"zone": ZONE, "version": str(event.version), "slot": ""}
    begun = time.monotonic()
    try:
        await scene.firm.host.submit(f"/calendar/events/{event.id}/move", fields)
    except ProcessRefused:
        return None  # somebody else was faster: the page says so and nothing was moved

    async def is_there() -> bool:
        events = await scene.firm.tenant.events(found.owner.address)
        there = (e for e in events if e["id"] == found.outlook["id"])
        return any(datetime.fromisoformat(e["start"]) == span.start for e in there)

    what = f"{found.owner.name} moved {_named(found)} in the CRM to {_when(span)}"
    return await until_followed(what, "Outlook followed", is_there, begun)


async def _movable(scene: Scene, draw: Random, now: datetime) -> _Movable | None:
    """Return a meeting ahead of a person whose calendar is in step, organised by them, with somebody outside."""
    started = {r.id for r in await scene.records() if r.calendar_started_at is not None}
    users = {str(s.address): s.id for s in (await scene.desk.staff()).values()}
    window = Window(since=now + timedelta(days=1), until=now + _AHEAD)
    for owner in draw.sample(STAFF, len(STAFF)):
        if owner.id not in started:
            continue
        which = MeetingFilter(user=users[owner.address], with_cancelled=False)
        rows = await scene.calendar_desk.meetings(which, window, limits.WEEK_MEETINGS_MAX)
        known = {row.event.key: row for row in rows.rows if row.slot is None}
        found = list(_on_both(scene, owner, await scene.firm.tenant.events(owner.address), known))
        if found:
            return draw.choice(found)
    return None


def _on_both(
    scene: Scene, owner: Colleague, events: list[dict[str, Any]], known: Mapping[Any, Meeting]
) -> Iterator[_Movable]:
    for event in events:
        if event["type"] != "singleInstance" or not event["is_organiser"] or event["is_cancelled"]:
            continue
        crm = known.get(scene.parts.digester.event_key(event["uid"]))
        if crm is not None and event["attendees"] and not event["all_day"]:
            yield _Movable(owner=owner, outlook=event, crm=crm)


def _elsewhere(span: Span, draw: Random) -> Span:
    """Return another full hour of the same day."""
    start = span.start.astimezone(ZoneInfo(ZONE))
    hour = draw.choice([h for h in _HOURS if h != start.hour])
    moved = start.replace(hour=hour, minute=0).astimezone(UTC)
    return replace(span, start=moved, end=moved + (span.end - span.start), zone=ZONE)


def _named(found: _Movable) -> str:
    return f'"{found.outlook["subject"]}"'


def _when(span: Span) -> str:
    start = span.start.astimezone(ZoneInfo(ZONE))
    return f"{start:%a} {start.day} {start:%b}, {start:%H:%M}"
