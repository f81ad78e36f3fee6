"""No edit is lost: the last value that somebody gave stands, or lost to the named winner's."""

from simulator.world.contacts.at_quiet.both_sides import BothSides, Twins
from simulator.world.contacts.at_quiet.settling import RISING, Settled
from simulator.world.contacts.at_quiet.shown_values import crm_values, even, outlook_values
from simulator.world.contacts.diary import TRACKED, Edit, Entry
from simulator.world.scheduler import Violation
from sync_core.contacts.contact import CrmContact
from sync_core.mail import PersonId
from sync_core.reconcile.sides import Side


def no_edit_lost(sides: BothSides, settled: Settled, one: Twins, crm: CrmContact) -> None:
    """Check that the last value somebody gave stands, or lost to the named winner's."""
    here, there = outlook_values(one.item), crm_values(crm)
    if sides.settings.private == "skip" and any(e.was_private for e in one.entries):
        return
    for name in TRACKED:
        if here[name] != there[name] or sides.settings.flow_of(name) != "both":
            continue
        wanted = [even(name, value) for value in _may_stand(sides, settled, one, crm, name)]
        if wanted and here[name] not in wanted:
            raise Violation(f"{one.name}: {name} is {here[name]!r}; the last were {wanted!r}")


def _may_stand(
    sides: BothSides, settled: Settled, one: Twins, crm: CrmContact, name: str
) -> list[str]:
    """Return which values may stand in a field; empty: any."""
    own = sorted((e for n in one.entries for e in n.edits.get(name, [])), key=lambda e: e.number)
    before = [n.agreed[name] for n in one.entries if name in n.agreed]
    unedited = [n.agreed[name] for n in one.entries if name in n.agreed and not n.edits.get(name)]
    if crm.person is not None and sides.settings.fan_out and name in RISING:
        if not (own or before):
            return []  # it was never seen to be agreed
        cluster = _cluster(sides, one, crm.person)
        return [*unedited, *_told_by(cluster, name), *_of_firm(sides, settled, crm.person, name)]
    if not own:
        return before
    if name in sides.settings.never_blank or len(one.entries) > 1:
        return [*(e.value for e in own), *unedited]
    return _last_or_winner(sides, own)


def _told_by(cluster: list[Entry], name: str) -> list[str]:
    """Return what these gave a field since the last quiet, and what was agreed of it then."""
    given = [e.value for n in cluster for e in n.edits.get(name, [])]
    return [*given, *(n.agreed[name] for n in cluster if name in n.agreed)]


def _of_firm(sides: BothSides, settled: Settled, person: PersonId, name: str) -> list[str]:
    """Return what the firm itself gave a field, and what it held at the last quiet."""
    given = sides.firm.titles.get(person, []) if name == "job_title" else []
    held = settled.firm_held.get(person)
    return [*given, getattr(held, name)] if held is not None else given


def _last_or_winner(sides: BothSides, edits: list[Edit]) -> list[str]:
    last = {side: [e.value for e in edits if e.side is side][-1:] for side in Side}
    wanted = [edits[-1].value]
    if all(last.values()):
        winners = {
            "microsoft365": [Side.OUTLOOK],
            "crm": [Side.CRM],
            "newest": list(Side),
        }[sides.settings.winner]
        wanted += [value for side in winners for value in last[side]]
    return wanted


def _cluster(sides: BothSides, one: Twins, person: PersonId) -> list[Entry]:
    """Return everybody who may give a value to a contact: itself, and colleagues' by way of the firm."""
    found = {e.number: e for e in one.entries}
    stood = sides.watch.stood_for.get(person, ())
    found |= {number: sides.diary.entries[number] for number in sorted(stood)}
    for other in sides.outside.crm.contacts.standing_for(person):
        entry = sides.diary.of_crm(other.id, other.card.nickname)
        contact = sides.watch.contact_of(other.key)
        for known in (entry, sides.diary.of_contact(contact, "") if contact else None):
            if known is not None:
                found[known.number] = known
    mates = {mate.number: mate for known in found.values() for mate in known.mates}
    return list({**found, **mates}.values())
