"""What nobody else may touch or see: what a user wrote for himself stays, and who is private is private in the CRM."""

from simulator.world.contacts.at_quiet.both_sides import BothSides, Twins
from simulator.world.contacts.at_quiet.shown_values import is_private
from simulator.world.contacts.verdicts import require
from sync_core.contacts.contact import CrmContact, Sharing
from sync_core.contacts.notes import BEGIN


def own_text_stays(sides: BothSides, one: Twins) -> None:
    """Check that what a user wrote for himself, and what nobody maps, stands as it was written."""
    entry = next((e for e in one.entries if e.contact == one.contact), None)
    if entry is None or entry.is_odd or one.item.is_list or one.contact in sides.diary.copied:
        return
    is_same = entry.written_on == one.contact  # else it was made again, by the engine
    own = one.item.says.notes.partition(BEGIN)[0].strip()
    wanted = entry.own_notes.strip() if is_same else ""
    require(own == wanted, f"{one.name}: the user's own notes are {own!r}")
    for name, value in entry.unmapped.items() if is_same else ():
        held = getattr(one.item.says, name)
        require(held == value, f"{one.name}: {name}, which nobody maps, is {held!r}")


def private_stays_private(sides: BothSides, one: Twins, crm: CrmContact) -> None:
    """Check that who is private in Outlook is its user's alone in the CRM."""
    if not is_private(one.item) or not sides.is_judged(one):
        return
    is_hidden = crm.sharing is Sharing.PRIVATE
    require(is_hidden, f"{one.name} is private, and others see it in the CRM")
