"""How contacts are asked for: whose, in which folder, and with which fields."""

from adapters.graph.cards.wire import EXPANDED, FIELDS
from adapters.graph.queries import user_path
from sync_core.contacts.contact import ContactId
from sync_core.work import MailboxId

WHOLE = {"select": FIELDS, "expand": EXPANDED}
"""Everything that is known here of a contact."""


def contact_path(mailbox: MailboxId, id_: ContactId) -> str:
    """Return the path of a contact, whichever folder it lies in."""
    return user_path(mailbox, "contacts", id_)


def folder_path(mailbox: MailboxId, folder_id: str, *steps: str) -> str:
    """Return the path of a contact folder by its own id, or of something in it."""
    return user_path(mailbox, "contactFolders", folder_id, *steps)
