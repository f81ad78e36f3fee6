"""The preview of a calendar as the page shows it, around its plan: why events stay out, and what to see to."""

from flows.calendar.preview import Preview, PreviewRow
from sync_core.calendar.notices import Notices
from sync_core.calendar.reasons import EventReason
from sync_core.reconcile.sides import Side

SYSTEMS = {Side.OUTLOOK: "Outlook", Side.CRM: "the CRM"}
FIELD_NAMES = {
    "subject": "Subject", "span": "Time", "places": "Place", "attendees": "Attendees",
    "answers": "Answers", "own_answer": "Own answer", "body": "Text", "privacy": "Privacy",
    "show_as": "Shown as", "cancelled": "Cancelled", "recurrence": "Repeats",
}  # fmt: skip
"""What fields of an event are called on a page."""


def by_start(row: PreviewRow) -> tuple[str, str]:
    """Order rows by time, then by subject."""
    return row.starts_at.isoformat() if row.starts_at else "", row.subject


def left_out_of(preview: Preview) -> tuple[tuple[str, int], ...]:
    """Return why events stay out, in words, the most frequent first."""
    told = sorted(preview.left_out.items(), key=lambda item: (-item[1], item[0]))
    return tuple((_reason(code), count) for code, count in told)


def titled(told: Notices) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what is to be seen to in the CRM: a title, and the names."""
    return (
        ("Attendees that the CRM does not know, to be added as people", told.unknown_people),
        ("Addresses that more than one person of the CRM has", told.ambiguous),
        ("Names that more than one room of the CRM carries", told.room_clashes),
        ("Rooms that the CRM lacks", told.unknown_rooms),
    )


def _reason(code: str) -> str:
    known = {reason.value: reason.text for reason in EventReason}
    return known.get(code, code.replace("_", " ").capitalize())
