"""What every preview has: a run that only looks, and the fields that would change as a person reads them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from flows.ports.leases import Lease
from flows.ports.parts import Parts
from flows.running import Run
from sync_core.mailboxes import MailboxRecord
from sync_core.work import RunId, Task, WorkItem

Field = TypeVar("Field", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShown:
    """One field of an action, as a person reads it."""

    name: str
    before: str
    """What stands there now; empty where there is nothing."""
    after: str


async def looking(parts: Parts, record: MailboxRecord, task: Task) -> Run:
    """Return a run that only looks: it holds no lease, so whatever it tried to remember would be refused."""
    now = parts.surroundings.now()
    item = WorkItem(task=task, mailbox=record.id, woken_at=now)
    run_id = RunId(parts.surroundings.new_id())
    never = datetime.max.replace(tzinfo=UTC)  # nobody is kept out, so nothing is to be renewed
    lease = Lease(
        mailbox=record.id,
        stream=item.stream,
        run=run_id,
        expires_at=never,
        read_at=None,
        fence="",
        cursors=await parts.memory.cursors(record.id, f"{item.stream}."),
    )
    return Run(
        parts=parts,
        item=item,
        id=run_id,
        started_at=now,
        rules=await parts.rulebook.rules(parts.policies, parts.memory, parts.digester, now),
        record=record,
        lease=lease,
    )


def fields_shown(
    fields: Iterable[Field], before: Mapping[Field, str], after: Mapping[Field, str]
) -> tuple[FieldShown, ...]:
    """Return those fields that would change, with what stands there now and what would."""
    shown = (
        FieldShown(name=f.value, before=before.get(f, ""), after=after.get(f, "")) for f in fields
    )
    return tuple(one for one in shown if one.before != one.after)
