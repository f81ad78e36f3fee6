"""Nobody comes back: who was deleted on one side, and not touched on the other, is gone from both."""

from simulator.world.contacts.at_quiet.both_sides import BothSides
from simulator.world.contacts.diary import Entry
from simulator.world.contacts.verdicts import require
from sync_core.contacts.contact import ContactId, CrmContact
from sync_core.reconcile.sides import Side


def nobody_back(sides: BothSides, entry: Entry) -> None:
    """Check that who was deleted on one side, and not touched on the other, is gone from both."""
    if not entry.gone or entry.copies or entry.mailbox in sides.settings.has_switched:
        return
    if entry.mates:
        return
    there, listed = _shown_in_outlook(sides, entry), _listed(sides, entry)
    if any(e.person is not None for e in listed):
        return  # a colleague's edit that came by way of the firm survives as any other does
    if Side.OUTLOOK in entry.gone and not entry.touched & {Side.CRM}:
        require(not there, f"contact {entry.number} is in Outlook again, and was deleted")
        if _follows(sides, entry, sides.settings.in_crm):
            require(not listed, f"contact {entry.number} was deleted, and is in the list")
    if Side.CRM in entry.gone and not entry.touched & {Side.OUTLOOK}:
        require(not listed, f"contact {entry.number} is in the list again, and was removed")
        if _follows(sides, entry, sides.settings.in_outlook):
            require(not there, f"contact {entry.number} was removed, and is in Outlook")


def _follows(sides: BothSides, entry: Entry, what: str) -> bool:
    """Return whether somebody who stood on both sides is deleted on this one after the other."""
    is_open = sides.settings.is_plain and entry.mailbox in sides.settings.enabled
    return is_open and what == "delete" and entry.crm is not None and entry.contact is not None


def _shown_in_outlook(sides: BothSides, entry: Entry) -> list[ContactId]:
    return [
        contact
        for contact, item in sides.outlook.items(entry.mailbox)
        if sides.diary.of_contact(contact, item.says.nickname) is entry
    ]


def _listed(sides: BothSides, entry: Entry) -> list[CrmContact]:
    return [crm for crm, known in sides.listed(sides.owner_of(entry.mailbox)) if known is entry]
