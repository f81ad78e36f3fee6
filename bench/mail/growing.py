"""One back-fill in a process of its own, which tells how much memory it took at its height.

Inside are the engine, its Graph adapter and the CRM's database file; the mailbox is made up page by page.
What the engine remembers of the past lies in the storage account, so without one decisions are counted
and let go, as if stored.
"""

import asyncio
import json
import resource
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bench.mail.canned import CannedMailbox
from bench.mail.made_up import NOW
from bench.mail.rig import DIGESTER, NotQuiet, rig
from flows.ports.leases import Lease
from flows.ports.remembrance import Remembrance
from simulator.memory import InMemoryMemory
from sync_core.work import MailboxId, Task, WorkItem

_MAILBOX = MailboxId("00000000-0000-4000-8000-000000000001")


class PassingMemory(InMemoryMemory):
    """A memory whose decisions lie outside this process: they are counted and not held."""

    def __init__(self) -> None:
        super().__init__(digester=DIGESTER)
        self.decided = 0

    async def remember(self, lease: Lease, what: Remembrance, now: datetime) -> Lease:
        """Count the decisions and keep the cursors."""
        self.decided += len(what.seen)
        return await super().remember(lease, replace(what, seen=()), now)


async def _backfill(messages: int, storage: str) -> int:
    """Back-fill a made-up mailbox and return how many activities the CRM holds."""
    memory = None if storage else PassingMemory()
    transport = CannedMailbox(messages)
    async with rig(
        transport, [_MAILBOX], storage=storage or None, memory=memory, scoring=False
    ) as made:
        item = WorkItem(task=Task.MAIL_BACKFILL, mailbox=_MAILBOX, woken_at=NOW)
        await made.parts.queue.send(item)
        while item.task is Task.MAIL_BACKFILL:  # the sweep that follows is not asked for
            ((receipt, text),) = made.deliveries.take()
            item = WorkItem.decode(text)
            if item.task is Task.MAIL_BACKFILL:
                await made.run(receipt, text)
        return (await made.crm.totals())["activities"]


def main(words: list[str]) -> None:
    """Back-fill as many messages as the first word says, through the storage the second names, if any."""
    messages, storage = int(words[0]), words[1]
    captured = asyncio.run(_backfill(messages, storage))
    if captured != messages:
        raise NotQuiet(f"{captured} of {messages} messages captured")
    print(json.dumps({"messages": messages, "peak_mib": round(_peak_mebibytes(), 1)}))


def _peak_mebibytes() -> float:
    """Return this process's own peak memory; elsewhere than on Linux, as getrusage tells it.

    Linux's getrusage goes on counting from the process that started this one (its height before exec).
    """
    status = Path("/proc/self/status")
    if status.exists():
        told = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return int(told["VmHWM"].split()[0]) / 1_024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


if __name__ == "__main__":
    main(sys.argv[1:])
