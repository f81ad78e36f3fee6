"""The plan: all that one run would do, as plain data. A person can read it before anything is written."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from sync_core.reconcile.decide import Lost, Move
from sync_core.reconcile.pairs import PairKey
from sync_core.reconcile.sides import Side

Fingerprint = NewType("Fingerprint", str)
"""Digest (hex) of one action and the values it would write: the same action on other values is another."""


class Why(StrEnum):
    """Why an action is in the plan; the sentence a person reads stands in `text`."""

    NEW = "new"
    CHANGED = "changed"
    DELETED = "deleted"
    EDIT_SURVIVES = "edit_survives"
    CONFLICT = "conflict"
    REDACTED = "redacted"
    MATCHED = "matched"

    @property
    def text(self) -> str:
        """The reason as one plain sentence."""
        return _TEXTS[self]


_TEXTS = {
    Why.NEW: "It is new on the other side.",
    Why.CHANGED: "It was changed on the other side.",
    Why.DELETED: "It was deleted on the other side.",
    Why.EDIT_SURVIVES: "It was deleted on one side and edited on the other; the edit survives.",
    Why.CONFLICT: "Both sides changed it; the policy says whose value stays.",
    Why.REDACTED: "It was marked private; what may no longer be shown is taken away.",
    Why.MATCHED: "The same item was found on both sides.",
}


class Withheld(StrEnum):
    """Why an action of the plan is not done. The base stays as it was, so it is done once it is allowed."""

    PREVENTED = "prevented"
    DIRECTION = "direction"
    NOT_DUE = "not_due"
    HELD = "held"
    ATTENDEE_COPY = "attendee_copy"
    RICH_BODY = "rich_body"
    PAST_WOULD_MAIL = "past_would_mail"
    PARTIAL_LIST = "partial_list"
    HIDDEN = "hidden"
    NO_INVITATIONS = "no_invitations"
    INEXPRESSIBLE = "inexpressible"
    REJECTED = "rejected"
    NEVER_BLANK = "never_blank"

    @property
    def text(self) -> str:
        """The reason as one plain sentence."""
        return _WITHHELD_TEXTS[self]


_WITHHELD_TEXTS = {
    Withheld.PREVENTED: "The policy prevents this operation on this side.",
    Withheld.DIRECTION: "The policy lets nothing flow in this direction.",
    Withheld.HELD: "It waits until a person approves it.",
    Withheld.NOT_DUE: "This direction runs by a schedule, or when somebody asks for it.",
    Withheld.ATTENDEE_COPY: "Only the organiser may change this; here is an attendee's copy.",
    Withheld.RICH_BODY: "The text in Outlook has formatting or a meeting link, which would be lost.",
    Withheld.PAST_WOULD_MAIL: "The event is past, and the change would mail its attendees.",
    Withheld.PARTIAL_LIST: "The CRM holds only a part of the attendees, which never flows back.",
    Withheld.HIDDEN: "The event is private: what is hidden of it never flows back.",
    Withheld.NO_INVITATIONS: "The policy lets no invitation leave.",
    Withheld.INEXPRESSIBLE: "Outlook has no way to express this.",
    Withheld.REJECTED: "A person rejected this action.",
    Withheld.NEVER_BLANK: "The policy never replaces a value of this field by nothing.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to write on one side."""

    key: PairKey
    side: Side
    """Where it is written."""
    move: Move
    why: Why
    fields: tuple[str, ...] = ()
    fingerprint: Fingerprint
    mails_outside: int = 0
    """How many people outside the firm would get an invitation, an update or a cancellation."""
    lost: tuple[Lost, ...] = ()
    withheld: Withheld | None = None
    """None: to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All actions of one run of one mailbox."""

    actions: tuple[Action, ...] = ()
    known: int = 0
    """How many pairs the mailbox has: shares are counted against it."""
    left_out: dict[str, int] = field(default_factory=dict)
    """Items that rules keep out, by reason code."""

    @property
    def to_do(self) -> tuple[Action, ...]:
        """The actions that are to be done."""
        return tuple(a for a in self.actions if a.withheld is None)

    @property
    def mails_outside(self) -> int:
        """How many messages to people outside the firm would leave."""
        return sum(a.mails_outside for a in self.to_do)
