"""The firm's calendar settings as its administrators set them, and what they say they mean by them."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulator.world.calendar.people import FIRM_DOMAIN
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId


@dataclass(slots=True, kw_only=True)
class FirmSettings:
    """What the firm wants now."""

    enabled: set[MailboxId] = field(default_factory=set)
    winner: str = "microsoft365"
    direction: str = "two_way"
    private: str = "skip"
    in_outlook: str = "keep"
    in_crm: str = "cancel"
    edit_survives: bool = True
    internal: bool = False
    unmatched: bool = False
    only_related: bool = False
    free: bool = True
    declined: bool = False
    recurring: bool = True
    invite: bool = True
    known_only: bool = False
    attendees_max: int = 50
    category: str = ""
    future_only: bool = False
    preview_first: bool = False
    changes: int = 100
    deletes: int = 10
    share: float = 0.5
    fuse: int = 10
    future_days: int = 365
    to_crm: str = "automatic"
    to_outlook: str = "automatic"
    every_minutes: int = 15
    hours: tuple[str, str] = ("00:00", "00:00")
    not_primary: MailboxId | None = None
    """A mailbox that gets nothing of what its user makes in the CRM."""
    prevented: dict[Side, set[str]] = field(
        default_factory=lambda: {side: set[str]() for side in Side}
    )
    never_private: bool = True
    """Whether private events were to be skipped all the time."""
    private_changed: bool = False
    changed: int = 0
    """How often the settings were changed so far."""

    @staticmethod
    def drawn(chance: Random) -> "FirmSettings":
        """Draw a firm: mostly as it comes, with one thing or another set otherwise."""
        made = FirmSettings(
            winner=chance.choice(("microsoft365", "microsoft365", "crm", "newest")),
            private=chance.choice(("skip", "skip", "busy_only", "without_attendees", "full")),
            in_outlook=chance.choice(("keep", "delete", "cancel")),
            in_crm=chance.choice(("cancel", "cancel", "delete", "keep")),
            edit_survives=chance.random() < 0.8,
            internal=chance.random() < 0.4,
            unmatched=chance.random() < 0.6,
            preview_first=chance.random() < 0.3,
        )
        made.never_private = made.private == "skip"
        if chance.random() < _CAREFUL:
            for name, value in chance.choice(_NARROW_BRAKES).items():
                setattr(made, name, value)
        odd = chance.random()
        if odd < 0.5:
            return made
        for name, value in chance.sample(_SELDOM, 2):
            setattr(made, name, value)
        return made

    def _brakes(self) -> dict[str, Any]:
        return {
            "preview_first": self.preview_first,
            "changes": self.changes,
            "deletes": self.deletes,
            "share": self.share,
            "invitation_fuse": self.fuse,
        }

    def document(self) -> dict[str, Any]:
        """Return the settings as they are written down."""
        return {
            "mailboxes": {"listed": [{"mailbox": m} for m in sorted(self.enabled)]},
            "mail": _MAIL,
            "schedule": {"sweep_minutes": 24 * 60},
            "calendar": {
                "enabled": True,
                "winner": self.winner,
                "direction": self.direction,
                "private": self.private,
                "past_days": 30,
                "future_days": self.future_days,
                "internal": self.internal,
                "unmatched": self.unmatched,
                "only_related": self.only_related,
                "free": self.free,
                "declined": self.declined,
                "recurring": self.recurring,
                "invite": self.invite,
                "attendees": {"maximum": self.attendees_max, "known_only": self.known_only},
                "opt_in": {"category": self.category, "future_only": self.future_only},
                "deletions": {
                    "in_outlook": self.in_outlook,
                    "in_crm": self.in_crm,
                    "edit_survives": self.edit_survives,
                },
                "prevent": {
                    side.value: dict.fromkeys(sorted(moves), True)
                    for side, moves in self.prevented.items()
                },
                "brakes": self._brakes(),
                "schedule": {
                    "to_crm": self.to_crm,
                    "to_outlook": self.to_outlook,
                    "every_minutes": self.every_minutes,
                    "hours": {"begin": self.hours[0], "end": self.hours[1]},
                },
                "mailboxes": [
                    {"mailbox": m, "is_primary": False}
                    for m in (self.not_primary,)
                    if m is not None
                ],
            },
        }

    @property
    def is_prompt(self) -> bool:
        """Whether changes are followed at once on both sides, at any hour."""
        modes = {self.to_crm, self.to_outlook}
        return modes == {"automatic"} and self.hours[0] == self.hours[1]

    @property
    def is_plain(self) -> bool:
        """Whether everything flows both ways, whatever it is about."""
        flows = self.direction == "two_way" and not any(self.prevented.values())
        return flows and self.to_outlook != "manual" and self.invite and self.is_redacting

    @property
    def is_redacting(self) -> bool:
        """Whether the CRM follows with whatever turns private in Outlook."""
        flows = self.direction != "to_outlook" and not self.prevented[Side.CRM]
        takes = self.free and self.recurring and not self.known_only and self.attendees_max > 10
        return flows and self.to_crm != "manual" and takes and not self.category


_SELDOM: tuple[tuple[str, Any], ...] = (
    ("only_related", True),
    ("free", False),
    ("declined", True),
    ("recurring", False),
    ("invite", False),
    ("known_only", True),
    ("attendees_max", 1),
    ("category", "CRM"),
    ("future_only", True),
    ("to_crm", "manual"),
    ("to_outlook", "manual"),
    ("to_crm", "periodic"),
    ("to_outlook", "periodic"),
    ("every_minutes", 120),
    ("hours", ("08:00", "17:00")),
    ("hours", ("20:00", "06:00")),
    ("direction", "to_crm"),
    ("direction", "to_outlook"),
)
_MAIL = {
    "internal_domains": [{"domain": FIRM_DOMAIN, "subdomains": True}],
    "history": {"months": 0},
}
_CAREFUL = 0.25
"""Share of the firms that hold plans earlier than others."""
_NARROW_BRAKES: tuple[dict[str, Any], ...] = (
    {"changes": 2},
    {"changes": 4},
    {"deletes": 0},
    {"deletes": 1},
    {"share": 0.1},
    {"share": 0.1, "deletes": 40},
    {"fuse": 0},
    {"fuse": 1},
)
