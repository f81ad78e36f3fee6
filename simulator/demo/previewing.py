"""The first calendar runs of a demonstration: each waits for its preview, as in a real firm."""

import asyncio
import time

from simulator.demo.appointments import LUCIE, STAFF
from simulator.demo.showing import Terminal
from simulator.replay.scene import Scene
from sync_core.mailboxes import MailboxRecord

LEFT_WAITING = LUCIE
"""Whose preview is left to whoever watches."""
_LOOK_SECONDS = 0.4
_SECONDS_MAX = 120.0


class NotPreviewed(Exception):
    """A calendar's first run did not come; the host's log in the demonstration's folder tells why."""


async def approve_previews(scene: Scene, terminal: Terminal) -> None:
    """Approve what the first runs would do, as the firm's administrator, all but one person's."""
    waiting = await _until(scene, held=True)
    held = {one["mailbox"]: one for one in await scene.firm.host.held() if one["first_run"]}
    approved = [c for c in STAFF if c.id in held and c is not LEFT_WAITING]
    if approved:
        items = sum(len(held[c.id]["items"]) for c in STAFF if c.id in held)
        mailed = sum(held[c.id]["mails_outside"] for c in STAFF if c.id in held)
        terminal.say(
            f"calendars: {waiting} first runs wait for their previews: {items} changes, {mailed} people "
            "outside to be mailed; nothing is written before somebody approves"
        )
    for colleague in approved:
        await scene.firm.host.approve(held[colleague.id])
    await _until(scene, held=False)
    if approved:
        names = ", ".join(c.name for c in approved)
        terminal.say(f"approved as the administrator: {names}")
    if LEFT_WAITING.id in held:
        terminal.say(
            f"{LEFT_WAITING.name}'s calendar waits for you: look at its preview and approve it at "
            f"{scene.firm.host.url}/held"
        )


async def _until(scene: Scene, *, held: bool) -> int:
    """Wait until each first run is over or held, or all are over but the one; return how many are held."""
    until = time.monotonic() + _SECONDS_MAX
    ids = {c.id for c in STAFF}
    while time.monotonic() < until:
        records = [r for r in await scene.records() if r.id in ids]
        if len(records) == len(ids) and all(_is_there(r, held=held) for r in records):
            return sum(r.calendar_held for r in records)
        await asyncio.sleep(_LOOK_SECONDS)
    raise NotPreviewed(f"not every calendar was compared in {_SECONDS_MAX:.0f} s; see host.log")


def _is_there(record: MailboxRecord, *, held: bool) -> bool:
    if record.calendar_started_at is not None:
        return True
    return record.calendar_held and (held or record.id == LEFT_WAITING.id)
