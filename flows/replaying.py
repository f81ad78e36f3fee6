"""Replaying: work items that their queue gave up are put back by a person, once what failed them is mended."""

from collections.abc import Collection

from flows.poison import UNREADABLE
from flows.ports.memory import Memory
from flows.ports.queue import WorkQueue
from flows.ports.run_records import RunRecord
from flows.ports.surroundings import Surroundings
from sync_core import limits
from sync_core.work import Task, WorkItem


async def replay(
    memory: Memory, queue: WorkQueue, surroundings: Surroundings, runs: Collection[str] = ()
) -> tuple[RunRecord, ...]:
    """Enqueue items that were given up, all or those of the runs named, and return what was enqueued.

    Each keeps its trace. It is enqueued before it is taken off the list: after a crash between the two it is
    there twice, which changes nothing. What was no work item of ours stays on the list.
    """
    asked = await memory.buried(limits.BURIED_MAX)
    chosen = tuple(r for r in asked if r.task != UNREADABLE and (not runs or r.run in runs))
    wanted = {(r.task, r.mailbox): r for r in chosen}
    for record in wanted.values():
        now = surroundings.now()
        item = WorkItem(task=Task(record.task), mailbox=record.mailbox, woken_at=now)
        await queue.send(item.traced(record.trace or record.run))
    await memory.exhume(chosen)
    return chosen


async def let_go(memory: Memory, runs: Collection[str] = ()) -> tuple[RunRecord, ...]:
    """Take items off the list, all or those of the runs named, and return them: the sweep finds what matters."""
    asked = await memory.buried(limits.BURIED_MAX)
    chosen = tuple(r for r in asked if not runs or r.run in runs)
    await memory.exhume(chosen)
    return chosen
