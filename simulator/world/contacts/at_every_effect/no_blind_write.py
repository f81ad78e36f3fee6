"""No write is taken on what was changed since it was read, and what is changed stays the same person."""

from simulator.world.contacts.at_every_effect.scene import Scene, is_sharing
from simulator.world.contacts.people import PLACES
from simulator.world.contacts.ports import Rewritten
from simulator.world.contacts.verdicts import require
from simulator.world.scheduler import Violation
from simulator.world.steps import Process, Step
from sync_core.contacts.contact import Card, CrmContact, Sharing


def no_blind_write(scene: Scene, process: Process, step: Step) -> None:
    """Check that no write was taken on what was changed since it had been read."""
    for port in (scene.outside.contacts, scene.outside.crm.contacts):
        if port.taken_blindly:
            told = f"{process.name} {step.label}: {port.taken_blindly}"
            raise Violation(f"{told}, and somebody had changed it meanwhile")
        changed, port.rewritten[:] = list(port.rewritten), []
        for one in changed:
            _still_the_same(scene, process, step, one)
            if one.entry is not None:
                _left_to_its_user(process, step, one, one.entry)


def _still_the_same(scene: Scene, process: Process, step: Step, one: Rewritten) -> None:
    """Check that nobody becomes somebody else without a person's word."""
    is_guarded = scene.settings.identity_guard and _is_other(one.before, one.after)
    if is_guarded and not scene.said.may_be(one):
        raise Violation(f"{process.name} {step.label}: {one.id} becomes somebody else")


def _left_to_its_user(process: Process, step: Step, one: Rewritten, before: CrmContact) -> None:
    """Check that the firm does not touch what is private, nor Outlook what it has no place for."""
    where = f"{process.name} {step.label}: entry {one.id}"
    if is_sharing(process):
        is_private = before.sharing is Sharing.PRIVATE or before.card.is_private
        require(not is_private, f"{where} is its user's alone, and the firm changes it")
    elif before.key is not None:
        lost = set(one.before.emails[PLACES:]) - set(one.after.emails)
        told = f"{where}: Outlook has no place for {sorted(lost)}, and takes it away"
        require(not lost, told)


def _is_other(before: Card, after: Card) -> bool:
    """Return whether one card is of another person than the other: no name and no address in common."""
    names = [{n.casefold() for n in (c.given_name, c.surname) if n} for c in (before, after)]
    emails = [set(c.emails) for c in (before, after)]
    if not (all(names) and all(emails)):
        return False
    shortened = {n[0] for n in names[0]} & {n[0] for n in names[1]}
    return not (names[0] & names[1] or emails[0] & emails[1] or shortened)
