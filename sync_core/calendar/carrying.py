"""Which mailbox brings a meeting into the CRM, of several that hold a copy of it: the others answer alone.

A copy has parts of its own (how it shows the time, how private it is), so that two that are both written to
the one record would change it in turns for ever. The organiser's own mailbox carries a meeting; where that is
not in step, whoever is told as its owner, else the first of its guests in step, whom every copy names alike.
"""

from sync_core.calendar.attending import people_in, user_of
from sync_core.calendar.event import OutlookEvent
from sync_core.calendar.fields import EventField
from sync_core.calendar.rules import CalendarRules, Known
from sync_core.calendar.twins import Twin
from sync_core.mail import CrmUserId


def is_guests(twin: Twin, rules: CalendarRules, known: Known) -> bool:
    """Return whether this mailbox is only a guest of the meeting: another one, also in step, brings it in.

    Nothing but the guest's own answer comes from such a copy, and its removal ends nobody's meeting.
    """
    event, record = twin.outlook, twin.crm
    if event is None:
        return record is not None and record.owner not in (None, rules.owner)
    if event.is_organiser:
        return False
    if event.organiser in known.in_step:
        return True
    if record is None:
        return _was_guests(twin)
    if record.owner is not None and record.owner in known.owners_in_step | {rules.owner}:
        return record.owner != rules.owner
    return _first_guest(event, rules, known) != rules.owner


def _was_guests(twin: Twin) -> bool:
    """Return whether nothing but an answer was ever agreed on: the record, now deleted, was another's."""
    agreed = twin.pair.outlook_base if twin.pair is not None else {}
    return bool(agreed) and set(agreed) <= {EventField.OWN_ANSWER.value}


def _first_guest(event: OutlookEvent, rules: CalendarRules, known: Known) -> CrmUserId | None:
    """Return the first by id of the guests whose calendars are in step; this mailbox's user where none is named."""
    in_step = known.owners_in_step | {rules.owner}
    users = (user_of(guest.address, known, rules) for guest in people_in(event.content))
    return min(
        (user for user in users if user is not None and user in in_step), default=rules.owner
    )
