"""The clock wakes us: each timer enqueues work, or looks at how everything stands, and ends. Schedules are settings (NCRONTAB, UTC)."""

from collections.abc import Callable
from typing import Any

import azure.functions as func

from flows import wakeups
from flows.watching import watch as look
from functions.telling import tell
from wiring.engine import engine

blueprint = func.Blueprint()


def _timer(setting: str) -> Callable[[Any], Any]:
    return blueprint.timer_trigger(
        arg_name="timer", schedule=f"%{setting}%", run_on_startup=False, use_monitor=True
    )


@blueprint.function_name("sweep")
@_timer("RAPPORT_SWEEP_SCHEDULE")
async def sweep(timer: func.TimerRequest) -> None:
    """Enqueue what each mailbox is due: lost notifications, failed items, unfinished history."""
    await wakeups.sweep_due((await engine()).parts)


@blueprint.function_name("subscriptions")
@_timer("RAPPORT_SUBSCRIPTIONS_SCHEDULE")
async def subscriptions(timer: func.TimerRequest) -> None:
    """Enqueue renewal of subscriptions and the end of duplicates."""
    await wakeups.tend_subscriptions((await engine()).parts)


@blueprint.function_name("directory")
@_timer("RAPPORT_DIRECTORY_SCHEDULE")
async def directory(timer: func.TimerRequest) -> None:
    """Enqueue a reading of the directory: aliases, new and disabled mailboxes."""
    await wakeups.refresh_directory_due((await engine()).parts)


@blueprint.function_name("rematch")
@_timer("RAPPORT_REMATCH_SCHEDULE")
async def rematch(timer: func.TimerRequest) -> None:
    """Enqueue a look for addresses newly known to the CRM."""
    await wakeups.rematch_due((await engine()).parts)


@blueprint.function_name("crmfeed")
@_timer("RAPPORT_CRM_FEED_SCHEDULE")
async def crmfeed(timer: func.TimerRequest) -> None:
    """Enqueue a look at whose events and contact lists changed in the CRM, for changes made elsewhere than on the pages."""
    await wakeups.crm_feed_due((await engine()).parts)


@blueprint.function_name("prune")
@_timer("RAPPORT_PRUNE_SCHEDULE")
async def prune(timer: func.TimerRequest) -> None:
    """Enqueue the removal of old run records."""
    await wakeups.prune_due((await engine()).parts)


@blueprint.function_name("watch")
@_timer("RAPPORT_HEALTH_SCHEDULE")
async def watch(timer: func.TimerRequest) -> None:
    """Write what somebody should look at: a line for each finding, and one for the look."""
    app = await engine()
    seen = await look(app.parts)
    for finding in seen.findings:
        tell(finding)
    tell(seen.ended)
    app.meter.telemetry.levels(seen.levels)
