"""The demonstration from start to Ctrl-C."""

import asyncio
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from simulator.demo.acting import ACTS, Outcome, act
from simulator.demo.appointments import STAFF, ZONE
from simulator.demo.cast import COLLEAGUES
from simulator.demo.editing import REVIEW
from simulator.demo.filling import (
    fill_calendars,
    fill_contacts,
    fill_crm,
    fill_tenant,
    orders_of,
    policy,
)
from simulator.demo.keeping import Keeper, Kept
from simulator.demo.letters import Letter, LetterWriter
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
_QUIET_LOOKS = 3
_HISTORY_SECONDS_MAX = 300.0
_SUBSCRIBED_SECONDS_MAX = 60.0
_CONTACTS_SECONDS_MAX = 120.0
_SUBSCRIPTIONS = len(COLLEAGUES) + 2 * len(STAFF)
"""One to each mailbox's mail, and to each calendar and contact folder that is kept in step."""
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
    """Stop after so many seconds of arriving mail, and no sooner than each act was seen once; None: never."""


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
        terminal.say(await _where_to_look(scene))
        try:
            return await _arrive(scene, keeper, kept, terminal, options.seconds)
        finally:
            await firm.stop_host()
            await _keep_outlook(scene, keeper)


async def _begin(scene: Scene, keeper: Keeper, kept: Kept, terminal: Terminal) -> None:
    """Start the function app; enable the mailboxes and read the past where that is still to be done."""
    if not kept.is_complete:
        await fill_crm(scene)
        await scene.set_policy(await policy(scene))
    events = await fill_calendars(scene.firm.tenant, scene, kept.began, keeper.calendars())
    contacts = await fill_contacts(scene.firm.tenant, scene, keeper.contacts())
    terminal.say(f"its people keep {events} events and series, and {contacts} contacts")
    await scene.firm.start_host()
    since = datetime.now(UTC)
    await scene.firm.host.trigger("directory" if not kept.is_complete else "subscriptions")
    await _until_history(scene, terminal)
    await _until_subscribed(scene, since)
    await approve_previews(scene, terminal)
    await _until_contacts(scene, terminal)
    await _keep_outlook(scene, keeper)
    keeper.write(replace(kept, is_complete=True))
    subscriptions = int((await scene.firm.tenant.stats())["subscriptions"])
    totals = await scene.desk.totals()
    terminal.say(
        f"{subscriptions} subscriptions answered the handshake; {totals['activities']:,} e-mails in the "
        f"CRM, {totals['unmatched']:,} of them with nobody it knows"
    )


async def _keep_outlook(scene: Scene, keeper: Keeper) -> None:
    tenant = scene.firm.tenant
    keeper.keep_outlook(await tenant.kept_calendars(), await tenant.kept_contacts())


async def _where_to_look(scene: Scene) -> str:
    """Return where one person's calendar, from the next working day on, and contacts are seen on both sides."""
    person = STAFF[0]
    users = {str(s.address): s.id for s in (await scene.desk.staff()).values()}
    day = datetime.now(UTC).date() + timedelta(days=1)
    day += timedelta(days=8 - day.isoweekday() if day.isoweekday() > 5 else 0)
    week = urlencode({"user": users[person.address], "week": f"{day}", "zone": ZONE})
    whose = urlencode({"user": users[person.address]})
    app, outlook = scene.firm.host.url, f"{scene.firm.outlook_url}{person.address}"
    return (
        f"{person.name}'s calendar, to be edited on either side:\n"
        f"  in the CRM      {app}/calendar?{week}\n"
        f"  in the Outlook  {outlook}?week={day}\n"
        f"{person.name}'s contacts, to be edited on either side:\n"
        f"  in the CRM      {app}/contacts?{whose}\n"
        f"  in the Outlook  {outlook}/contacts\n"
        f"what is asked about contacts: {app}{REVIEW}\n"
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


async def _until_contacts(scene: Scene, terminal: Terminal) -> None:
    """Wait until every first comparison of contacts is over and nothing more flows; say how they stand."""
    until = time.monotonic() + _CONTACTS_SECONDS_MAX
    quiet = 0
    ids = {c.id for c in STAFF}
    while time.monotonic() < until:
        records = [r for r in await scene.records() if r.id in ids]
        is_idle = not any((await scene.waiting()).values())
        started = sum(r.contacts_started_at is not None for r in records)
        quiet = quiet + 1 if is_idle and started == len(ids) else 0
        if quiet == _QUIET_LOOKS:
            pairs, asked = (
                sum(r.contacts_pairs for r in records),
                sum(r.contacts_open for r in records),
            )
            terminal.say(
                f"contacts: {pairs} in step with their users' lists in the CRM; questions that wait for "
                f"an answer: {asked}"
            )
            return
        await asyncio.sleep(_LOOK_SECONDS)
    raise NotAsShown(f"contacts were not compared in {_CONTACTS_SECONDS_MAX:.0f} s; see host.log")


async def _arrive(
    scene: Scene, keeper: Keeper, kept: Kept, terminal: Terminal, seconds: float | None
) -> Outcome:
    """Let mail arrive, meetings be moved and contacts be edited, until the time is over, or for ever."""
    outcome, writer, draw = Outcome(), LetterWriter(kept.starts), Random(kept.starts)
    until = None if seconds is None else time.monotonic() + seconds
    happened = 0
    while until is None or time.monotonic() < until or happened < ACTS:
        await asyncio.sleep(draw.uniform(*_PAUSE_SECONDS))
        now, number = datetime.now(UTC), happened
        happened += 1
        followed = await act(scene, draw, now, number, outcome)
        if followed is not None:
            terminal.arrived(now, followed.what, followed.told)
            continue
        letter = writer.arriving(now)
        became = await _deliver(scene, keeper, letter, now)
        terminal.arrived(now, f"arrived from {letter.what}", became.told)
        outcome.arrived += 1
        outcome.captured += became.is_captured
        outcome.undecided += not became.is_decided
    return outcome


async def _deliver(scene: Scene, keeper: Keeper, letter: Letter, now: datetime) -> Became:
    orders = orders_of(letter, now)
    begun = time.monotonic()
    ids = await scene.firm.tenant.deliver(orders)
    keeper.add_arrived(orders, now)
    mailbox = _IDS[letter.copies[0].mailbox]
    return await what_became(scene, letter, mailbox, MessageId(ids[0]), begun)
