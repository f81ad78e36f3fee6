"""The queues wake us: one message is one work item. Two queues, so that long work delays nothing live."""

import json
import logging

import azure.functions as func

from flows.meter import Cost
from flows.poison import bury
from flows.run import run_work_item
from sync_core.work import QueueName, UnreadableWorkItem, WorkItem
from wiring.engine import engine

blueprint = func.Blueprint()
_CONNECTION = "AzureWebJobsStorage"
_log = logging.getLogger("rapport.work")


@blueprint.function_name("work")
@blueprint.queue_trigger(arg_name="msg", queue_name=QueueName.WORK.value, connection=_CONNECTION)
async def work(msg: func.QueueMessage) -> None:
    """Run one work item."""
    await _run(msg)


@blueprint.function_name("bulk")
@blueprint.queue_trigger(arg_name="msg", queue_name=QueueName.BULK.value, connection=_CONNECTION)
async def bulk(msg: func.QueueMessage) -> None:
    """Run one item of long work: back-fill, or a whole comparison of calendars."""
    await _run(msg)


@blueprint.function_name("work_poison")
@blueprint.queue_trigger(
    arg_name="msg", queue_name=f"{QueueName.WORK.value}-poison", connection=_CONNECTION
)
async def work_poison(msg: func.QueueMessage) -> None:
    """Record an item the work queue gave up on."""
    await _bury(msg, QueueName.WORK)


@blueprint.function_name("bulk_poison")
@blueprint.queue_trigger(
    arg_name="msg", queue_name=f"{QueueName.BULK.value}-poison", connection=_CONNECTION
)
async def bulk_poison(msg: func.QueueMessage) -> None:
    """Record an item the bulk queue gave up on."""
    await _bury(msg, QueueName.BULK)


async def _run(msg: func.QueueMessage) -> None:
    app = await engine()
    try:
        item = WorkItem.decode(msg.get_body())
    except UnreadableWorkItem as unreadable:
        app.meter.count(Cost.WORK_ITEMS_DROPPED)
        _log.error(json.dumps({"event": "work_item_dropped", "why": str(unreadable)}))
        return
    outcome = await run_work_item(app.parts, item)
    mailbox = app.parts.digester.tag(item.mailbox)
    _log.info(
        json.dumps({"event": "work", "task": item.task, "mailbox": mailbox, "outcome": outcome})
    )


async def _bury(msg: func.QueueMessage, queue: QueueName) -> None:
    app = await engine()
    ours = await bury(app.parts, queue, msg.get_body())
    _log.error(json.dumps({"event": "poisoned", "queue": queue.value, "ours": ours}))
