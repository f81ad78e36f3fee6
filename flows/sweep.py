"""Sweep: every folder is compared with what was seen, so that whatever was missed is found.

A folder's delta lists ids only; an id without a final decision is read and captured. The first sweep of a
mailbox and a sweep after a lost cursor are this same path: they list everything and write nothing twice.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flows.capture import capture
from flows.mailbox_rules import note_folders
from flows.portions import in_portions
from flows.ports.remembrance import Remembrance
from flows.ports.tenant import ChangePage, DeltaToken, Folder, Gone, What
from flows.running import Done, Run
from sync_core import limits
from sync_core.decisions import Reason
from sync_core.failures import CursorLost, Unavailable
from sync_core.mail import FolderId, Message, MessageRef, Unreadable
from sync_core.places import FolderPlace, Place
from sync_core.retrying import standing
from sync_core.rules import MailRules
from sync_core.seen import Seen, seen_key

_ROUND = "mail.sweep.round"
_FOLDER = "mail.sweep.f."


async def sweep(run: Run) -> Done:
    """Compare the next folders of this round; the round goes on in another item until all are done."""
    since = run.record.history_from
    if since is None:
        return Done()  # the back-fill comes first and asks for a sweep when it ends
    folders = await run.parts.mail.folders(run.record.id)
    left_out = await note_folders(run, folders)
    digests = frozenset(map(run.parts.digester.folder, left_out))
    rules = run.rules.of_mailbox(run.record.id, run.record.owner, digests)
    cursors = run.lease.cursors
    began, done_up_to = _round(cursors.get(_ROUND, ""), run.started_at)
    waiting = _waiting(run, folders, left_out, done_up_to)
    budget = limits.PAGES_PER_ITEM + limits.FOLDERS_PER_ITEM
    for name, folder in waiting[: limits.FOLDERS_PER_ITEM]:
        place = FolderPlace.decode(cursors.get(_FOLDER + name, ""), since)
        done = {_ROUND: f"{began.isoformat()}|{name}"}
        budget -= await _folder(run, rules, folder, place, budget, done)
        if budget <= 0:
            return Done(go_on=(run.item.continued(),), is_partial=True)
    if len(waiting) > limits.FOLDERS_PER_ITEM:
        return Done(go_on=(run.item.continued(),), is_partial=True)
    await _end_round(run, folders, cursors, began)
    return Done(read_at=began)


def _round(remembered: str, now: datetime) -> tuple[datetime, str]:
    """Return when the round under way began and how far it came; a new one begins now.

    A round that a crash cut short goes on much later: it proves nothing newer than its beginning.
    """
    began, bar, done_up_to = remembered.partition("|")
    return (datetime.fromisoformat(began), done_up_to) if bar else (now, "")


def _waiting(
    run: Run, folders: Sequence[Folder], left_out: frozenset[FolderId], done_up_to: str
) -> list[tuple[str, Folder]]:
    """Return the folders this round has not come to yet, by the digest they are remembered under."""
    named = ((run.parts.digester.folder(f.id), f) for f in folders if f.id not in left_out)
    return sorted(((n, f) for n, f in named if n > done_up_to), key=lambda pair: pair[0])


async def _folder(
    run: Run,
    rules: MailRules,
    folder: Folder,
    known: FolderPlace | None,
    budget: int,
    done: Mapping[str, str],
) -> int:
    """Follow one folder's changes to their end, or until the budget of pages is spent; return pages.

    `done` is remembered with the last page: that the round is past this folder. A listing left in its
    middle tells only of items that were there when it began; its changes are asked for once more.
    """
    cursor = _FOLDER + run.parts.digester.folder(folder.id)
    place, now_since = (known.place if known else None), run.record.history_from or run.started_at
    since = known.since if known else now_since
    is_midway = place is not None and place.pages > 0
    for spent in range(1, budget + 1):
        page, restarted = await _changes(run, folder, place)
        if restarted:
            since, is_midway = now_since, False
        pages = 1 if restarted or place is None else place.pages + 1
        place = Place(page.next, 0 if page.is_complete else pages)
        if place.is_endless:
            await run.remember(Remembrance(cursors={cursor: ""}))
            raise Unavailable("endless_delta")
        is_through = page.is_complete and not is_midway
        past = done if is_through else {}
        at = FolderPlace(since, place).encode()
        await _missed(run, rules, page, {cursor: at, **past})
        run.counts["pages"] += 1
        if is_through:
            run.counts["folders"] += 1
            return spent
        is_midway = is_midway and not page.is_complete
    return budget


async def _changes(run: Run, folder: Folder, place: Place | None) -> tuple[ChangePage, bool]:
    """Return the next page of changes, and whether the folder had to be listed from the start."""
    token = DeltaToken(place.token) if place else None
    try:
        return await run.parts.mail.changed(run.record.id, folder.id, token), False
    except CursorLost:
        if token is None:
            raise
    run.counts["cursors_lost"] += 1
    return await run.parts.mail.changed(run.record.id, folder.id, None), True


async def _missed(run: Run, rules: MailRules, page: ChangePage, cursors: dict[str, str]) -> None:
    """Read and capture the items of a page that have no final decision; the cursor goes last."""
    refs = await _undecided(run, page.items)
    run.counts["missed"] += len(refs)
    for some in in_portions(refs, limits.READ_BATCH_MESSAGES):
        await capture(run, rules, await _read(run, rules, some), {})
    await run.remember(Remembrance(cursors=cursors))


async def _undecided(run: Run, items: Sequence[MessageRef]) -> list[MessageRef]:
    """Return the items since the firm's start date that were not decided for good."""
    since = run.record.history_from
    by_key = {
        seen_key(ref, run.parts.digester): ref
        for ref in items
        if since is None or ref.received_at >= since
    }
    if not by_key:
        return []
    known = await run.parts.memory.seen(run.record.id, list(by_key))
    return [ref for key, ref in by_key.items() if key not in known or known[key].is_open()]


async def _read(
    run: Run, rules: MailRules, refs: Sequence[MessageRef]
) -> list[Message | Unreadable]:
    """Return the messages still there; one that went away meanwhile is decided as gone."""
    what = What(text=rules.needs_text)
    answers = await run.parts.mail.read(run.record.id, [r.id for r in refs], what)
    gone = [r for r in refs if answers[r.id] is Gone.GONE]
    if gone:
        await run.remember(Remembrance(seen=tuple(_gone(run, ref) for ref in gone)))
        run.counts[Reason.GONE.value] += len(gone)
    return [m for m in answers.values() if not isinstance(m, Gone)]


def _gone(run: Run, ref: MessageRef) -> Seen:
    key = seen_key(ref, run.parts.digester)
    return Seen(key=key, reason=Reason.GONE, decided_at=run.started_at)


async def _end_round(
    run: Run, folders: Sequence[Folder], cursors: Mapping[str, str], began: datetime
) -> None:
    """Forget the round and the cursors of folders that are no longer there; see what is to be retried.

    A run that crashed may have left failed items whose time the mailbox's record does not tell.
    """
    there = {_FOLDER + run.parts.digester.folder(f.id) for f in folders}
    vanished = {c: "" for c in cursors if c.startswith(_FOLDER) and c not in there}
    await run.remember(Remembrance(cursors={_ROUND: "", **vanished}))
    left = await run.parts.memory.retries(run.record.id, None, limits.RETRIES_PER_ITEM)
    run.progress |= {"swept_at": began, **standing(left)}
