"""Whoever is written down in the CRM is in Outlook too, or has a reason to be missing there."""

from simulator.world.contacts.at_quiet.both_sides import BothSides, Twins
from simulator.world.contacts.at_quiet.shown_values import are_alike, is_private
from simulator.world.contacts.diary import Birth, Entry
from simulator.world.contacts.people import Colleague
from simulator.world.scheduler import Violation
from sync_core.contacts.contact import CrmContact
from sync_core.work import MailboxId


def nobody_missing_in_outlook(sides: BothSides, twins: list[Twins]) -> None:
    """Check that whoever is written down in the CRM is in Outlook too."""
    paired = {one.crm.id for one in twins if one.crm is not None}
    for one in sides.staff:
        if not _gets_all(sides, one):
            continue
        for crm, entry in sides.listed(one.user):
            if entry.is_left or entry.is_odd or entry.gone or entry.copies:
                continue
            if crm.id not in paired and not _may_stay(sides, entry, crm, one.mailbox):
                told = f"contact {entry.number} was made in the CRM, and is not in Outlook"
                raise Violation(told)


def _gets_all(sides: BothSides, one: Colleague) -> bool:
    """Return whether all of a user's list is to be in their mailbox."""
    settings = sides.settings
    is_open = one.mailbox in settings.enabled and one.mailbox not in settings.has_switched
    return is_open and settings.is_plain and settings.not_primary != one.mailbox


def _may_stay(sides: BothSides, entry: Entry, crm: CrmContact, mailbox: MailboxId) -> bool:
    """Return whether somebody in a list need not be in the folder that is kept in step."""
    if entry.birth is Birth.IMPORT and not sides.settings.imported:
        return True
    if _is_skipped(sides, entry, crm, mailbox):
        return True
    if "primary" in sides.settings.changed or _waits_beside_erased(sides, crm, mailbox):
        return True
    if _waits_beside_ignored(sides, crm, mailbox):
        return True
    contact = sides.watch.contact_of(crm.key)
    kept = {i for i, _ in sides.outlook.items(mailbox)}
    return contact is not None and contact not in kept  # it was moved to another folder


def _is_skipped(sides: BothSides, entry: Entry, crm: CrmContact, mailbox: MailboxId) -> bool:
    """Return whether nobody private is kept in step, and this one is, was, or may be somebody private."""
    if sides.settings.private != "skip":
        return False
    if any(e.was_private for e in (entry, *entry.mates)):
        return True
    items = (item for _, item in sides.outlook.items(mailbox))
    return any(is_private(item) and are_alike(item, crm) for item in items)


def _waits_beside_erased(sides: BothSides, crm: CrmContact, mailbox: MailboxId) -> bool:
    """Return whether the folder has somebody of the same address who was erased: that one stays alone."""
    items = (item for _, item in sides.outlook.items(mailbox))
    shown = ({e.address.lower() for e in item.says.emails} for item in items)
    return any(sides.firm.erased & own and own & set(crm.card.emails) for own in shown)


def _waits_beside_ignored(sides: BothSides, crm: CrmContact, mailbox: MailboxId) -> bool:
    """Return whether the folder has the same one, whom a person said to leave alone: beside it nobody is made."""
    items = sides.outlook.items(mailbox)
    return any(sides.watch.is_left_alone(i) and are_alike(item, crm) for i, item in items)
