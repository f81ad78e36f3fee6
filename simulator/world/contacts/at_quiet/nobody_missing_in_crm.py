"""Whoever is in Outlook is in the CRM too, and came there without any timer where nobody had to be asked."""

from simulator.world.contacts.at_quiet.both_sides import BothSides, Twins
from simulator.world.contacts.at_quiet.shown_values import are_alike
from simulator.world.contacts.diary import Entry
from simulator.world.contacts.verdicts import require
from simulator.world.outside import at_once
from sync_core.reconcile.pairs import PairState
from sync_core.work import Stream


def is_in_crm(sides: BothSides, one: Twins) -> None:
    """Check that a contact of Outlook has an entry, or a reason to have none."""
    if one.crm is None:
        require(not _must_enter(sides, one), f"{one.name} is not in the CRM")


def nobody_waits_for_a_sweep(sides: BothSides, entries: list[Entry]) -> None:
    """Check that these contacts came into the CRM without any timer; raises Violation."""
    for one in sides.twins():
        is_new = any(entry in entries for entry in one.entries)
        if is_new and one.crm is None and sides.is_judged(one) and _must_enter(sides, one):
            is_open = _is_prompt(sides, one)
            require(not is_open, f"{one.name} waits for a sweep")


def _must_enter(sides: BothSides, one: Twins) -> bool:
    """Return whether an Outlook contact has to be in its user's list."""
    known = {e.number: e for n in one.entries for e in (n, *n.mates)}.values()
    if sides.settings.private == "skip" and any(e.was_private for e in known):
        return False
    if sides.settings.private == "skip" and _is_private_in_list(sides, one):
        return False
    if sides.firm.erased & {e.address.lower() for e in one.item.says.emails}:
        return False
    return one.contact not in sides.diary.copied


def _is_private_in_list(sides: BothSides, one: Twins) -> bool:
    """Return whether its user's list has somebody private who stands alone, and may be this one."""
    owner = sides.owner_of(one.mailbox)
    alone = (e for e in sides.outside.crm.contacts.list_of(owner) if not e.key)
    return any(e.card.is_private and are_alike(one.item, e) for e in alone)


def _is_prompt(sides: BothSides, one: Twins) -> bool:
    """Return whether a contact is copied at once: no plan waits, and nobody has to be asked about it."""
    memory = sides.outside.memory
    record = at_once(memory.mailbox(one.mailbox))
    if record is None or record.contacts_held or record.contacts_started_at is None:
        return False
    pairs = at_once(memory.pairs(one.mailbox, Stream.CONTACTS))
    return not any(p.outlook == one.contact and p.state is PairState.ASKED for p in pairs)
