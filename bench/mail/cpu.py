"""The engine's own CPU for a thousand back-filled messages, against the floor of the same work.

The floor is decoding the same recorded pages and writing the same activities into a fresh database,
alone. Since SQLite works inside this process, the engine's own work is judged too: without the database's
share and without reading what the texts say, against decoding the pages and encoding the rows. The last
ratio takes nothing out of the engine and leaves the database out of the floor; it is told, not judged.
CPU is that of the whole process, all threads; rounds alternate and the least disturbed counts.
"""

import gc
from collections.abc import Callable
from time import process_time

from adapters.scoring import LocalScorer
from bench.mail.figures import Figure, Figures
from bench.mail.floor import Floor, FreshDatabase
from bench.mail.made_up import NOW, mails, tenant_with
from bench.mail.naive import naive
from bench.mail.recording import Recorded
from bench.mail.rig import NotQuiet, rig
from sync_core.work import MailboxId, Task, WorkItem

WITHIN = 4.0
"""The engine's CPU is at most this many times the floor's."""
_NAIVE_MESSAGES = 200


async def cpu_figures(storage: str, count: int = 2_000, rounds: int = 5) -> Figures:
    """Return CPU milliseconds a thousand messages, part by part, and the engine's ratio to its floors.

    Args:
        storage: connection string of the storage emulator.
        count: messages in the mailbox.
        rounds: how often each part is repeated.
    """
    tenant, (mailbox,) = tenant_with(count)
    recorded = Recorded(tenant)
    await _backfill(recorded, mailbox)  # records the answers and loads what is loaded once
    floor = await Floor.of(recorded, mailbox)
    seconds: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, spent in (await _round(recorded, mailbox, floor, storage)).items():
            seconds.setdefault(name, []).append(spent)
    ms = {name: min(each) * 1_000_000 / count for name, each in seconds.items()}
    return _told(ms, await _scoring(floor, count), await _naive())


async def _round(
    recorded: Recorded, mailbox: MailboxId, floor: Floor, storage: str
) -> dict[str, float]:
    """Return the CPU seconds of each part, once."""
    engine, sweep, captured = await _backfill(recorded, mailbox)
    if captured != floor.activities:
        raise NotQuiet(f"{captured} activities written, the floor has {floor.activities}")
    stored, stored_sweep, _ = await _backfill(recorded, mailbox, storage)
    async with FreshDatabase() as database:
        began = _now()
        await floor.write(database)
        write = process_time() - began
    return {
        "engine": engine,
        "sweep": sweep,
        "engine_with_storage": stored,
        "sweep_with_storage": stored_sweep,
        "write": write,
        "decode": _timed(floor.decode),
        "encode": _timed(floor.encode),
        "read": _timed(floor.read),
    }


async def _backfill(
    recorded: Recorded, mailbox: MailboxId, storage: str | None = None
) -> tuple[float, float, int]:
    """Return the CPU seconds of a back-fill and of its sweep, and how many activities it wrote."""
    spent = {Task.MAIL_BACKFILL: 0.0, Task.MAIL_SWEEP: 0.0}
    async with rig(recorded, [mailbox], storage=storage, scoring=False) as made:
        await made.parts.queue.send(
            WorkItem(task=Task.MAIL_BACKFILL, mailbox=mailbox, woken_at=NOW)
        )
        while taken := made.deliveries.take():
            item = WorkItem.decode(taken[0][1])
            began, tenants = _now(), recorded.tenant_cpu_seconds
            await made.run(*taken[0])
            theirs = recorded.tenant_cpu_seconds - tenants
            spent[item.task] += process_time() - began - theirs
        captured = (await made.crm.totals())["activities"]
    return spent[Task.MAIL_BACKFILL], spent[Task.MAIL_SWEEP], captured


async def _scoring(floor: Floor, count: int) -> float:
    """Return the milliseconds that scoring a thousand such messages takes, one of a cold start apart."""
    scorer, texts = LocalScorer(clock=lambda: 0.0), floor.texts()
    await scorer.score(texts[:1])
    began = _now()
    await scorer.score(texts)
    return (process_time() - began) * 1_000_000 / count


async def _naive() -> float:
    """Return the milliseconds the naive pipeline takes for a thousand messages."""
    tenant, (mailbox,) = tenant_with(0)
    ids = [tenant.deliver(mailbox, m, received_at=at) for m, at in mails(_NAIVE_MESSAGES)]
    recorded = Recorded(tenant)
    async with rig(recorded, [mailbox], scoring=False) as made:
        await naive(made, mailbox, ids[:1])
        began, tenants = _now(), recorded.tenant_cpu_seconds
        await naive(made, mailbox, ids[1:])
        spent = process_time() - began - (recorded.tenant_cpu_seconds - tenants)
    return spent * 1_000_000 / (len(ids) - 1)


def _told(ms: dict[str, float], scoring: float, naive_ms: float) -> Figures:
    floor, written = ms["decode"] + ms["encode"], ms["decode"] + ms["write"]
    parts = {
        "cpu_engine_ms_per_1000": (ms["engine"], naive_ms),
        "cpu_engine_of_it_reading_ms_per_1000": (ms["read"], None),
        "cpu_floor_decode_ms_per_1000": (ms["decode"], None),
        "cpu_floor_encode_ms_per_1000": (ms["encode"], None),
        "cpu_floor_write_ms_per_1000": (ms["write"], None),
        "cpu_sweep_ms_per_1000": (ms["sweep"], None),
        "cpu_storage_adapter_ms_per_1000": (ms["engine_with_storage"] - ms["engine"], None),
        "cpu_storage_adapter_sweep_ms_per_1000": (ms["sweep_with_storage"] - ms["sweep"], None),
        "cpu_scoring_ms_per_1000": (scoring, None),
    }
    figures = {n: Figure(measured=m, unit="ms", naive=other) for n, (m, other) in parts.items()}
    own = ms["engine"] - ms["read"] - (ms["write"] - ms["encode"])
    ratios = {
        "cpu_engine_times_floor": (ms["engine"] / written, WITHIN),
        "cpu_engine_own_work_times_decode_and_encode": (own / floor, WITHIN),
        "cpu_engine_all_work_times_decode_and_encode": (ms["engine"] / floor, None),
    }
    return figures | {
        name: Figure(measured=ratio, unit="times", at_most=target)
        for name, (ratio, target) in ratios.items()
    }


def _timed(work: Callable[[], None]) -> float:
    began = _now()
    work()
    return process_time() - began


def _now() -> float:
    """Return the CPU clock, with no garbage of earlier work left to be collected on the engine's account."""
    gc.collect()
    return process_time()
