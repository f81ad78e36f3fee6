"""What a quiet found is taken as agreed: what stands on both sides, and two that became one as one."""

from dataclasses import dataclass, field

from simulator.world.contacts.at_quiet.both_sides import BothSides, Twins
from simulator.world.contacts.at_quiet.shown_values import (
    crm_values,
    is_secret,
    outlook_values,
    places,
)
from simulator.world.contacts.diary import TRACKED
from simulator.world.outside import at_once
from sync_core.contacts.contact import Card, CrmContact
from sync_core.mail import PersonId
from sync_core.reconcile.pairs import PairState
from sync_core.work import Stream

RISING = ("job_title", "company")
"""Fields of a list's entry that rise to the firm."""


@dataclass(slots=True)
class Settled:
    """What former quiets found, besides what the diary tells."""

    apart: dict[int, set[str]] = field(default_factory=dict)
    """By entry, the fields in which it differs from the firm by a person's word."""
    firm_held: dict[PersonId, Card] = field(default_factory=dict)
    """What the firm's people were like at the last quiet, whoever brought that."""


def settle(sides: BothSides, settled: Settled) -> None:
    """Take what both sides agree on as agreed, and two that became one as one."""
    _stay_parted(sides)
    _stay_apart(sides, settled)
    stand = set[int]()
    for one in sides.twins():
        if one.crm is not None and one.entries:
            _agree(sides, one, one.crm)
            stand.add(one.entries[0].number)
    _begin_anew(sides, stand)
    _stand_alone(sides)
    sides.watch.stood_for.clear()
    contacts = sides.outside.crm.contacts
    people = ((one, contacts.person(one)) for one in contacts.people_of_firm())
    settled.firm_held = {one: person.card for one, person in people if person is not None}


def _stay_parted(sides: BothSides) -> None:
    """Leave for good what a person parted by rejecting what was to be done."""
    for mailbox in sides.settings.mailboxes:
        for pair in at_once(sides.outside.memory.pairs(mailbox, Stream.CONTACTS)):
            if pair.state is PairState.UNLINKED:
                for entry in sides.watch.entries_of(pair):
                    entry.is_left |= entry.is_odd


def _stay_apart(sides: BothSides, settled: Settled) -> None:
    """Note in what an entry differs from the firm for good, since a person rejected what was to be written."""
    contacts = sides.outside.crm.contacts
    for one in sides.staff:
        for crm, entry in sides.listed(one.user):
            person = contacts.person(crm.person) if crm.person else None
            if person is None or not entry.is_odd:
                continue
            names = {n for n in RISING if getattr(crm.card, n) != getattr(person.card, n)}
            settled.apart.setdefault(entry.number, set()).update(names)


def _agree(sides: BothSides, one: Twins, crm: CrmContact) -> None:
    """Note that two are one from now on, and on what they agree."""
    entry = one.entries[0]
    sides.diary.join(one.contact, crm.id, entry)
    # where it is written down now
    entry.was_public |= not is_secret(crm)
    entry.gone.clear()
    here, there = outlook_values(one.item), crm_values(crm, places(one.item))
    # a person rejected it: both stay as they are
    entry.is_left |= any(e.is_odd for e in one.entries) and here != there
    entry.agreed = {n: here[n] for n in TRACKED if here[n] == there[n]}


def _begin_anew(sides: BothSides, stand: set[int]) -> None:
    """Forget what was done up to this quiet; these entries stand on both sides."""
    for entry in sides.diary.entries:
        for mate in entry.mates:
            if mate.number not in stand:  # else it was made again, and stands on both sides
                mate.gone |= entry.gone
    for entry in sides.diary.entries:
        entry.edits.clear()
        entry.is_odd = False
        entry.touched.clear()
        entry.mates.clear()


def _stand_alone(sides: BothSides) -> None:
    """Take what stands on one side alone as what was agreed so far: whoever it is found to be meets that.

    So does one that lies in another folder for now, once it is brought back.
    """
    twins = list(sides.twins())
    known = {e.number for one in twins if one.crm is not None for e in one.entries}
    shown = [(entry, outlook_values(item)) for item, entry in sides.in_any_folder()]
    shown += [(e, outlook_values(o.item)) for o in twins if o.crm is None for e in o.entries]
    for one in sides.staff:
        shown += [(entry, crm_values(crm)) for crm, entry in sides.listed(one.user)]
    for entry, values in shown:
        if entry.number not in known:
            entry.agreed = {name: values[name] for name in TRACKED}
