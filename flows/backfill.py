"""Back-fill: the firm's past, newest first, page by page on its own queue so that live mail never waits."""

from datetime import datetime

from flows.capture import capture
from flows.mailbox_rules import mail_rules, note_folders
from flows.ports.remembrance import Remembrance
from flows.ports.tenant import MailPage, PageToken, What
from flows.running import Done, Run
from sync_core import limits
from sync_core.failures import CursorLost, Unavailable
from sync_core.history import Span, goal, lacking, under_way
from sync_core.places import Place
from sync_core.work import Task, WorkItem

_PAGE = "mail.history.page"


async def backfill(run: Run) -> Done:
    """Capture the next pages of what this mailbox's past still lacks."""
    wanted = goal(run.rules.policy.mail.history, await run.firm())
    span = lacking(run.record, wanted) if wanted else None
    if span is None:
        return Done()
    await _begin(run, span)
    cursors = await run.parts.memory.cursors(run.record.id, _PAGE)
    place = Place.decode(cursors.get(_PAGE, ""))
    left = under_way(run.record, span)
    for _ in range(limits.PAGES_PER_ITEM):
        page = await _page(run, left, place)
        place = _next(page, place)
        left = Span(left.since, _oldest(page, left))
        rules = await mail_rules(run, page.messages)
        await capture(run, rules, page.messages, {_PAGE: place.encode() if place else ""})
        run.counts["pages"] += 1
        run.counts["listed"] += len(page.messages)
        if place is None:
            return _finished(run, span)
    run.progress |= {
        "history_until": left.until,
        "history_done": run.record.history_done + run.counts["listed"],
    }
    return Done(go_on=(run.item.continued(),), is_partial=True)


async def _begin(run: Run, span: Span) -> None:
    """Note where this back-fill is going and how much there is, where it is a new one.

    The folders asked for here are noted too, so that the rules need not ask for them again.
    """
    if run.record.history_goal == span.since:
        return
    folders = await run.parts.mail.folders(run.record.id)
    await note_folders(run, folders)
    await run.remember(Remembrance(cursors={_PAGE: ""}))
    run.record = await run.parts.memory.change_mailbox(
        run.record.id,
        history_goal=span.since,
        history_until=None,
        history_expected=sum(f.items for f in folders),
        history_done=0,
    )


def _finished(run: Run, span: Span) -> Done:
    """Note that the past is complete; a sweep proves it."""
    run.progress |= {
        "history_from": span.since,
        "history_goal": None,
        "history_until": None,
        "history_done": run.record.history_done + run.counts["listed"],
    }
    sweep = WorkItem(task=Task.MAIL_SWEEP, mailbox=run.record.id, woken_at=run.started_at)
    return Done(go_on=(sweep,), read_at=run.started_at)


async def _page(run: Run, left: Span, place: Place | None) -> MailPage:
    """Return the next page; where its place was lost, the listing starts at the oldest one done."""
    what = What(text=run.rules.policy.mail.needs_text)
    token = PageToken(place.token) if place else None
    try:
        return await run.parts.mail.history(run.record.id, left.since, left.until, what, token)
    except CursorLost:
        if token is None:
            raise
    return await run.parts.mail.history(run.record.id, left.since, left.until, what)


def _next(page: MailPage, place: Place | None) -> Place | None:
    """Return where the listing goes on; one without end is an outside fault and is tried again later."""
    if page.next is None:
        return None
    following = Place(page.next, place.pages + 1 if place else 1)
    if following.is_endless:
        raise Unavailable("endless_listing")
    return following


def _oldest(page: MailPage, left: Span) -> datetime | None:
    """Return how far down the span this page came."""
    return min((m.received_at for m in page.messages), default=left.until)
