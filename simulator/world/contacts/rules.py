"""The firm's settings for contacts as its administrators set them, and what they say they mean by them."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulator.world.contacts.people import FIRM_DOMAIN
from sync_core.reconcile.sides import Side
from sync_core.work import MailboxId

OWN_FOLDER = "Clients"
_CAREFUL = 0.3
"""Share of the firms that hold plans earlier than others."""
_NARROW_BRAKES: tuple[tuple[str, Any], ...] = (
    ("changes", 2),
    ("changes", 4),
    ("deletes", 0),
    ("deletes", 1),
    ("share", 0.1),
    ("suspicious", 1),
    ("suspicious", 2),
)
_SELDOM: tuple[tuple[str, Any], ...] = (
    ("direction", "to_crm"),
    ("direction", "to_outlook"),
    ("imported", False),
    ("first_run", "union"),
    ("identity_guard", False),
    ("never_blank", frozenset({"job_title"})),
    ("never_blank", frozenset({"company", "mobile_phone"})),
    ("flows", {"company": "to_crm"}),
    ("flows", {"job_title": "to_outlook"}),
    ("flows", {"mobile_phone": "none"}),
    ("flows", {"company": "to_outlook", "mobile_phone": "to_crm"}),
    ("fan_out", False),
)


@dataclass(slots=True, kw_only=True)
class ContactSettings:
    """What the firm wants now."""

    mailboxes: list[MailboxId] = field(default_factory=list)
    off: set[MailboxId] = field(default_factory=set)
    """Mailboxes whose contacts are not kept in step."""
    folders: dict[MailboxId, str] = field(default_factory=dict)
    """Names of the folders that are kept in step instead of the default one."""
    not_primary: MailboxId | None = None
    winner: str = "microsoft365"
    direction: str = "two_way"
    flows: dict[str, str] = field(default_factory=dict)
    never_blank: frozenset[str] = frozenset()
    notes: bool = False
    private: str = "user_only"
    imported: bool = True
    first_run: str = "match_then_ask"
    identity_guard: bool = True
    in_outlook: str = "delete"
    in_crm: str = "delete"
    edit_survives: bool = True
    promote: str = "chosen"
    fan_out: bool = True
    sharing_winner: str = "firm"
    preview_first: bool = False
    changes: int = 100
    deletes: int = 10
    share: float = 0.5
    suspicious: int = 10
    prevented: dict[Side, set[str]] = field(
        default_factory=lambda: {side: set[str]() for side in Side}
    )
    changed: set[str] = field(default_factory=set)
    """Which of these were not the same all the time."""
    has_switched: set[MailboxId] = field(default_factory=set)
    """Mailboxes that were switched off or on."""

    @staticmethod
    def drawn(chance: Random) -> "ContactSettings":
        """Draw a firm: mostly as it comes, with one thing or another set otherwise."""
        made = ContactSettings(
            winner=chance.choice(("microsoft365", "microsoft365", "crm", "newest")),
            notes=chance.random() < 0.4,
            private=chance.choice(("user_only", "user_only", "skip")),
            in_outlook=chance.choice(("delete", "delete", "keep")),
            in_crm=chance.choice(("delete", "delete", "keep")),
            edit_survives=chance.random() < 0.8,
            promote=chance.choice(("chosen", "chosen", "known", "all")),
            sharing_winner=chance.choice(("firm", "user", "newest")),
            preview_first=chance.random() < 0.3,
        )
        if chance.random() < _CAREFUL:
            name, value = chance.choice(_NARROW_BRAKES)
            setattr(made, name, value)
        if chance.random() < 0.5:
            for name, value in chance.sample(_SELDOM, 2):
                setattr(made, name, value)
        if chance.random() < 0.15:
            made.prevented[chance.choice(tuple(Side))].add(
                chance.choice(("create", "update", "delete"))
            )
        return made

    @property
    def enabled(self) -> tuple[MailboxId, ...]:
        """The mailboxes whose contacts are kept in step."""
        return tuple(sorted(set(self.mailboxes) - self.off))

    @property
    def is_plain(self) -> bool:
        """Whether everything flows both ways, whoever it is about."""
        return self.direction == "two_way" and not any(self.prevented.values())

    def flow_of(self, name: str) -> str:
        """Return which way a field flows."""
        return self.flows.get(name, "both")

    def document(self) -> dict[str, Any]:
        """Return the settings as they are written down."""
        return {
            "mailboxes": {"listed": [{"mailbox": m} for m in sorted(self.mailboxes)]},
            "mail": {
                "internal_domains": [{"domain": FIRM_DOMAIN, "subdomains": True}],
                "history": {"months": 0},
            },
            "schedule": {"sweep_minutes": 24 * 60},
            "contacts": {
                "enabled": True,
                "winner": self.winner,
                "direction": self.direction,
                "fields": self._fields(),
                "notes": self.notes,
                "private": self.private,
                "imported": self.imported,
                "first_run": self.first_run,
                "identity_guard": self.identity_guard,
                "deletions": {
                    "in_outlook": self.in_outlook,
                    "in_crm": self.in_crm,
                    "edit_survives": self.edit_survives,
                },
                "prevent": {
                    side.value: dict.fromkeys(sorted(moves), True)
                    for side, moves in self.prevented.items()
                },
                "sharing": {
                    "promote": self.promote,
                    "fan_out": self.fan_out,
                    "winner": self.sharing_winner,
                },
                "brakes": {
                    "preview_first": self.preview_first,
                    "changes": self.changes,
                    "deletes": self.deletes,
                    "share": self.share,
                    "suspicious": self.suspicious,
                },
                "mailboxes": [self._of(mailbox) for mailbox in sorted(self.mailboxes)],
            },
        }

    def _fields(self) -> dict[str, Any]:
        names = sorted({*self.flows, *self.never_blank})
        return {n: {"flow": self.flow_of(n), "never_blank": n in self.never_blank} for n in names}

    def _of(self, mailbox: MailboxId) -> dict[str, Any]:
        told: dict[str, Any] = {"mailbox": mailbox, "enabled": mailbox not in self.off}
        if mailbox in self.folders:
            told["folder"] = self.folders[mailbox]
        if mailbox == self.not_primary:
            told["is_primary"] = False
        return told
