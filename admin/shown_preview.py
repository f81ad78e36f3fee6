"""A preview as the page shows it: totals first, then row by row, and which rows wait for an answer."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flows.calendar.preview import Preview, PreviewRow
from sync_core import limits
from sync_core.calendar.reasons import EventReason
from sync_core.reconcile.brakes import HeldPlan
from sync_core.reconcile.decide import Move
from sync_core.reconcile.sides import Side

SYSTEMS = {Side.OUTLOOK: "Outlook", Side.CRM: "the CRM"}
VERBS = {
    Move.CREATE: "Create in",
    Move.UPDATE: "Change in",
    Move.DELETE: "Delete in",
    Move.CANCEL: "Cancel in",
}
_DESTRUCTIVE_FIRST = (Move.DELETE, Move.CANCEL, Move.UPDATE, Move.CREATE)
_FIELDS = {
    "subject": "Subject", "span": "Time", "places": "Place", "attendees": "Attendees",
    "answers": "Answers", "own_answer": "Own answer", "body": "Text", "privacy": "Privacy",
    "show_as": "Shown as", "cancelled": "Cancelled", "recurrence": "Repeats",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row, and how it stands to the plan that is held."""

    row: PreviewRow
    is_held: bool
    """It is in the held plan as it is now, and waits for an answer."""
    answer: str = ""
    """approved or rejected where a person has answered already."""

    @property
    def what(self) -> str:
        """The verb and the side."""
        return f"{VERBS[self.row.move]} {SYSTEMS[self.row.side]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPreview:
    """A preview with its numbers."""

    preview: Preview
    rows: tuple[ShownRow, ...]
    """What would be done, destruction first, then by time; at most limits.PREVIEW_ROWS_MAX."""
    withheld: tuple[ShownRow, ...]
    """What a gate keeps from being done, likewise."""
    to_do: Mapping[Side, Mapping[Move, int]]
    total: int
    changed_since: int
    """Actions of the held plan that would not be done as they were: the items changed since."""
    is_answered: bool

    @property
    def left_out(self) -> tuple[tuple[str, int], ...]:
        """Why items stay out, in words, the most frequent first."""
        told = sorted(self.preview.left_out.items(), key=lambda item: (-item[1], item[0]))
        return tuple((_reason(code), count) for code, count in told)

    @property
    def notices(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What is to be seen to in the CRM: a title, and the names."""
        told = self.preview.notices
        return (
            ("Attendees that the CRM does not know, to be added as people", told.unknown_people),
            ("Addresses that more than one person of the CRM has", told.ambiguous),
            ("Names that more than one room of the CRM carries", told.room_clashes),
            ("Rooms that the CRM lacks", told.unknown_rooms),
        )

    @property
    def can_choose(self) -> bool:
        """Whether single rows can be approved here: not where some are not even shown."""
        return self.total <= limits.PREVIEW_ROWS_MAX


def shown_preview(preview: Preview) -> ShownPreview:
    """Return a preview as the page shows it."""
    to_do = [row for row in preview.rows if row.withheld is None]
    counts: dict[Side, Counter[Move]] = {side: Counter() for side in Side}
    for row in to_do:
        counts[row.side][row.move] += 1
    now = {row.fingerprint for row in preview.rows}
    held = preview.held.fingerprints if preview.held else ()
    return ShownPreview(
        preview=preview,
        rows=_shown(to_do, preview.held),
        withheld=_shown([row for row in preview.rows if row.withheld], preview.held),
        to_do=counts,
        total=len(to_do),
        changed_since=sum(1 for fingerprint in held if fingerprint not in now),
        is_answered=preview.held is not None and preview.held.answered_at is not None,
    )


def field_name(name: str) -> str:
    """Return what a field is called on a page."""
    return _FIELDS.get(name, name.replace("_", " ").capitalize())


def _shown(rows: list[PreviewRow], held: HeldPlan | None) -> tuple[ShownRow, ...]:
    ordered = sorted(rows, key=_gravity)[: limits.PREVIEW_ROWS_MAX]
    fingerprints = frozenset(held.fingerprints) if held else frozenset()
    return tuple(ShownRow(r, r.fingerprint in fingerprints, _answer(r, held)) for r in ordered)


def _gravity(row: PreviewRow) -> tuple[int, str, str]:
    starts_at = row.starts_at.isoformat() if row.starts_at else ""
    return _DESTRUCTIVE_FIRST.index(row.move), starts_at, row.subject


def _answer(row: PreviewRow, held: HeldPlan | None) -> str:
    if held is None:
        return ""
    if row.fingerprint in held.answers.rejected:
        return "rejected"
    return "approved" if row.fingerprint in held.answers.approved else ""


def _reason(code: str) -> str:
    known = {reason.value: reason.text for reason in EventReason}
    return known.get(code, code.replace("_", " ").capitalize())
