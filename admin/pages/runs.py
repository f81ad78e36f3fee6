"""Runs: what work items did, one trace from its notification to the CRM's rows, and what was given up."""

from admin.console import Console
from admin.rendering import page
from admin.tracing import follow, resync, run_names
from admin.web import PageRequest, PageResponse
from flows.replaying import let_go, replay
from sync_core import limits


async def listed(request: PageRequest, console: Console) -> PageResponse:
    """Return the page: a day's runs, or those of the trace asked for."""
    day = request.day("day", console.surroundings.now().date())
    trace = request.asked("trace").lower()
    traced = await follow(console, trace, day) if trace else None
    runs = traced.runs if traced else await console.memory.runs(day, limits.PAGE_RUNS)
    told = {
        "day": day,
        "trace": trace,
        "traced": traced,
        "runs": runs,
        "buried": await console.memory.buried(limits.BURIED_MAX),
        "names": await run_names(console),
        "tag": console.digester.tag,
    }
    return page(request, "runs.html", told)


async def replay_all(request: PageRequest, console: Console) -> PageResponse:
    """Put everything that was given up back into its queue."""
    done = await replay(console.memory, console.queue, console.surroundings)
    return _said(request, f"{len(done)} work items were put back.")


async def let_all_go(request: PageRequest, console: Console) -> PageResponse:
    """Take everything off the list of what was given up."""
    done = await let_go(console.memory)
    return _said(request, f"{len(done)} work items were let go; the sweep finds what matters.")


async def resync_mailbox(request: PageRequest, console: Console, mailbox: str) -> PageResponse:
    """Read a mailbox anew from end to end."""
    await resync(console, mailbox)
    return _said(request, "This mailbox is read anew from end to end; nothing is captured twice.")


def _said(request: PageRequest, said: str) -> PageResponse:
    return page(request, "answer.html", {"mood": "success", "said": said})
