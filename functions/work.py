"""The queues wake us: one message is one work item. Two queues, so that long work delays nothing live."""

import azure.functions as func

from flows.accounting import account
from flows.meter import Cost
from flows.poison import UNREADABLE, bury
from functions.telling import tell
from sync_core.log_lines import Poisoned, WorkItemDropped
from sync_core.work import QueueName, UnreadableWorkItem, WorkItem
from wiring.engine import engine

blueprint = func.Blueprint()
_CONNECTION = "AzureWebJobsStorage"


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
        tell(WorkItemDropped(why=str(unreadable)))
        return
    await account(app.parts, app.meter, item, tell)


async def _bury(msg: func.QueueMessage, queue: QueueName) -> None:
    app = await engine()
    record = await bury(app.parts, queue, msg.get_body())
    is_ours = record.task != UNREADABLE
    mailbox = app.parts.digester.tag(record.mailbox) if is_ours else ""
    line = Poisoned(
        queue=queue.value, ours=is_ours, trace=record.trace, task=record.task, mailbox=mailbox
    )
    tell(line)
