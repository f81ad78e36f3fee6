"""Planted bugs: each spoils one real function in memory, and some seed must notice.

A survivor means redundant code or a blind world. Each plant names what it replaces, so that renaming
that breaks a plant is an error and not a silent pass.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from flows import backfill, capture, poison, retry, run, sweep, wake
from flows.ports.leases import Busy, Lease, Released
from flows.ports.parts import Parts
from flows.ports.remembrance import Remembrance
from flows.running import Run
from simulator.graph import TenantMailSource
from simulator.memory import InMemoryMemory
from simulator.memory.crm import InMemoryCrm
from simulator.memory.crm_records import KeptEmail, KeptPerson
from simulator.memory.memory import _LeaseRow
from simulator.world.calendar.planted import PLANTS as OF_CALENDARS
from simulator.world.contacts.planted import PLANTS as OF_CONTACTS
from simulator.world.plants import Plant
from sync_core import screening
from sync_core.failures import CursorLost
from sync_core.mail import Message, MessageKey, Role
from sync_core.seen import Tally
from sync_core.work import RunId, Stream


@contextmanager
def planted(name: str) -> Iterator[None]:
    """Spoil what the plant of this name spoils, for a while; an empty name spoils nothing."""
    if not name:
        yield
        return
    plant = PLANTS[name]
    sound = vars(plant.owner)[plant.attribute]
    setattr(plant.owner, plant.attribute, plant.spoilt(sound))
    try:
        yield
    finally:
        setattr(plant.owner, plant.attribute, sound)


def _cursor_first(sound: Any) -> Any:
    async def capture_late(run_: Run, rules: Any, messages: Any, cursors: Any, *rest: Any) -> None:
        await run_.remember(Remembrance(cursors=cursors))
        await sound(run_, rules, messages, {}, *rest)

    return capture_late


def _sweep_cursor_first(sound: Any) -> Any:
    async def missed(run_: Run, rules: Any, page: Any, cursors: Any) -> None:
        await run_.remember(Remembrance(cursors=cursors))
        await sound(run_, rules, page, {})

    return missed


def _no_lease(_: Any) -> Any:
    async def acquire(
        self: Any, mailbox: Any, stream: Stream, run_: RunId, now: datetime
    ) -> Lease | Busy:
        row = self._partition(mailbox).leases.setdefault(stream, _LeaseRow())
        row.run = run_
        renewed: Lease = self._renewed(mailbox, stream, row, now)
        return renewed

    return acquire


def _no_fence(sound: Any) -> Any:
    async def remember(self: Any, lease: Lease, what: Remembrance, now: datetime) -> Lease:
        row = self._partition(lease.mailbox).leases.setdefault(lease.stream, _LeaseRow())
        holder, row.run = row.run, lease.run
        renewed: Lease = await sound(self, lease, what, now)
        row.run = holder
        return renewed

    return remember


def _no_unique_key(sound: Any) -> Any:
    def log(self: Any, mail: Any) -> Any:
        if mail.key in self._emails:
            mail = replace(mail, key=MessageKey(f"{mail.key}-{len(self._emails)}"))
        return sound(self, mail)

    return log


def _subject_in_run_record(sound: Any) -> Any:
    async def judged(run_: Run, rules: Any, messages: Sequence[Any], *rest: Any) -> None:
        await sound(run_, rules, messages, *rest)
        run_.counts.update(m.subject for m in messages if isinstance(m, Message))

    return judged


def _text_in_poison(_: Any) -> Any:
    async def bury(parts: Parts, queue: Any, text: Any) -> bool:
        del queue, text
        emails = parts.crm.emails()  # type: ignore[attr-defined]  # the twin's own, through the step
        await parts.memory.change_firm(graph_stopped=" ".join(e.subject or "" for e in emails))
        return True

    return bury


def _address_in_logs(sound: Any) -> Any:
    def screen(message: Message, rules: Any) -> Any:
        logging.getLogger("rapport").debug("screening mail of %s", message.entries[:1])
        return sound(message, rules)

    return screen


def _seen_forgotten(sound: Any) -> Any:
    async def remember(self: Any, lease: Lease, what: Remembrance, now: datetime) -> Lease:
        renewed: Lease = await sound(self, lease, replace(what, seen=what.seen[:-1]), now)
        return renewed

    return remember


def _dirty_ignored(sound: Any) -> Any:
    async def release(self: Any, lease: Lease, *given: Any) -> Released:
        await sound(self, lease, *given)
        return Released(is_dirty=False)

    return release


def _retry_dropped(sound: Any) -> Any:
    async def remember(self: Any, lease: Lease, what: Remembrance, now: datetime) -> Lease:
        renewed: Lease = await sound(self, lease, replace(what, retries=()), now)
        return renewed

    return remember


def _lost_cursor_is_done(sound: Any) -> Any:
    async def changed(self: Any, mailbox: Any, folder: Any, token: Any) -> Any:
        try:
            return await sound(self, mailbox, folder, token)
        except CursorLost:
            page = await sound(self, mailbox, folder, None)
            while not page.is_complete:
                page = await sound(self, mailbox, folder, page.next)
            return replace(page, items=())

    return changed


def _moves_ignored(sound: Any) -> Any:
    async def undecided(run_: Run, items: Sequence[Any]) -> Any:
        decided = [await run_.parts.memory.decision(run_.record.id, ref.id) for ref in items]
        fresh = [ref for ref, row in zip(items, decided, strict=True) if row is None]
        return await sound(run_, fresh)

    return undecided


def _too_eager(_: Any) -> Any:
    def is_settled(item: Any, lease: Lease) -> bool:
        del item
        return lease.read_at is not None

    return is_settled


def _waits_for_ever(_: Any) -> Any:
    def is_covered(item: Any, waiting: Sequence[Any], now: datetime) -> bool:
        del now
        return any(mark.task is item.task for mark in waiting)

    return is_covered


def _first_address_only(sound: Any) -> Any:
    def relate(participants: Any, found: Any, plus_tags: Any) -> Any:
        return sound(tuple(participants)[:1], found, plus_tags)

    return relate


def _counted_twice(_: Any) -> Any:
    def plus(self: Tally, rows: Any, instead_of: Any = ()) -> Tally:
        del instead_of
        counts = dict(self.by_reason)
        for row in rows:
            counts[row.reason] = counts.get(row.reason, 0) + 1
        return Tally(tuple(sorted(counts.items())))

    return plus


def _folders_skipped(sound: Any) -> Any:
    def waiting(run_: Run, folders: Sequence[Any], left_out: Any, done_up_to: str) -> Any:
        return sound(run_, [f for f in folders if f.well_known], left_out, done_up_to)

    return waiting


def _ends_at_empty_page(sound: Any) -> Any:
    def following(page: Any, place: Any) -> Any:
        return sound(page, place) if page.messages else None

    return following


def _from_and_to_only(sound: Any) -> Any:
    def read_entries(entries: Any, rules: Any) -> Any:
        return sound(tuple(e for e in entries if e.role in (Role.FROM, Role.TO)), rules)

    return read_entries


def _latest_by_arrival(_: Any) -> Any:
    def hear(self: KeptPerson, email: KeptEmail) -> None:
        self.latest_sentiment = email.sentiment.label
        self.latest_sentiment_at, self.heard_in = email.received_at, email.key

    return hear


def _no_relations_of_copies(sound: Any) -> Any:
    def add_copy(self: Any, email: KeptEmail, mail: Any) -> None:
        if not email.copies:
            sound(self, email, mail)

    return add_copy


def _reused_id_is_same(sound: Any) -> Any:
    def log(self: Any, mail: Any) -> Any:
        known = self._emails.get(mail.key)
        return sound(self, replace(mail, sent_at=known.sent_at) if known else mail)

    return log


def _private_captured(sound: Any) -> Any:
    def screen(message: Message, rules: Any) -> Any:
        return sound(replace(message, is_private=False), rules)

    return screen


def _pending_for_ever(sound: Any) -> Any:
    async def score(run_: Run, rules: Any, unscored: Any, answers: Any, known: Any) -> None:
        if unscored:
            await run_.remember(Remembrance(settled=tuple(r.seen for r in unscored)))
        await sound(run_, rules, (), answers, known)

    return score


PLANTS: dict[str, Plant] = (
    {
        "cursor-first": Plant(
            "A page's cursor is saved before its messages.", backfill, "capture", _cursor_first
        ),
        "sweep-cursor-first": Plant(
            "A folder's cursor is saved before what it lists.",
            sweep,
            "_missed",
            _sweep_cursor_first,
        ),
        "no-lease": Plant("Everybody gets the lease.", InMemoryMemory, "acquire", _no_lease),
        "no-fence": Plant(
            "Who lost the lease still writes.", InMemoryMemory, "remember", _no_fence
        ),
        "no-unique-key": Plant("The CRM takes a key twice.", InMemoryCrm, "_log", _no_unique_key),
        "reused-id-is-the-same": Plant(
            "A reused Message-ID counts as a copy.", InMemoryCrm, "_log", _reused_id_is_same
        ),
        "subject-in-run-record": Plant(
            "Run records count by subject.", wake, "capture", _subject_in_run_record
        ),
        "text-in-poison": Plant("Burying keeps what mail said.", poison, "bury", _text_in_poison),
        "address-in-logs": Plant("A log line names a sender.", capture, "screen", _address_in_logs),
        "seen-forgotten": Plant(
            "The last decision of a page is not kept.", InMemoryMemory, "remember", _seen_forgotten
        ),
        "retry-dropped": Plant(
            "Failed items are not recorded.", InMemoryMemory, "remember", _retry_dropped
        ),
        "lost-cursor-is-done": Plant(
            "410 starts anew without reading.", TenantMailSource, "changed", _lost_cursor_is_done
        ),
        "moves-ignored": Plant(
            "Mail moved out of Junk is not looked at again.", sweep, "_undecided", _moves_ignored
        ),
        "dirty-ignored": Plant(
            "A wake-up during a run is forgotten.", InMemoryMemory, "release", _dirty_ignored
        ),
        "too-eager": Plant(
            "Any finished read settles every wake-up.", run, "_is_settled", _too_eager
        ),
        "waits-for-ever": Plant(
            "What was put back stands for whoever comes, itself too.",
            run,
            "is_covered",
            _waits_for_ever,
        ),
        "first-address-only": Plant(
            "Only the first participant is matched.", capture, "relate", _first_address_only
        ),
        "tally-counted-twice": Plant(
            "A decision anew is counted beside the old one.", Tally, "plus", _counted_twice
        ),
        "folders-skipped": Plant(
            "People's own folders are not swept.", sweep, "_waiting", _folders_skipped
        ),
        "ends-at-empty-page": Plant(
            "An empty page ends the back-fill.", backfill, "_next", _ends_at_empty_page
        ),
        "from-and-to-only": Plant(
            "Only From and To are read.", screening, "read_entries", _from_and_to_only
        ),
        "latest-by-arrival": Plant(
            "The sentiment told last counts as the latest.", KeptPerson, "hear", _latest_by_arrival
        ),
        "copies-dropped": Plant(
            "A copy in a second mailbox adds nothing.",
            InMemoryCrm,
            "_add_copy",
            _no_relations_of_copies,
        ),
        "private-captured": Plant(
            "Private mail is captured.", capture, "screen", _private_captured
        ),
        "pending-for-ever": Plant(
            "Pending sentiments are given up.", retry, "_score", _pending_for_ever
        ),
    }
    | OF_CALENDARS
    | OF_CONTACTS
)
