"""Whether what belongs to the deployment itself is there, may be written, and runs."""

from datetime import timedelta

from flows.doctor.check import Health, Patient
from flows.outcomes import Outcome
from flows.ports.leases import Lease
from sync_core import limits
from sync_core.policy import BadPolicy, Policy
from sync_core.work import FIRM, QueueName, RunId, Stream, Task, WorkItem

_TICKING = (Task.CRM_FEED, Task.REMATCH)
"""Work that a timer enqueues every few minutes, whatever happens."""


async def tables(patient: Patient) -> tuple[Health, str]:
    """Read and write the tables: a lease is taken and given back."""
    memory, surroundings = patient.parts.memory, patient.parts.surroundings
    await memory.firm()
    run = RunId(surroundings.new_id())
    lease = await memory.acquire(FIRM, Stream.SUBSCRIPTIONS, run, surroundings.now())
    if isinstance(lease, Lease):
        await memory.release(lease, None)
    return Health.OK, "The tables are there, and may be read and written."


async def queues(patient: Patient) -> tuple[Health, str]:
    """Read and write the queues: an item that is enqueued every minute anyway is enqueued once more."""
    queue, surroundings = patient.parts.queue, patient.parts.surroundings
    waiting = sum([await queue.waiting(name) for name in QueueName])
    item = WorkItem(task=Task.CRM_FEED, mailbox=FIRM, woken_at=surroundings.now())
    await queue.send(item.traced(surroundings.new_id()))
    return Health.OK, f"The queues are there, and may be read and written; {waiting} items wait."


async def policy(patient: Patient) -> tuple[Health, str]:
    """Read the policy in force."""
    version = await patient.parts.policies.current()
    try:
        Policy.parse(dict(version.document))
    except BadPolicy as bad:
        return Health.FAILED, f"Version {version.number} is not valid: {'; '.join(bad.problems)}"
    if not version.number:
        return Health.WARNING, "No policy was set yet: nothing is captured."
    return Health.OK, f"Version {version.number} is valid."


async def poison(patient: Patient) -> tuple[Health, str]:
    """Count what was given up."""
    buried = await patient.parts.memory.buried(limits.BURIED_MAX)
    lying = sum([await patient.parts.queue.poisoned(name) for name in QueueName])
    if count := len(buried) + lying:
        return Health.FAILED, f"{count} work items were given up on."
    return Health.OK, "No work item was given up on."


async def timers(patient: Patient) -> tuple[Health, str]:
    """Look for what timers enqueue every few minutes among the newest runs."""
    now = patient.parts.surroundings.now()
    since = now - timedelta(seconds=limits.TIMERS_RAN_SECONDS)
    days = sorted({since.date(), now.date()}, reverse=True)
    runs = [r for d in days for r in await patient.parts.memory.runs(d, limits.LATELY_RUNS_MAX)]
    ran = [r for r in runs if r.started_at >= since and r.task in _TICKING]
    minutes = limits.TIMERS_RAN_SECONDS // 60
    if not ran:
        return Health.FAILED, f"Nothing that a timer enqueues has run for {minutes} minutes."
    if all(r.outcome not in (Outcome.DONE, Outcome.CONTINUED) for r in ran):
        return Health.WARNING, f"All {len(ran)} runs of timers' work in {minutes} minutes failed."
    return Health.OK, f"Timers' work ran {len(ran)} times in the last {minutes} minutes."


async def crm(patient: Patient) -> tuple[Health, str]:
    """Ask the CRM for its schema."""
    there, ours = await patient.crm_schema()
    if not (there or ours):
        return Health.SKIPPED, "This CRM keeps its own schema."
    if there != ours:
        told = f"The CRM's schema is {there or 'not there'}"
        return Health.FAILED, f"{told}, and this program writes {ours}."
    return Health.OK, f"The CRM answers, and its schema is {ours}, as it must be."
