"""What an event made in Outlook is made with: whom it invites."""

from dataclasses import replace

from sync_core.calendar.event import Content
from sync_core.calendar.judged import Judge, Judged
from sync_core.calendar.mailing import may_invite, uninvited
from sync_core.calendar.projection import whole_list


def outgoing(judged: Judged, by: Judge) -> Content | None:
    """Return what an event made in Outlook holds: all its attendees, or none where nobody may be invited."""
    event = judged.twin.crm
    if judged.crm is None or event is None:
        return None
    content = judged.crm.content
    invites = may_invite(
        by.rules,
        is_first_run=by.is_first_run,
        origin=event.origin,
        content=content,
        now=by.now,
    )
    if not invites:
        return uninvited(content)
    return replace(content, attendees=whole_list(event, by.rules))
