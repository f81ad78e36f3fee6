"""The firm's people are in step: what rises is at the firm, and what the firm holds is in every list."""

from simulator.world.contacts.at_quiet.both_sides import BothSides
from simulator.world.contacts.at_quiet.settling import RISING, Settled
from simulator.world.contacts.at_quiet.shown_values import is_secret
from simulator.world.contacts.diary import Entry
from simulator.world.scheduler import Violation
from sync_core.contacts.contact import CrmContact, FirmPerson, Sharing


def firm_in_step(sides: BothSides, settled: Settled) -> None:
    """Check that what rises is at the firm, and what the firm holds in every list that holds the person."""
    contacts = sides.outside.crm.contacts
    for one in sides.staff:
        if one.mailbox not in sides.settings.enabled:
            continue
        for crm, entry in sides.listed(one.user):
            if entry.is_odd or entry.is_left:
                continue
            person = contacts.person(crm.person) if crm.person else None
            if person is not None and _is_kept_in_step(sides, crm, person):
                _same_at_firm(settled, entry, crm, person)


def _is_kept_in_step(sides: BothSides, crm: CrmContact, person: FirmPerson) -> bool:
    """Return whether an entry and its person of the firm write to each other."""
    rises = crm.sharing is Sharing.FIRM or sides.settings.promote in ("known", "all")
    if is_secret(crm) or not sides.settings.fan_out or not rises:
        return False
    # an address of somebody else is refused, and whatever is written with it
    taken = {a for a in crm.card.emails if len(sides.outside.crm.holders_of(a)) > 1}
    others = {a for a in crm.card.emails if a not in person.card.emails}
    return not (taken or others)


def _same_at_firm(settled: Settled, entry: Entry, crm: CrmContact, person: FirmPerson) -> None:
    for name in RISING:
        here, there = getattr(crm.card, name), getattr(person.card, name)
        is_kept = name in crm.kept_back or name in settled.apart.get(entry.number, ())
        if not is_kept and here != there and not entry.kept_back:
            told = f"contact {entry.number} differs from the firm: {here!r}, {there!r}"
            raise Violation(told)
