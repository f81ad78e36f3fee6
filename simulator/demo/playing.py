"""The demonstration from start to Ctrl-C."""

import asyncio
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from simulator.demo.appointments import STAFF, ZONE
from simulator.demo.cast import COLLEAGUES
from simulator.demo.filling import fill_calendars, fill_crm, fill_tenant, orders_of, policy
from simulator.demo.keeping import Keeper, Kept
from simulator.demo.letters import Letter, LetterWriter
from simulator.demo.moving import Moved, move_in_crm, move_in_outlook
from simulator.demo.previewing import approve_previews
from simulator.demo.showing import Terminal
from simulator.demo.watching import Became, what_became
from simulator.processes.firm import FirmPlan, PretendFirm
from simulator.processes.ports import port_or_free
from simulator.replay.scene import Scene, scene_of
from sync_core.mail import MessageId
from sync_core.work import MailboxId

_PAUSE_SECONDS = (2.0, 6.0)
_LOOK_SECONDS = 0.4
_HISTORY_SECONDS_MAX = 300.0
_SUBSCRIBED_SECONDS_MAX = 60.0
_SUBSCRIPTIONS = len(COLLEAGUES) + len(STAFF)
"""One to each mailbox's mail, and one to each calendar that is kept in step."""
_MOVES = {1: move_in_outlook, 2: move_in_crm}
_ROUND = 8
"""Of so many things that happen, those above are moved meetings, the others arriving mail."""
_IDS = {c.address: MailboxId(c.id) for c in COLLEAGUES}


class NotAsShown(Exception):
    """What the demonstration waits for did not come; the host's log in its folder tells why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the demonstration runs."""

    folder: Path
    port: int
    fresh: bool
    seconds: float | None
    """Stop after so many seconds of arriving mail; None: run until interrupted."""


@dataclass
class Outcome:
    """What was seen while mail arrived and people moved meetings."""

    arrived: int = 0
    captured: int = 0
    undecided: int = 0
    moved: int = 0
    """Meetings, on either side."""
    followed: int = 0


async def play(options: Options) -> Outcome:
    """Run the demonstration.

    Raises:
        DidNotStart, ProcessRefused, NotAsShown: it could not be shown.
    """
    terminal = Terminal()
    keeper = Keeper(options.folder)
    kept = keeper.open(fresh=options.fresh)
    storage = options.folder / "storage"
    storage.mkdir(exist_ok=True)
    plan = FirmPlan(
        folder=options.folder,
        crm_url=f"sqlite+aiosqlite:///{options.folder.resolve()}/crm.db",
        digest_key=kept.digest_key,
        tenant_seed=7 + kept.starts,  # else a later start gives new meetings the ids of former ones
        storage_folder=storage,
        host_port=port_or_free(options.port),
        processing_seconds=30,
        schedules={
            "RAPPORT_SWEEP_SCHEDULE": "0 * * * * *",
            "RAPPORT_CRM_FEED_SCHEDULE": "*/10 * * * * *",
        },
    )
    terminal.say("starting a made-up firm: storage, Microsoft 365, the function app, the CRM")
    async with PretendFirm(plan) as firm, scene_of(firm) as scene:
        messages = await fill_tenant(firm.tenant, kept.began, keeper.arrived())
        terminal.say(f"the firm has {len(COLLEAGUES)} mailboxes with {messages:,} messages")
        await _begin(scene, keeper, kept, terminal)
        terminal.say(f"\nopen {firm.host.url}/   (Ctrl-C ends everything)")
        terminal.say(await _calendars(scene))
        try:
            return await _arrive(scene, keeper, kept, terminal, options.seconds)
        finally:
            await firm.stop_host()
            keeper.keep_calendars(await firm.tenant.kept_calendars())


