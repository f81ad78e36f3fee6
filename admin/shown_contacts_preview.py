"""A preview of contacts as a page or a program is told it: what is private stays its user's."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from admin.console import Console
from admin.contact_acts import may_see
from admin.pages.preview import the_mailbox
from admin.web import PageRequest
from admin.who import viewer_of
from flows.contacts.preview import ContactRow, ContactsPreview, LeftOut
from sync_core.mailboxes import MailboxRecord
from sync_core.reconcile.sides import Side
from sync_core.work import Stream

SIDES: Mapping[Stream, Mapping[Side, str]] = {
    Stream.CONTACTS: {Side.OUTLOOK: "Outlook", Side.CRM: "the CRM"},
    Stream.SHARING: {Side.OUTLOOK: "the user's list", Side.CRM: "the firm's people"},
}
"""What the two sides of a stream are called."""
PRIVATE_NAME = "A private contact"
"""Stands for a contact that the viewer may not see."""


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
            replace(q, first=None, others=(), score=0, signs=(), asks="") if q.is_private else q
            for q in preview.questions
        ),
        left_out=tuple(_masked_one(x) if x.is_private else x for x in preview.left_out),
    )


def by_name(row: ContactRow) -> tuple[str, str]:
    """Order rows by name."""
    return row.name.casefold(), row.fingerprint


def by_reason(left_out: Sequence[LeftOut]) -> tuple[tuple[str, str, int], ...]:
    """Return code, sentence and number of each reason, the most frequent first."""
    counts = Counter((one.reason, one.text) for one in left_out)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple((code, text, count) for (code, text), count in ordered)


def _masked_row(row: ContactRow) -> ContactRow:
    return replace(row, name=PRIVATE_NAME, fields=())


def _masked_one(one: LeftOut) -> LeftOut:
    return replace(one, name=PRIVATE_NAME)
