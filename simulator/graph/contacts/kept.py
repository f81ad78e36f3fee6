"""The contacts of a tenant as a document, so that a tenant in a later process goes on with them.

What a delta token stands for is not kept: every cursor is lost, as after a restore of a mailbox.
"""

from dataclasses import dataclass

from pydantic import TypeAdapter

from simulator.graph.contacts.items import ContactFolder, ContactItem
from simulator.graph.contacts.store import ContactStore
from simulator.graph.tenant import Tenant
from sync_core.work import MailboxId


@dataclass(frozen=True, slots=True, kw_only=True)
class _KeptFolder:
    number: int
    name: str
    is_default: bool
    extended: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _KeptMailbox:
    mailbox: MailboxId
    last_number: int
    folders: tuple[_KeptFolder, ...]
    items: tuple[ContactItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    mailboxes: tuple[_KeptMailbox, ...]


_KEPT = TypeAdapter(_Kept)


def kept_contacts(tenant: Tenant) -> bytes:
    """Return all contacts of a tenant with their folders as JSON."""
    mailboxes = tuple(_kept(box.id, box.contacts) for box in tenant.mailboxes())
    return _KEPT.dump_json(_Kept(mailboxes=mailboxes))


def restore_contacts(tenant: Tenant, document: bytes) -> int:
    """Give a tenant the contacts of a former one, whose people it has; return how many there are.

    Raises:
        ValueError: it is no such document.
        Refusal: somebody in it is not of this tenant.
    """
    kept = _KEPT.validate_json(document).mailboxes
    boxes = [(tenant.mailbox(told.mailbox), told) for told in kept]
    for box, told in boxes:
        box.ids.pass_over(told.last_number)
        box.contacts.hold((_folder(box.contacts, folder) for folder in told.folders), told.items)
        box.rounds.forget()
    return sum(len(told.items) for told in kept)


def _kept(mailbox: MailboxId, store: ContactStore) -> _KeptMailbox:
    folders = (
        _KeptFolder(number=f.number, name=f.name, is_default=f.is_default, extended=f.extended)
        for f in store.folders.values()
    )
    return _KeptMailbox(
        mailbox=mailbox,
        last_number=store.ids.given,
        folders=tuple(folders),
        items=tuple(store.items.values()),
    )


def _folder(store: ContactStore, kept: _KeptFolder) -> ContactFolder:
    return ContactFolder(
        number=kept.number,
        id=store.ids.folder(kept.number),
        name=kept.name,
        is_default=kept.is_default,
        extended=dict(kept.extended),
    )
