"""JSON: what a trace came to, work items that were given up, a mailbox read anew, and the doctor."""

from typing import Any

from admin.api.health import run_told, stamp
from admin.console import Console
from admin.refusals import bad_fields, not_found
from admin.tracing import follow, forget, resync, run_firm
from admin.web import PageRequest, PageResponse
from flows.doctor.check import Check, Health
from flows.ports.run_records import RunRecord
from flows.replaying import let_go, replay
from sync_core import limits
from sync_core.work import MailboxId, Task

_TIMERS = {
    "subscriptions": Task.SUBSCRIBE,
    "directory": Task.DIRECTORY,
    "rematch": Task.REMATCH,
    "crmfeed": Task.CRM_FEED,
    "prune": Task.PRUNE,
}
"""Timers whose work is one item of the whole firm, by their functions' names."""


async def trace(request: PageRequest, console: Console, trace: str) -> PageResponse:
    """Return the runs and the CRM's rows of a trace (`day` it began, today by default)."""
    day = request.day("day", console.surroundings.now().date())
    found = await follow(console, trace, day)
    rows = [
        {"kind": row.kind.value, "id": row.id, "written_at": stamp(row.written_at)}
        for row in found.rows
    ]
    runs = [run_told(run, console) for run in found.runs]
    return PageResponse.json({"trace": found.trace, "runs": runs, "rows": rows})


async def poisoned(_request: PageRequest, console: Console) -> PageResponse:
    """Return the work items that were given up, oldest first."""
    return _items(await console.memory.buried(limits.BURIED_MAX), console, 200)


async def replay_poisoned(request: PageRequest, console: Console) -> PageResponse:
    """Put work items that were given up back into their queues: all, or those of `runs`."""
    chosen = _runs(request)
    done = await replay(console.memory, console.queue, console.surroundings, chosen)
    return _items(done, console, 202)


async def let_poisoned_go(request: PageRequest, console: Console) -> PageResponse:
    """Take work items off the list of what was given up: all, or those of `runs`."""
    return _items(await let_go(console.memory, _runs(request)), console, 200)


async def resync_mailbox(_request: PageRequest, console: Console, mailbox: str) -> PageResponse:
    """Read a mailbox, named by its id or by its tag in the log, anew from end to end."""
    record = await resync(console, mailbox)
    return PageResponse.json({"mailbox": record.id, "enqueued": "mail.resync"}, 202)


async def forget_mailbox(_request: PageRequest, console: Console, mailbox: str) -> PageResponse:
    """Forget everything remembered of a mailbox and enrol it anew: after a restored CRM."""
    record = await forget(console, mailbox)
    return PageResponse.json({"mailbox": record.id, "enqueued": Task.DIRECTORY.value}, 202)


async def run(_request: PageRequest, console: Console, name: str) -> PageResponse:
    """Enqueue what a timer enqueues, now."""
    task = _TIMERS.get(name)
    if task is None:
        raise not_found(f"There is no such timer; expected one of {', '.join(_TIMERS)}.")
    await run_firm(console, task)
    return PageResponse.json({"enqueued": task.value}, 202)


async def doctor(request: PageRequest, console: Console) -> PageResponse:
    """Examine the deployment; `mailbox` is read, `outside` must be refused."""
    named = [request.asked(name).lower() for name in ("mailbox", "outside")]
    mailbox, outside = (MailboxId(name) if name else None for name in named)
    checks = await console.examine(mailbox, outside)
    is_well = all(check.health is not Health.FAILED for check in checks)
    return PageResponse.json({"well": is_well, "checks": [_check(check) for check in checks]})


def _items(runs: tuple[RunRecord, ...], console: Console, status: int) -> PageResponse:
    return PageResponse.json({"items": [run_told(run, console) for run in runs]}, status)


def _runs(request: PageRequest) -> tuple[str, ...]:
    """Return the runs that a body names; none: all."""
    told: Any = request.json() if request.body else {}
    runs = told.get("runs", []) if isinstance(told, dict) else None
    if not isinstance(runs, list) or not all(isinstance(run, str) for run in runs):
        raise bad_fields(("runs", "expected a list of run ids, or nothing"))
    return tuple(runs)


def _check(check: Check) -> dict[str, str]:
    told = {"name": check.name, "outcome": check.health.value, "told": check.told}
    return told | ({"mend": check.mend} if check.mend else {})
