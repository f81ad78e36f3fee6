"""Wake: a notification said "look here". Read what arrived across all folders, capture it, go back to rest.

One read of the tenant is the usual case. What this misses (an item that came with an old date, a lost
notification) the sweep finds.
"""

from datetime import datetime, timedelta

from flows.capture import capture
from flows.mailbox_rules import mail_rules
from flows.ports.tenant import MailPage, PageToken, What
from flows.running import Done, Run
from sync_core import limits
from sync_core.failures import CursorLost
from sync_core.places import Place

_NEWEST = "mail.live.newest"
_PAGE = "mail.live.page"
_BEGAN = "mail.live.began"
"""When the round under way began: it proves nothing of what came later, which may lie on earlier pages."""


async def wake(run: Run) -> Done:
    """Capture what arrived since the last look."""
    cursors = run.lease.cursors
    newest = _time(cursors.get(_NEWEST)) or min(run.item.woken_at, run.started_at)
    place = Place.decode(cursors.get(_PAGE, ""))
    began = (_time(cursors.get(_BEGAN)) if place else None) or run.started_at
    for _ in range(limits.PAGES_PER_ITEM):
        page = await _page(run, newest, place)
        newest = max(newest, _newest(page, run.started_at))
        place = _next(page, place)
        rules = await mail_rules(run, page.messages)
        await capture(run, rules, page.messages, _cursors(newest, place, began))
        run.counts["pages"] += 1
        if place is None:
            run.progress |= {"live_read_at": began, "newest_received_at": newest}
            is_older = began < run.item.woken_at
            return Done(go_on=(run.item.continued(),) if is_older else (), read_at=began)
    return Done(go_on=(run.item.continued(),), is_partial=True)


async def _page(run: Run, newest: datetime, place: Place | None) -> MailPage:
    """Return the next page of the round; one whose place was lost starts over a little earlier."""
    since = newest - timedelta(seconds=limits.LIVE_OVERLAP_SECONDS)
    what = What(text=run.rules.policy.mail.needs_text)
    token = PageToken(place.token) if place else None
    try:
        return await run.parts.mail.arrived(run.record.id, since, what, token)
    except CursorLost:
        if token is None:
            raise
    return await run.parts.mail.arrived(run.record.id, since, what)


def _newest(page: MailPage, now: datetime) -> datetime:
    """Return the newest time of arrival in a page, but never the future's: mail is dated 2044 too."""
    times = (m.received_at for m in page.messages)
    return max((t for t in times if t <= now), default=datetime.min.replace(tzinfo=now.tzinfo))


def _next(page: MailPage, place: Place | None) -> Place | None:
    """Return where the round goes on; a round without end is given up, the sweep completes it."""
    if page.next is None:
        return None
    following = Place(page.next, place.pages + 1 if place else 1)
    return None if following.is_endless else following


def _cursors(newest: datetime, place: Place | None, began: datetime) -> dict[str, str]:
    page, since = (place.encode(), began.isoformat()) if place else ("", "")
    return {_NEWEST: newest.isoformat(), _PAGE: page, _BEGAN: since}


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
