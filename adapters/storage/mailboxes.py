"""Mailbox records and the firm's record: merged field by field, so that other fields are never undone."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from adapters.storage.records import Records
from adapters.storage.tables import Refused, Row, Table, Verb, Write, quoted
from sync_core import limits
from sync_core.failures import Unavailable
from sync_core.mail import CrmUserId
from sync_core.mailboxes import FirmRecord, MailboxRecord
from sync_core.work import MailboxId

MAILBOX, FIRM = "mailbox", "firm"

_MAILBOXES = Records(MailboxRecord, key_field="id")
_FIRM = Records(FirmRecord)


async def firm(table: Table) -> FirmRecord:
    """Return the firm's record. 1 transaction."""
    return _firm(await table.get(FIRM, FIRM))


async def change_firm(table: Table, fields: Mapping[str, Any]) -> FirmRecord:
    """Set the named fields. 2 transactions."""
    await table.write(Write(Verb.PUT_MERGE, FIRM, FIRM, _FIRM.encode_fields(FirmRecord(), fields)))
    return await firm(table)


async def fix_history_start(table: Table, start: datetime, now: datetime) -> FirmRecord:
    """Set what is not set yet; of several callers the first wins. 1 transaction where all is set."""
    for _ in range(limits.CONTENTION_ATTEMPTS_MAX):
        row = await table.get(FIRM, FIRM)
        record = _firm(row)
        told = {"started_at": now, "history_start": start}
        unset = {name: value for name, value in told.items() if getattr(record, name) is None}
        if not unset:
            return record
        values = _FIRM.encode_fields(record, unset)
        verb, etag = (Verb.MERGE, row.etag) if row else (Verb.CREATE, None)
        if not isinstance(await table.write(Write(verb, FIRM, FIRM, values, etag)), Refused):
            return await firm(table)
    raise Unavailable("firm record contended")


async def mailboxes(table: Table) -> tuple[MailboxRecord, ...]:
    """Return all mailboxes by id. 1 transaction for each 1,000."""
    rows = table.rows(MAILBOX, "!", "~")
    return tuple([_MAILBOXES.decode(row.values, row.key) async for row in rows])


async def mailboxes_of(table: Table, owners: Collection[CrmUserId]) -> tuple[MailboxRecord, ...]:
    """Return the mailboxes of some users by id. 1 transaction for each 10 users."""
    asked, found = sorted(set(owners)), dict[str, MailboxRecord]()
    for start in range(0, len(asked), limits.PAIRS_ASKED_MAX):
        some = asked[start : start + limits.PAIRS_ASKED_MAX]
        where = " or ".join(f"owner eq '{quoted(json.dumps(owner))}'" for owner in some)
        async for row in table.rows(MAILBOX, "!", "~", where):
            found[row.key] = _MAILBOXES.decode(row.values, row.key)
    return tuple(found[key] for key in sorted(found))


async def mailbox(table: Table, mailbox: MailboxId) -> MailboxRecord | None:
    """Return one mailbox. 1 transaction."""
    row = await table.get(MAILBOX, mailbox)
    return None if row is None else _MAILBOXES.decode(row.values, row.key)


async def change_mailbox(
    table: Table, mailbox: MailboxId, fields: Mapping[str, Any]
) -> MailboxRecord:
    """Set the named fields. 2 transactions."""
    values = _MAILBOXES.encode_fields(MailboxRecord(id=mailbox), fields)
    await table.write(Write(Verb.PUT_MERGE, MAILBOX, mailbox, values))
    row = await table.get(MAILBOX, mailbox)
    return _MAILBOXES.decode(row.values if row else values, mailbox)


async def forget_mailbox(records: Table, memory: Table, mailbox: MailboxId) -> None:
    """Remove a mailbox: its rows a hundred at a time, its record last, so that it can be repeated.

    Transactions: 1 for each 1,000 rows read, 1 for each 100 removed, 1 for the record.
    """
    rows = [Write(Verb.DELETE, mailbox, row.key) async for row in memory.rows(mailbox, "!", "~")]
    await remove(memory, rows)
    await records.write(Write(Verb.DELETE, MAILBOX, mailbox))


async def remove(table: Table, deletes: list[Write]) -> None:
    """Remove rows of one partition, 100 a transaction; a row that is gone already is passed over."""
    left = list(deletes)
    while left:
        batch = left[: limits.TRANSACTION_OPERATIONS_MAX]
        done = await table.transact(batch)
        if isinstance(done, Refused):
            del left[done.index]
        else:
            del left[: len(batch)]


def _firm(row: Row | None) -> FirmRecord:
    return _FIRM.decode(row.values) if row else FirmRecord()
