"""The plan held for a stream of a mailbox: one row, written under the lease, answered by its etag.

Its actions are bytes: each fingerprint's own eight, and before them one that tells what is known of it: 1 it
is held, 2 approved, 4 rejected, or their sum. So an answer to a seventy thousand actions fits in the row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from adapters.storage import leases
from adapters.storage.keys import held_key
from adapters.storage.records import gathered
from adapters.storage.rows import utc_text
from adapters.storage.tables import Refused, Row, Table, Value, Verb, Write
from flows.ports.leases import Lease
from sync_core import limits
from sync_core.failures import Unavailable
from sync_core.reconcile.brakes import Answers, Brake, HeldPlan
from sync_core.reconcile.plan import Fingerprint
from sync_core.work import MailboxId, Stream

_HELD, _APPROVED, _REJECTED = 1, 2, 4
_MARKED_BYTES = 9
_MARKED_BYTES_PER_PROPERTY = limits.PROPERTY_BYTES_MAX // _MARKED_BYTES * _MARKED_BYTES
_COUNTS = ("creates", "updates", "deletes", "mails_outside")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said, and of which plan."""

    plan_id: str
    answers: Answers
    by: str
    at: datetime


async def hold(table: Table, lease: Lease, plan: HeldPlan | None) -> None:
    """Keep a plan in place of a former one, or none.

    2 transactions; 2 or 3 more for each time that somebody came by, or answered, in between.

    Raises:
        LeaseLost: the lease is not ours; nothing was written.
    """
    fence = lease.fence
    for _ in range(limits.CONTENTION_ATTEMPTS_MAX):
        row = await table.get(lease.mailbox, held_key(lease.stream))
        writes = [leases.proof(lease, fence), *_replacing(lease, row, plan)]
        done = await table.transact(writes)
        if not isinstance(done, Refused):
            return
        if done.index == 0:
            fence = await leases.fence_still_ours(table, lease)
    raise Unavailable("held plan contended")


async def held(table: Table, mailbox: MailboxId, stream: Stream) -> HeldPlan | None:
    """Return the plan that is held. 1 transaction."""
    row = await table.get(mailbox, held_key(stream))
    return None if row is None else _decoded(row.values)


async def answer(table: Table, mailbox: MailboxId, stream: Stream, told: Answer) -> bool:
    """Note an answer; False when that plan is held no more. 2 transactions; 2 more a lost race."""
    key = held_key(stream)
    for _ in range(limits.CONTENTION_ATTEMPTS_MAX):
        row = await table.get(mailbox, key)
        plan = None if row is None else _decoded(row.values)
        if row is None or plan is None or plan.id != told.plan_id:
            return False
        values = _encoded(plan.with_answer(told.answers, told.by, told.at))
        done = await table.write(Write(Verb.REPLACE, mailbox, key, values, row.etag))
        if not isinstance(done, Refused):
            return True
    raise Unavailable("held plan contended")


def _replacing(lease: Lease, row: Row | None, plan: HeldPlan | None) -> Iterator[Write]:
    """Yield what makes of the row that is there the one that is to be; nothing where neither is."""
    key = held_key(lease.stream)
    if plan is None:
        if row is not None:
            yield Write(Verb.DELETE, lease.mailbox, key)
    elif row is None:
        yield Write(Verb.CREATE, lease.mailbox, key, _encoded(plan))
    else:
        values = _encoded(plan.answered_as(_decoded(row.values)))
        yield Write(Verb.REPLACE, lease.mailbox, key, values, row.etag)


def _encoded(plan: HeldPlan) -> dict[str, Value]:
    values: dict[str, Value] = {
        "id": plan.id,
        "brakes": " ".join(plan.brakes),
        "held_at": utc_text(plan.held_at),
        "answered_by": plan.answered_by,
        **{name: getattr(plan, name) for name in _COUNTS},
        **_spread(b"".join(islice(_marked(plan), limits.HELD_ROW_ACTIONS_MAX))),
    }
    if plan.answered_at is not None:
        values["answered_at"] = utc_text(plan.answered_at)
    return values


def _marked(plan: HeldPlan) -> Iterator[bytes]:
    """Yield each fingerprint behind its mark: those held in their order, then others answered.

    What was answered and no longer fits is forgotten, so that it is asked once more.

    Raises:
        ValueError: a fingerprint is no digest of eight bytes in hex.
    """
    approved, rejected = plan.answers.approved, plan.answers.rejected
    held = frozenset(plan.fingerprints)
    for one in (*plan.fingerprints, *sorted((approved | rejected) - held)):
        mark = _HELD * (one in held) + _APPROVED * (one in approved) + _REJECTED * (one in rejected)
        told = bytes.fromhex(one)
        if len(told) != _MARKED_BYTES - 1:
            raise ValueError(f"fingerprint: expected eight bytes in hex, got {len(told)}")
        yield bytes((mark,)) + told


def _spread(marked: bytes) -> dict[str, Value]:
    """Return bytes as properties marked0, marked1 ..., none of which cuts an action in two."""
    starts = range(0, len(marked), _MARKED_BYTES_PER_PROPERTY)
    cut = (marked[start : start + _MARKED_BYTES_PER_PROPERTY] for start in starts)
    return {f"marked{number}": part for number, part in enumerate(cut)}


def _gathered(values: Mapping[str, Value]) -> Iterator[tuple[int, Fingerprint]]:
    """Yield what a row's properties hold: each action's mark and fingerprint, in order."""
    for told in gathered("actions", values).split():  # written as text before contacts came
        yield int(told[0]), Fingerprint(told[1:])
    number = 0
    while isinstance(part := values.get(f"marked{number}"), bytes):
        for start in range(0, len(part), _MARKED_BYTES):
            yield part[start], Fingerprint(part[start + 1 : start + _MARKED_BYTES].hex())
        number += 1


def _decoded(values: Mapping[str, Value]) -> HeldPlan:
    """Return the plan a row holds; a property of a later version is passed over."""
    actions = list(_gathered(values))
    answered_at = values.get("answered_at")
    return HeldPlan(
        id=str(values["id"]),
        brakes=tuple(Brake(name) for name in str(values["brakes"]).split()),
        held_at=datetime.fromisoformat(str(values["held_at"])),
        fingerprints=tuple(one for mark, one in actions if mark & _HELD),
        **{name: int(values.get(name, 0)) for name in _COUNTS},
        answers=Answers(
            approved=frozenset(one for mark, one in actions if mark & _APPROVED),
            rejected=frozenset(one for mark, one in actions if mark & _REJECTED),
        ),
        answered_at=None if answered_at is None else datetime.fromisoformat(str(answered_at)),
        answered_by=str(values.get("answered_by", "")),
    )
