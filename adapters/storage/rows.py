"""The rows of a mailbox's partition: decisions, failed items, tallies and cursors as properties."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from adapters.storage.keys import CURSORS, LEASE, RETRIES, TALLIES, unescaped
from adapters.storage.records import gathered, spread
from adapters.storage.tables import Row, Value
from sync_core.decisions import Reason
from sync_core.mail import MessageId
from sync_core.seen import Retry, Seen, SeenKey, Tally
from sync_core.waiting import Waiting
from sync_core.work import Task, TraceId

_TASKS = frozenset(Task)
_NEVER = "never"  # sorts after every time, so that `due_at le ...` leaves it out


def utc_text(when: datetime) -> str:
    """Return a time as text of one length, so that texts compare as the times do."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def day_of(seen: Seen) -> date:
    """Return the day (UTC) on which a decision counts."""
    return seen.decided_at.astimezone(UTC).date()


def seen_values(seen: Seen) -> dict[str, Value]:
    """Return a decision's properties."""
    values: dict[str, Value] = {"reason": seen.reason.value, "at": utc_text(seen.decided_at)}
    if seen.activity_key:
        values["activity"] = seen.activity_key
    return values


def seen_of(row: Row) -> Seen:
    """Return the decision a row holds."""
    return Seen(
        key=SeenKey(unescaped(row.key)),
        reason=Reason(str(row.values["reason"])),
        decided_at=datetime.fromisoformat(str(row.values["at"])),
        activity_key=str(row.values.get("activity", "")),
    )


def retry_values(retry: Retry) -> dict[str, Value]:
    """Return a failed item's properties."""
    return {
        "message": retry.message,
        "reason": retry.reason.value,
        "attempts": retry.attempts,
        "due_at": utc_text(retry.due_at) if retry.due_at else _NEVER,
    }


def retry_of(row: Row) -> Retry:
    """Return the failed item a row holds."""
    due_at = str(row.values["due_at"])
    return Retry(
        message=MessageId(str(row.values["message"])),
        seen=SeenKey(unescaped(row.key.removeprefix(RETRIES))),
        reason=Reason(str(row.values["reason"])),
        attempts=int(row.values["attempts"]),
        due_at=None if due_at == _NEVER else datetime.fromisoformat(due_at),
    )


def tally_values(tally: Tally) -> dict[str, Value]:
    """Return a tally's properties: one a reason."""
    return {reason.value: count for reason, count in tally.by_reason}


def tally_of(values: Mapping[str, Value]) -> Tally:
    """Return the tally a row holds."""
    counts = sorted((Reason(name), int(count)) for name, count in values.items())
    return Tally(tuple(counts))


def tally_day(row: Row) -> date:
    """Return the day of a tally's row."""
    return date.fromisoformat(row.key.removeprefix(TALLIES))


def cursor_values(text: str) -> dict[str, Value]:
    """Return a cursor's properties."""
    return spread("text", text)


def cursors_of(rows: Iterable[Row]) -> dict[str, str]:
    """Return the cursors among some rows, by name; leases stand between them."""
    return {
        unescaped(row.key.removeprefix(CURSORS)): gathered("text", row.values)
        for row in rows
        if not row.key.endswith(LEASE)
    }


def waiting_text(waiting: Iterable[Waiting]) -> str:
    """Return what waits of a stream as one property's text; empty where nothing does."""
    told = [
        [w.task.value, w.trace, utc_text(w.woken_at), w.attempt, utc_text(w.until)] for w in waiting
    ]
    return json.dumps(told) if told else ""


def waiting_of(text: str) -> tuple[Waiting, ...]:
    """Return what waits of a stream; a task that only a newer version knows waits unmarked, which does no harm."""
    told = json.loads(text) if text else []
    return tuple(
        Waiting(
            task=Task(task),
            trace=TraceId(trace),
            woken_at=datetime.fromisoformat(woken_at),
            attempt=attempt,
            until=datetime.fromisoformat(until),
        )
        for task, trace, woken_at, attempt, until in told
        if task in _TASKS
    )
