"""Many users with the same long list: the engine brings the first into step, and the others are given what that left.

What a first run of each would have left is written through the same ports and tables: contacts in Outlook,
entries in the CRM, pairs and cursors in memory. A whole comparison of a user made so finds nothing to do.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace

from bench.contacts.made_up import Somebody
from bench.contacts.office import Office
from bench.mail.rig import NotQuiet
from flows.contacts.bearings import CRM_CURSOR, OUTLOOK_CURSOR
from flows.ports.leases import Busy
from flows.ports.remembrance import Remembrance
from flows.ports.tenant import DeltaToken
from sync_core.contacts.contact import DEFAULT_FOLDER, ContactId
from sync_core.reconcile.pairs import Pair, PairKey
from sync_core.work import MailboxId, RunId, Stream

_SHARING_CURSOR = "sharing.crm"
_OWN = ("id", "key", "owner_id")
_TWINS = "CREATE TEMP TABLE twin (entry INTEGER, id INTEGER, key TEXT, owner_id INTEGER)"
_KEYS = """
INSERT INTO contact_key (owner_id, kind, value, entry_id)
SELECT t.owner_id, k.kind, k.value, t.id FROM twin t JOIN contact_key k ON k.entry_id = t.entry
"""


async def copied(firm: Office, first: MailboxId, others: Sequence[MailboxId]) -> None:
    """Give other users the contacts of the first, in step; their folders and lists are empty until now."""
    memory, list_ = firm.made.parts.memory, firm.contacts[first]
    pairs = {p.outlook: p for p in await memory.pairs(first, Stream.CONTACTS)}
    shared = {p.outlook: p for p in await memory.pairs(first, Stream.SHARING)}
    model = [pairs[contact] for contact in list_]
    for place, mailbox in enumerate(others, 1):
        ids = [str(int(pair.crm) + place * 10_000_000) for pair in model]
        _copy_entries(firm, mailbox, model, ids)
        own = _pairs(firm, mailbox, model, ids)
        with_firm = _shared(firm, model, ids, shared)
        await _remember(firm, mailbox, own, with_firm)
        await memory.change_mailbox(mailbox, contacts_pairs=len(own))


def write_down(firm: Office, mailboxes: Sequence[MailboxId], those: Sequence[Somebody]) -> None:
    """Write the same people down in Outlook for several users: one content, held once."""
    for mailbox in mailboxes:
        firm.add_in_outlook(mailbox, those)


def _copy_entries(
    firm: Office, mailbox: MailboxId, model: Sequence[Pair], ids: Sequence[str]
) -> None:
    key_of = firm.made.parts.digester.contact_key
    keys = [key_of(contact) for contact in firm.contacts[mailbox]]
    owner = int(firm.owners[mailbox])
    rows = [(int(p.crm), int(i), k, owner) for p, i, k in zip(model, ids, keys, strict=True)]
    with closing(sqlite3.connect(firm.made.database)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(_TWINS)
        connection.executemany("INSERT INTO twin VALUES (?, ?, ?, ?)", rows)
        told = connection.execute("SELECT name FROM pragma_table_info('contact_entry')")
        rest = [name for (name,) in told if name not in _OWN]
        connection.execute(
            f"INSERT INTO contact_entry ({', '.join((*_OWN, *rest))})"  # noqa: S608  names of the schema
            f" SELECT t.id, t.key, t.owner_id, {', '.join(f'e.{name}' for name in rest)}"
            " FROM twin t JOIN contact_entry e ON e.id = t.entry"
        )
        connection.execute(_KEYS)


def _pairs(
    firm: Office, mailbox: MailboxId, model: Sequence[Pair], ids: Sequence[str]
) -> tuple[Pair, ...]:
    key_of = firm.made.parts.digester.contact_key
    contacts = firm.contacts[mailbox]
    return tuple(
        replace(pair, key=PairKey(key_of(contact)), outlook=contact, crm=entry)
        for pair, contact, entry in zip(model, contacts, ids, strict=True)
    )


def _shared(
    firm: Office, model: Sequence[Pair], ids: Sequence[str], shared: Mapping[str, Pair]
) -> tuple[Pair, ...]:
    key_of = firm.made.parts.digester.contact_key
    return tuple(
        replace(shared[pair.crm], key=PairKey(key_of(ContactId(entry))), outlook=entry)
        for pair, entry in zip(model, ids, strict=True)
        if pair.crm in shared
    )


async def _remember(
    firm: Office, mailbox: MailboxId, own: tuple[Pair, ...], with_firm: tuple[Pair, ...]
) -> None:
    """Remember the pairs, and that both sides were read until now."""
    parts = firm.made.parts
    cursors = await parts.memory.cursors(mailbox, "contacts.")
    token = DeltaToken(cursors[OUTLOOK_CURSOR])
    while True:
        page = await parts.contacts.changed(mailbox, DEFAULT_FOLDER, token)
        token = page.next
        if page.is_complete:
            break
    listed = await parts.crm_contacts.changed_entries(firm.owners[mailbox], "", 1)
    places = {OUTLOOK_CURSOR: str(token), CRM_CURSOR: listed.cursor}
    await _write(firm, mailbox, Stream.CONTACTS, Remembrance(pairs=own, cursors=places))
    told = Remembrance(pairs=with_firm, cursors={_SHARING_CURSOR: listed.cursor})
    await _write(firm, mailbox, Stream.SHARING, told)


async def _write(firm: Office, mailbox: MailboxId, stream: Stream, what: Remembrance) -> None:
    memory, now = firm.made.parts.memory, firm.clock.now()
    lease = await memory.acquire(mailbox, stream, RunId("copying"), now)
    if isinstance(lease, Busy):
        raise NotQuiet(f"the lease of {stream} is held")
    await memory.release(await memory.remember(lease, what, now), None)
