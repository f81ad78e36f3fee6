"""A replay from beginning to end: set the stage, fill the past, let mail arrive, wait for quiet, report."""

import asyncio
import secrets
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from simulator.processes.firm import FirmPlan, PretendFirm
from simulator.replay.arriving import deliver_arriving, deliver_history
from simulator.replay.faults import PROCESSING_SECONDS, Crashes, trouble
from simulator.replay.material import Material, people_of
from simulator.replay.quiet import until_history, until_quiet
from simulator.replay.report import Report, latencies_of
from simulator.replay.scene import Scene, scene_of
from sync_core.addresses import NoAddress, normalise
from sync_core.policy import Policy

_PROCESSING_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a replay is played."""

    people: str
    crm_url: str | None
    """None: a fresh SQLite database in a temporary folder."""
    faults: int | None
    """Seed of all faults; None: none."""
    per_second: float
    patience_seconds: float
    logs: Path | None
    """Where the processes' logs are kept; None: nowhere."""


async def play(material: Material, options: Options) -> Report:
    """Play a replay and return its report.

    Raises:
        DidNotStart, ProcessRefused, NotQuiet: it could not be played to its end.
    """
    with tempfile.TemporaryDirectory(prefix="rapport-replay-") as temporary:
        folder = options.logs or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        plan = FirmPlan(
            folder=folder,
            crm_url=options.crm_url or f"sqlite+aiosqlite:///{temporary}/crm.db",
            digest_key=b64encode(secrets.token_bytes(32)).decode(),
            tenant_seed=options.faults or 1,
            processing_seconds=_PROCESSING_SECONDS
            if options.faults is None
            else PROCESSING_SECONDS,
        )
        async with PretendFirm(plan) as firm, scene_of(firm) as scene:
            await fill(scene, material, options)
            return await run_through(scene, material, options)


async def fill(scene: Scene, material: Material, options: Options) -> None:
    """People in the tenant and the CRM, the past in the mailboxes, the policy in force."""
    addresses = {name: material.address_of(name) for name in material.mailboxes}
    users = [{"name": name, "address": address} for name, address in addresses.items()]
    await scene.firm.tenant.add_users(users)
    staff = [(name, normalise(address)) for name, address in addresses.items()]
    await scene.desk.add_staff([(n, a) for n, a in staff if not isinstance(a, NoAddress)])
    people = people_of(material.outsiders(), options.people)
    await scene.desk.add_people(people)
    await deliver_history(scene.firm.tenant, material)
    await scene.set_policy(_policy(material))
    _say(
        f"{material.messages:,} messages in {len(users)} mailboxes, {len(people):,} people in the CRM"
    )


async def run_through(scene: Scene, material: Material, options: Options) -> Report:
    """Start the function app, let it fetch the past, let mail arrive, wait for quiet, and report.

    Raises:
        DidNotStart, ProcessRefused, NotQuiet: it did not come to its end.
    """
    crashes = Crashes.drawn(options.faults)
    if options.faults is not None:
        await trouble(scene.firm.tenant, options.faults)
    await scene.firm.start_host()
    begun = time.monotonic()
    await scene.firm.host.trigger("directory")
    await _history(scene, material, options, crashes.in_history)
    backfilled = time.monotonic()
    crash = _at_share(scene, crashes.in_arriving)
    delivered = await deliver_arriving(scene.firm.tenant, material, options.per_second, crash)
    await until_quiet(scene, options.patience_seconds)
    ended = time.monotonic()
    await scene.take_counts()
    return Report(
        material=material,
        tally=await scene.tally(),
        totals=await scene.desk.totals(),
        counted=scene.counted,
        tenant=await scene.firm.tenant.stats(),
        crashed=crashes != Crashes(None, None),
        seconds=ended - begun,
        backfill_seconds=backfilled - begun,
        cpu_seconds=scene.cpu_seconds,
        latencies=await latencies_of(scene, delivered),
    )


async def _history(
    scene: Scene, material: Material, options: Options, crash_at: float | None
) -> None:
    """Wait for the back-fill, with a crash on its way where one was drawn."""
    crash = asyncio.create_task(_crash_in_history(scene, material, crash_at))
    try:
        await until_history(scene, len(material.mailboxes), options.patience_seconds)
        await crash
    finally:
        crash.cancel()


async def _crash_in_history(scene: Scene, material: Material, share: float | None) -> None:
    if share is None:
        return
    while (await scene.tally()).seen < share * len(material.history):
        await asyncio.sleep(0.5)
    await _crash(scene)


def _at_share(scene: Scene, crash_at: float | None) -> Callable[[float], Awaitable[None]]:
    left = [] if crash_at is None else [crash_at]

    async def reached(share: float) -> None:
        if left and share >= left[0]:
            left.clear()
            await _crash(scene)

    return reached


async def _crash(scene: Scene) -> None:
    """Kill the function app and start it anew."""
    await scene.take_counts()
    await scene.firm.kill_host()
    _say("the function app was killed and is started anew")
    await scene.firm.start_host()


def _policy(material: Material) -> Policy:
    return Policy.parse(
        {
            "mailboxes": {"choose": "all"},
            "mail": {
                "internal_domains": [material.domain],
                "content": "subject",
                "history": {"start": material.history_start.isoformat()},
            },
            "schedule": {"sweep_minutes": 0},
        }
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr)
