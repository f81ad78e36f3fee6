"""A preview of contacts as a page or a program is told it: what is private stays its user's."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from admin.console import Console
from admin.contact_acts import may_see
from admin.pages.preview import the_mailbox
from admin.shown_preview import VERBS
from admin.web import PageRequest
from admin.who import viewer_of
from flows.contacts.preview import ContactRow, ContactsPreview, LeftOut
from sync_core import limits
from sync_core.mailboxes import MailboxRecord
from sync_core.reconcile.brakes import HeldPlan
from sync_core.reconcile.decide import Move
from sync_core.reconcile.sides import Side
from sync_core.work import Stream

SIDES: Mapping[Stream, Mapping[Side, str]] = {
    Stream.CONTACTS: {Side.OUTLOOK: "Outlook", Side.CRM: "the CRM"},
    Stream.SHARING: {Side.OUTLOOK: "the user's list", Side.CRM: "the firm's people"},
}
"""What the two sides of a stream are called."""
PRIVATE_NAME = "A private contact"
"""Stands for a contact that the viewer may not see."""
_DESTRUCTIVE_FIRST = (Move.DELETE, Move.UPDATE, Move.CREATE)


@dataclass(frozen=True, slots=True)
class ShownContactRow:
    """One row, and how it stands to the plan that is held."""

    row: ContactRow
    what: str
    """The verb and the side."""
    is_held: bool
    answer: str = ""
    """approved or rejected where a person has answered already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownContacts:
    """A preview with its numbers."""

    preview: ContactsPreview
    rows: tuple[ShownContactRow, ...]
    """What would be done, destruction first, then by name; at most limits.PREVIEW_ROWS_MAX."""
    withheld: tuple[ShownContactRow, ...]
    to_do: Mapping[str, Mapping[Move, int]]
    """By what the side is called."""
    total: int
    changed_since: int
    """Actions of the held plan that would not be done as they were: the contacts changed since."""
    is_answered: bool

    @property
    def can_choose(self) -> bool:
        """Whether single rows can be approved here: not where some are not even shown."""
        return self.total <= limits.PREVIEW_ROWS_MAX


async def read_preview(
    request: PageRequest, console: Console, mailbox: str, stream: Stream
) -> tuple[MailboxRecord, ContactsPreview]:
    """Return a mailbox with what its next run would do, as whoever asks may see it.

    Raises:
        Refused: there is no such mailbox.
    """
    record = await the_mailbox(console, mailbox)
    look = console.preview_sharing if stream is Stream.SHARING else console.preview_contacts
    found = await look(record.id)
    is_own = may_see(await viewer_of(request, console), record.owner)
    return record, found if is_own else masked(found)


def masked(preview: ContactsPreview) -> ContactsPreview:
    """Return a preview in which nothing tells of whom a private contact is."""
    return replace(
        preview,
        rows=tuple(_masked_row(r) if r.is_private else r for r in preview.rows),
        questions=tuple(
            replace(q, first=None, second=None, score=0, signs=(), asks="") if q.is_private else q
            for q in preview.questions
        ),
        left_out=tuple(_masked_one(x) if x.is_private else x for x in preview.left_out),
    )


def shown_contacts(preview: ContactsPreview, stream: Stream) -> ShownContacts:
    """Return a preview as the page shows it."""
    sides = SIDES[stream]
    to_do = [row for row in preview.rows if row.withheld is None]
    counts: dict[str, Counter[Move]] = {sides[side]: Counter() for side in Side}
    for row in to_do:
        counts[sides[row.side]][row.move] += 1
    now = {row.fingerprint for row in preview.rows}
    held = preview.held.fingerprints if preview.held else ()
    return ShownContacts(
        preview=preview,
        rows=_shown(to_do, preview.held, sides),
        withheld=_shown([row for row in preview.rows if row.withheld], preview.held, sides),
        to_do=counts,
        total=len(to_do),
        changed_since=sum(1 for fingerprint in held if fingerprint not in now),
        is_answered=preview.held is not None and preview.held.answered_at is not None,
    )


def by_reason(left_out: Sequence[LeftOut]) -> tuple[tuple[str, str, int], ...]:
    """Return code, sentence and number of each reason, the most frequent first."""
    counts = Counter((one.reason, one.text) for one in left_out)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple((code, text, count) for (code, text), count in ordered)


def _masked_row(row: ContactRow) -> ContactRow:
    return replace(row, name=PRIVATE_NAME, fields=())


def _masked_one(one: LeftOut) -> LeftOut:
    return replace(one, name=PRIVATE_NAME)


def _shown(
    rows: Sequence[ContactRow], held: HeldPlan | None, sides: Mapping[Side, str]
) -> tuple[ShownContactRow, ...]:
    ordered = sorted(rows, key=_gravity)[: limits.PREVIEW_ROWS_MAX]
    fingerprints = frozenset(held.fingerprints) if held else frozenset()
    return tuple(
        ShownContactRow(
            r, f"{VERBS[r.move]} {sides[r.side]}", r.fingerprint in fingerprints, _answer(r, held)
        )
        for r in ordered
    )


def _gravity(row: ContactRow) -> tuple[int, str, str]:
    return _DESTRUCTIVE_FIRST.index(row.move), row.name.casefold(), row.fingerprint


def _answer(row: ContactRow, held: HeldPlan | None) -> str:
    if held is None:
        return ""
    if row.fingerprint in held.answers.rejected:
        return "rejected"
    return "approved" if row.fingerprint in held.answers.approved else ""
