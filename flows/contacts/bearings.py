"""Where a mailbox's contacts stand: the rules that hold there, its folder, and where each side's listing goes on."""

from flows.running import Run
from sync_core.contacts.contact import DEFAULT_FOLDER, ContactFolderId
from sync_core.contacts.rules import ContactRules, rules_of
from sync_core.primaries import is_primary, names_another, own_entry

OUTLOOK_CURSOR = "contacts.outlook"
CRM_CURSOR = "contacts.crm"
FOLDER_CURSOR = "contacts.folder"
"""Under which the tag of the folder stands that Outlook's place is in: another folder is listed anew."""
GENERATION_CURSOR = "contacts.generation"
"""How often both sides were marked: one that shows less was restored from a backup (facts: features 206)."""


async def contact_rules(run: Run) -> ContactRules:
    """Return the rules that hold for contacts in this run's mailbox."""
    policy = run.rules.policy.contacts
    is_another = names_another(policy.mailboxes, run.record.id)
    records = await run.parts.memory.mailboxes() if is_another else ()
    return rules_of(
        policy,
        run.record.id,
        run.record.owner,
        is_primary=is_primary(policy.mailboxes, run.record, records),
    )


async def contact_folder(run: Run) -> ContactFolderId | None:
    """Return the folder that is kept in step; None where the policy names one that is not there."""
    entry = own_entry(run.rules.policy.contacts.mailboxes, run.record.id)
    wanted = entry.folder.strip().casefold() if entry else ""
    if not wanted:
        return DEFAULT_FOLDER
    folders = await run.parts.contacts.folders(run.record.id)
    return next((i for i, name in folders.items() if name.strip().casefold() == wanted), None)


def fingerprint_of(run: Run, rules: ContactRules, folder: ContactFolderId) -> str:
    """Return the digest of the rules a whole comparison ran under: other rules ask for another one."""
    told = rules.policy.model_dump_json(exclude={"brakes", "sharing"})
    return run.parts.digester.value(
        "rules", f"contacts {told} {folder} {rules.owner} {rules.is_primary}"
    )