async def _begin(scene: Scene, keeper: Keeper, kept: Kept, terminal: Terminal) -> None:
    """Start the function app; enable the mailboxes and read the past where that is still to be done."""
    if not kept.is_complete:
        await fill_crm(scene)
        await scene.set_policy(await policy(scene))
    events = await fill_calendars(scene.firm.tenant, scene, kept.began, keeper.calendars())
    terminal.say(f"its people's calendars hold {events} events and series")
    await scene.firm.start_host()
    since = datetime.now(UTC)
    await scene.firm.host.trigger("directory" if not kept.is_complete else "subscriptions")
    await _until_history(scene, terminal)
    await _until_subscribed(scene, since)
    await approve_previews(scene, terminal)
    keeper.keep_calendars(await scene.firm.tenant.kept_calendars())
    keeper.write(replace(kept, is_complete=True))
    subscriptions = int((await scene.firm.tenant.stats())["subscriptions"])
    totals = await scene.desk.totals()
    terminal.say(
        f"{subscriptions} subscriptions answered the handshake; {totals['activities']:,} e-mails in the "
        f"CRM, {totals['unmatched']:,} of them with nobody it knows"
    )


async def _calendars(scene: Scene) -> str:
    """Return where one person's calendar is seen on both sides, from the next working day on."""
    person = STAFF[0]
    users = {str(s.address): s.id for s in (await scene.desk.staff()).values()}
    day = datetime.now(UTC).date() + timedelta(days=1)
    day += timedelta(days=8 - day.isoweekday() if day.isoweekday() > 5 else 0)
    crm = urlencode({"user": users[person.address], "week": f"{day}", "zone": ZONE})
    return (
        f"{person.name}'s calendar, to be edited on either side:\n"
        f"  in the CRM      {scene.firm.host.url}/calendar?{crm}\n"
        f"  in the Outlook  {scene.firm.outlook_url}{person.address}?week={day}\n"
    )


async def _until_history(scene: Scene, terminal: Terminal) -> None:
    until = time.monotonic() + _HISTORY_SECONDS_MAX
    while time.monotonic() < until:
        records = await scene.records()
        done, total = (
            sum(r.history_done for r in records),
            sum(r.history_expected for r in records),
        )
        finished = sum(r.history_from is not None and r.history_goal is None for r in records)
        if finished == len(COLLEAGUES):
            terminal.progress("back-fill", done, done)
            terminal.end_progress()
            return
        terminal.progress("back-fill", done, total)
        await asyncio.sleep(_LOOK_SECONDS)
    raise NotAsShown(f"the back-fill did not end in {_HISTORY_SECONDS_MAX:.0f} s; see host.log")


async def _until_subscribed(scene: Scene, since: datetime) -> None:
    until = time.monotonic() + _SUBSCRIBED_SECONDS_MAX
    while time.monotonic() < until:
        held = int((await scene.firm.tenant.stats())["subscriptions"])
        if held >= _SUBSCRIPTIONS:
            return
        await asyncio.sleep(_LOOK_SECONDS)
    raise NotAsShown(f"not every mailbox is subscribed since {since:%H:%M:%S}; see host.log")


async def _arrive(
    scene: Scene, keeper: Keeper, kept: Kept, terminal: Terminal, seconds: float | None
) -> Outcome:
    """Let mail arrive, and meetings be moved, until the time is over, or for ever."""
    outcome, writer, draw = Outcome(), LetterWriter(kept.starts), Random(kept.starts)
    until = None if seconds is None else time.monotonic() + seconds
    happened = 0
    while until is None or time.monotonic() < until:
        await asyncio.sleep(draw.uniform(*_PAUSE_SECONDS))
        now, move = datetime.now(UTC), _MOVES.get(happened % _ROUND)
        happened += 1
        moved = await move(scene, draw, now) if move else None
        if moved is not None:
            terminal.arrived(now, moved.what, moved.told)
            _count_move(outcome, moved)
            continue
        letter = writer.arriving(now)
        became = await _deliver(scene, keeper, letter, now)
        terminal.arrived(now, f"arrived from {letter.what}", became.told)
        outcome.arrived += 1
        outcome.captured += became.is_captured
        outcome.undecided += not became.is_decided
    return outcome


def _count_move(outcome: Outcome, moved: Moved) -> None:
    outcome.moved += 1
    outcome.followed += moved.is_followed


async def _deliver(scene: Scene, keeper: Keeper, letter: Letter, now: datetime) -> Became:
    orders = orders_of(letter, now)
    begun = time.monotonic()
    ids = await scene.firm.tenant.deliver(orders)
    keeper.add_arrived(orders, now)
    mailbox = _IDS[letter.copies[0].mailbox]
    return await what_became(scene, letter, mailbox, MessageId(ids[0]), begun)
