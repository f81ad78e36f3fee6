"""Who would be mailed by a write in Outlook: Graph has no switch that keeps it from inviting.

Facts: graph §2.3. An organiser's meeting mails on every change of what its attendees see; a change of the
attendees alone mails those it adds or removes. An attendee's answer mails the organiser.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sync_core.calendar.attending import people_in
from sync_core.calendar.event import Content, Origin, OutlookEvent
from sync_core.calendar.fields import MAILS_ATTENDEES, EventField
from sync_core.calendar.past import is_past
from sync_core.calendar.rules import CalendarRules
from sync_core.domains import Insiders
from sync_core.mail import Address
from sync_core.reconcile.decide import Move


def mailed(
    before: OutlookEvent | None, content: Content | None, fields: frozenset[str], move: Move
) -> tuple[Address, ...]:
    """Return everybody whom a write in Outlook would mail, by address; rooms are no people.

    Args:
        before: the event as Outlook holds it; None for one to be made.
        content: what is to be written; None for a deletion.
        fields: of an update: the fields written. Write no equal ones: they would count.
        move: what is done.
    """
    if move is Move.CREATE:
        return _addresses(content)
    if before is None or before.is_draft:
        return ()
    if not before.is_organiser:
        answers = EventField.OWN_ANSWER in fields and before.organiser is not None
        return (before.organiser,) if answers and before.organiser else ()
    if move is Move.UPDATE:
        return _by_update(before, content, fields & MAILS_ATTENDEES)
    return () if before.content.is_cancelled else _addresses(before.content)


def outside(addresses: Iterable[Address], insiders: Insiders) -> int:
    """Return how many of these people are outside the firm."""
    return sum(not insiders.has(address) for address in set(addresses))


def may_invite(
    rules: CalendarRules, *, is_first_run: bool, origin: Origin, content: Content, now: datetime
) -> bool:
    """Return whether an event that is made in Outlook may invite its attendees.

    Never from a first run, from an import, or to what is past; else as the firm says.
    """
    if is_first_run or origin is Origin.IMPORT or is_past(content, now):
        return False
    return rules.policy.invite


def uninvited(content: Content) -> Content:
    """Return the event as it is made where nobody may be invited: without attendees."""
    return replace(content, attendees=())


def _by_update(
    before: OutlookEvent, content: Content | None, mailing: frozenset[str]
) -> tuple[Address, ...]:
    """Return whom an organiser's update mails."""
    if not mailing:
        return ()
    if EventField.ATTENDEES not in mailing:
        return _addresses(before.content)
    everybody = _addresses(before.content, content)
    if mailing > {EventField.ATTENDEES} or before.unusable_entries:
        return everybody
    was, will_be = _roles(before.content), _roles(content)
    return tuple(a for a in everybody if was.get(a) != will_be.get(a))


def _addresses(*contents: Content | None) -> tuple[Address, ...]:
    return tuple(sorted({a.address for c in contents if c is not None for a in people_in(c)}))


def _roles(content: Content | None) -> dict[Address, str]:
    return {} if content is None else {a.address: a.kind.value for a in people_in(content)}
