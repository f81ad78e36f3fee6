"""Text as the server keeps it: line ends, white space at the end, and an online meeting's own part."""

from dataclasses import replace

from simulator.graph.calendar.appointment import Appointment
from simulator.graph.text import html_of_text

_CANCELLED = {"de-DE": "Abgesagt: "}


def normalised(says: Appointment) -> Appointment:
    """Return an event as a server that normalises text keeps it."""
    body = says.body.replace("\r\n", "\n").rstrip()
    ended = body + "\n" if body and not says.body_is_html else body
    return replace(says, subject=says.subject.strip()[:255], body=ended.replace("\n", "\r\n"))


def as_online(says: Appointment, join_url: str) -> Appointment:
    """Return an event as an online meeting: the way to join it stands in its body."""
    html = says.body if says.body_is_html else html_of_text(says.body)
    blob = (
        '<div class="me-email-text"><span>________________</span>'
        f'<div><a href="{join_url}">Join the meeting now</a></div></div>'
    )
    head, end, tail = html.rpartition("</body>")
    joined = f"{head}{blob}{end}{tail}" if end else html + blob
    return replace(says, is_online=True, join_url=join_url, body=joined, body_is_html=True)


def without_lost_link(says: Appointment) -> Appointment:
    """Return an event whose body no longer tells how to join as one that is no online meeting."""
    if not says.join_url or says.join_url in says.body:
        return says
    return replace(says, is_online=False, join_url="")


def cancelled_subject(subject: str, language: str) -> str:
    """Return the subject that an attendee's copy has once the meeting is cancelled."""
    return _CANCELLED.get(language, "Canceled: ") + subject
