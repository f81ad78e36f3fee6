"""Pausing the contacts of one mailbox, and letting them go on: a change of the policy like any other.

Nothing that was synced is undone by it, on either side (a paused mailbox is compared whole when it goes on).
"""

from admin.console import Console
from admin.policy_change import change
from admin.refusals import Refused
from sync_core.contacts.policy import ContactsPolicy, MailboxContacts
from sync_core.mailboxes import MailboxRecord
from sync_core.policy import Policy
from sync_core.policy_changes import filled


async def switch_contacts(
    console: Console, record: MailboxRecord, who: str, *, is_on: bool
) -> None:
    """Let the policy choose, or not choose, the contacts of one mailbox, and have it acted on.

    Raises:
        Refused: the firm keeps no contacts in step, or somebody changed the policy meanwhile.
    """
    current = await console.policies.current()
    policy = Policy.parse(dict(current.document))
    if not policy.contacts.enabled:
        told = "The policy keeps no contacts in step at all (contacts.enabled)."
        raise Refused(409, "contacts_off", told)
    contacts = _switched(policy.contacts, record, is_on=is_on)
    document = filled(policy.model_copy(update={"contacts": contacts}))
    await change(console, document, current.number, who)


def _switched(contacts: ContactsPolicy, record: MailboxRecord, *, is_on: bool) -> ContactsPolicy:
    """Return the policy with one mailbox switched; what else it says of it stays."""
    named = [c for c in contacts.mailboxes if c.mailbox.casefold() == record.id]
    others = tuple(c for c in contacts.mailboxes if c.mailbox.casefold() != record.id)
    own = named[0] if named else MailboxContacts(mailbox=record.id)
    own = own.model_copy(update={"enabled": is_on})
    return contacts.model_copy(update={"mailboxes": (*others, own)})
