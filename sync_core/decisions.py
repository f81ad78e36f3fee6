"""What happens to one item, and why: a verdict and a reason code for every item, kept or left out."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Every item ends as one of these; a day's numbers add up over them."""

    CAPTURED = "captured"
    LEFT_OUT = "left_out"
    FAILED = "failed"


class Reason(StrEnum):
    """Why. The sentence a person reads stands in `text`."""

    MATCHED = "matched"
    UNMATCHED = "unmatched"
    INTERNAL = "internal"
    INTERNAL_UNREADABLE_ENTRY = "internal_unreadable_entry"
    DRAFT = "draft"
    FOLDER = "folder"
    MEETING = "meeting"
    NEVER_LOG = "never_log"
    PRIVATE = "private"
    NO_ADDRESS = "no_address"
    GONE = "gone"
    UNREADABLE = "unreadable"
    REFUSED_BY_CRM = "refused_by_crm"

    @property
    def text(self) -> str:
        """The reason as one plain sentence."""
        return _TEXTS[self]

    @property
    def verdict(self) -> Verdict:
        """Which of the three ends this reason belongs to."""
        if self in (Reason.MATCHED, Reason.UNMATCHED):
            return Verdict.CAPTURED
        return Verdict.FAILED if self in _FAILURES else Verdict.LEFT_OUT

    @property
    def is_provisional(self) -> bool:
        """Whether the item itself may change so that it is decided anew (a draft is sent, mail is moved)."""
        return self in (Reason.DRAFT, Reason.FOLDER) or self in _FAILURES


_FAILURES = (Reason.UNREADABLE, Reason.REFUSED_BY_CRM)
_TEXTS = {
    Reason.MATCHED: "Captured on the timeline of the people it matches.",
    Reason.UNMATCHED: "Captured; no person in the CRM has one of its addresses yet.",
    Reason.INTERNAL: "Left out: everybody in it belongs to the firm.",
    Reason.INTERNAL_UNREADABLE_ENTRY: "Left out: everybody in it belongs to the firm; one entry is no address.",
    Reason.DRAFT: "Left out: a draft; it is captured when it is sent.",
    Reason.FOLDER: "Left out: it lies in a folder that the policy leaves out; moved elsewhere, it is captured.",
    Reason.MEETING: "Left out: a meeting request or answer, which belongs to the calendar.",
    Reason.NEVER_LOG: "Left out: an address in it is on the never-log list.",
    Reason.PRIVATE: "Left out: its sender marked it private.",
    Reason.NO_ADDRESS: "Left out: it holds no address at all.",
    Reason.GONE: "Left out: it was deleted before it could be read.",
    Reason.UNREADABLE: "Failed: Microsoft 365 returned it in a form that cannot be read; it is tried again.",
    Reason.REFUSED_BY_CRM: "Failed: the CRM refuses it; it is tried again.",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to one item."""

    reason: Reason

    @property
    def verdict(self) -> Verdict:
        """Captured, left out or failed."""
        return self.reason.verdict
