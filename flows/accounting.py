"""Accounting: a work item is run under its trace, its costs are counted apart, and one line tells of it."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from flows.meter import Cost, Meter
from flows.ports.parts import Parts
from flows.ports.run_records import RunRecord
from flows.ports.telemetry import Span
from flows.run import execute
from flows.tracing import under
from sync_core.log_lines import LogLine, WorkEnded
from sync_core.work import RunId, WorkItem

FAULT = "fault"
"""The outcome told of a run that ended by an exception: the queue delivers the item again."""


async def account(
    parts: Parts, meter: Meter, item: WorkItem, tell: Callable[[LogLine], None]
) -> RunRecord:
    """Run one work item and tell one line of how it ended.

    Raises:
        Exception: a fault of ours, told like any other end.
    """
    run, began = RunId(parts.surroundings.new_id()), parts.surroundings.now()
    item = item.traced(run)
    with (
        under(item.trace),
        meter.apart() as spent,
        meter.telemetry.work(item.trace, item.task) as span,
    ):
        try:
            record = await execute(parts, item, run)
        except Exception as fault:
            _tell(parts, _fault(parts, item, run, began, fault), item, spent, span, tell)
            raise
        _tell(parts, record, item, spent, span, tell)
    return record


def _tell(
    parts: Parts,
    record: RunRecord,
    item: WorkItem,
    spent: Counter[Cost],
    span: Span,
    tell: Callable[[LogLine], None],
) -> None:
    line = _line(parts, record, item, spent)
    span.tell(run=line.run, stream=line.stream, mailbox=line.mailbox, outcome=line.outcome)
    tell(line)


def _line(parts: Parts, record: RunRecord, item: WorkItem, spent: Counter[Cost]) -> WorkEnded:
    return WorkEnded(
        run=record.run,
        trace=record.trace,
        task=item.task,
        stream=item.stream,
        mailbox=parts.digester.tag(item.mailbox),
        outcome=record.outcome,
        detail=record.detail,
        attempt=item.attempt,
        waited_ms=max(_milliseconds(item.woken_at, record.started_at), 0),
        ms=_milliseconds(record.started_at, record.ended_at),
        graph_requests=spent[Cost.GRAPH_REQUESTS],
        graph_throttled=spent[Cost.GRAPH_THROTTLED],
        crm_round_trips=spent[Cost.CRM_ROUND_TRIPS],
        storage_transactions=spent[Cost.STORAGE_TRANSACTIONS],
        counts={name: count for name, count in record.counts.items() if count},
    )


def _fault(
    parts: Parts, item: WorkItem, run: RunId, began: datetime, fault: Exception
) -> RunRecord:
    """Return what is told of a run that ended by an exception; its message, which may quote, is not."""
    return RunRecord(
        run=run,
        task=item.task,
        mailbox=item.mailbox,
        started_at=began,
        ended_at=parts.surroundings.now(),
        outcome=FAULT,
        detail=type(fault).__name__,
        trace=item.trace,
    )


def _milliseconds(since: datetime, until: datetime) -> int:
    return int((until - since).total_seconds() * 1_000)
