"""The memory of what was seen in one mailbox: one row an item, ordered by when the mailbox got it.

Rows are keyed so that a page of messages is one range of rows, and so that the same item read twice is
the same row: `seen.<second received>.<item digest>`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NewType

from sync_core.decisions import Reason, Verdict
from sync_core.digests import Digester
from sync_core.mail import Message, MessageId, MessageRef, Unreadable

SeenKey = NewType("SeenKey", str)
_EPOCH = datetime(1, 1, 1, tzinfo=UTC)  # mail is dated 1601 and 0001 too
_REPLY_BRACKETS = "<> \t\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was decided about one item."""

    key: SeenKey
    reason: Reason
    decided_at: datetime
    activity_key: str = ""
    """The CRM's unique key, where the item was captured."""

    def is_open(self, is_retried: bool = False) -> bool:
        """Return whether the item is to be decided anew when a stream lists it again.

        A draft or an item of a left-out folder may have changed. A failed one belongs to its retry alone:
        a stream that lists it once more must not start its attempts over.
        """
        if self.reason.verdict is Verdict.FAILED:
            return is_retried
        return self.reason.is_provisional

    def gives_way_to(self, later: "Seen") -> bool:
        """Return whether a later decision about the same item takes this one's place.

        A final reason stands. A provisional one gives way to any other; decided the same again it
        stands with its own day, so that it is counted once.
        """
        return self.reason.is_provisional and later.reason is not self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """One failed item, to be read again."""

    message: MessageId
    seen: SeenKey
    reason: Reason
    attempts: int
    due_at: datetime | None
    """None: tried often enough; waits for a person."""


def normalised_message_id(text: str) -> str:
    """Return a Message-ID without brackets and white space; empty where there is none.

    Gateways differ in brackets only; the rest is compared as written (RFC 5322 §3.6.4).
    """
    return "".join(text.split()).strip(_REPLY_BRACKETS)


def seen_key(item: Message | MessageRef | Unreadable, digester: Digester) -> SeenKey:
    """Return the row key of an item.

    Immutable ids name an item over moves within its mailbox (Graph: outlook-immutable-id), so a moved
    message is the same row, and a copy made by the user is a row of its own.
    """
    seconds = int((item.received_at - _EPOCH).total_seconds())
    return SeenKey(f"seen.{max(seconds, 0):012d}.{digester.item(item.id)}")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items of one mailbox were decided on one day, by reason. Adds up by construction."""

    by_reason: tuple[tuple[Reason, int], ...] = ()

    @staticmethod
    def of(rows: Iterable[Seen]) -> "Tally":
        """Return the tally of some rows."""
        return Tally(tuple(sorted(Counter(row.reason for row in rows).items())))

    def plus(self, rows: Iterable[Seen], instead_of: Iterable[Seen] = ()) -> "Tally":
        """Return the tally with some rows added, and earlier decisions about the same items taken back."""
        counts = Counter(dict(self.by_reason))
        counts.update(row.reason for row in rows)
        counts.subtract(row.reason for row in instead_of)
        return Tally(tuple(sorted((r, n) for r, n in counts.items() if n)))

    def of_verdict(self, verdict: Verdict) -> int:
        """Return how many ended this way."""
        return sum(n for reason, n in self.by_reason if reason.verdict is verdict)

    @property
    def seen(self) -> int:
        """All items: captured, left out and failed."""
        return sum(n for _, n in self.by_reason)
