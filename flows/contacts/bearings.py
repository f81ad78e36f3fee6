"""Where a mailbox's contacts stand: the rules that hold there, its folder, and where each side's listing goes on."""

from flows.running import Run
from sync_core.contacts.contact import DEFAULT_FOLDER, ContactFolderId
from sync_core.contacts.policy import MailboxContacts
from sync_core.contacts.rules import ContactRules, rules_of
from sync_core.mailboxes import MailboxKind, MailboxRecord
from sync_core.work import MailboxId

OUTLOOK_CURSOR = "contacts.outlook"
CRM_CURSOR = "contacts.crm"
FOLDER_CURSOR = "contacts.folder"
"""Under which the tag of the folder stands that Outlook's place is in: another folder is listed anew."""
GENERATION_CURSOR = "contacts.generation"
"""How often both sides were marked: one that shows less was restored from a backup (facts: features 206)."""


def own_choice(run: Run, mailbox: MailboxId) -> MailboxContacts | None:
    """Return what the policy says of one mailbox's contacts."""
    entries = run.rules.policy.contacts.mailboxes
    return next((e for e in entries if e.mailbox.casefold() == mailbox.casefold()), None)


async def contact_rules(run: Run) -> ContactRules:
    """Return the rules that hold for contacts in this run's mailbox."""
    records = await run.parts.memory.mailboxes() if _names_another(run) else ()
    return rules_of(
        run.rules.policy.contacts,
        run.record.id,
        run.record.owner,
        is_primary=is_primary(run, run.record, records),
    )


async def contact_folder(run: Run) -> ContactFolderId | None:
    """Return the folder that is kept in step; None where the policy names one that is not there."""
    choice = own_choice(run, run.record.id)
    wanted = choice.folder.strip().casefold() if choice else ""
    if not wanted:
        return DEFAULT_FOLDER
    folders = await run.parts.contacts.folders(run.record.id)
    return next((i for i, name in folders.items() if name.strip().casefold() == wanted), None)


def is_primary(run: Run, record: MailboxRecord, records: tuple[MailboxRecord, ...]) -> bool:
    """Return whether its user's list goes to this mailbox.

    The policy decides; where it is silent, the user's own mailbox, not a shared one.
    """
    if record.owner is None:
        return False
    choice = own_choice(run, record.id)
    if choice is not None and choice.is_primary is not None:
        return choice.is_primary
    others = [r for r in records if r.owner == record.owner and r.id != record.id]
    named = any((c := own_choice(run, r.id)) is not None and c.is_primary for r in others)
    return record.kind is MailboxKind.USER and not named


def _names_another(run: Run) -> bool:
    """Return whether the policy names another mailbox as somebody's primary one: perhaps this user's."""
    own = run.record.id.casefold()
    entries = run.rules.policy.contacts.mailboxes
    return any(e.is_primary and e.mailbox.casefold() != own for e in entries)


def fingerprint_of(run: Run, rules: ContactRules, folder: ContactFolderId) -> str:
    """Return the digest of the rules a whole comparison ran under: other rules ask for another one."""
    told = rules.policy.model_dump_json(exclude={"brakes", "sharing"})
    return run.parts.digester.value(
        "rules", f"contacts {told} {folder} {rules.owner} {rules.is_primary}"
    )
