"""Presets: for each of five known products a policy that reproduces what it states of its calendar and contacts.

Numbers are those of the facts (features §1): which stated behaviour a setting realises. What a product does
not state stays as the policy's own default, so a preset never loosens a brake in silence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Setting:
    """One field of the policy, and the stated behaviours that it realises."""

    path: str
    """For example calendar.deletions.in_crm."""
    value: Any
    realises: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Preset:
    """The policy document of one product."""

    text: str
    """What it stands for, in one sentence an administrator reads."""
    settings: tuple[Setting, ...]

    @property
    def document(self) -> dict[str, Any]:
        """Return the document, for Policy.parse; it names nothing of the firm (domains, mailboxes)."""
        document: dict[str, Any] = {}
        for setting in self.settings:
            *sections, name = setting.path.split(".")
            section = document
            for inner in sections:
                section = section.setdefault(inner, {})
            section[name] = setting.value
        return document

    def realises(self, *sections: str) -> frozenset[int]:
        """Return the numbers of the behaviours that its settings in these sections realise."""
        those = (s for s in self.settings if s.path.partition(".")[0] in sections)
        return frozenset(number for setting in those for number in setting.realises)


def _calendar(text: str, settings: Iterable[tuple[str, Any, tuple[int, ...]]]) -> Preset:
    told = (Setting(f"calendar.{path}", value, numbers) for path, value, numbers in settings)
    return Preset(text, (Setting("calendar.enabled", True, ()), *told))


def _with_contacts(
    calendar: Preset, text: str, settings: Iterable[tuple[str, Any, tuple[int, ...]]]
) -> Preset:
    told = (Setting(f"contacts.{path}", value, numbers) for path, value, numbers in settings)
    return Preset(f"{calendar.text} {text}", (*calendar.settings, *told))


_PRACTIFI_CALENDAR = _calendar(
    "Both ways, Microsoft 365 wins; client meetings only, private ones without attendees.",
    (
        ("direction", "two_way", (1, 22)),
        ("winner", "microsoft365", (23,)),
        ("internal", False, (17, 18)),
        ("unmatched", False, (24,)),
        ("private", "without_attendees", (21, 35)),
        ("attendees", {"maximum": 50, "known_only": False}, (33, 34)),
        ("rooms", True, (26, 27, 28)),
        ("deletions", {"in_outlook": "delete", "in_crm": "keep"}, (19, 20)),
        ("invite", True, (14, 15)),
        ("schedule", {"to_outlook": "automatic", "to_crm": "periodic"}, (181,)),
    ),
)

_LINKPOINT = _calendar(
    "Both ways, the newest wins; everything but private items, a month back and a year ahead.",
    (
        ("direction", "two_way", (43,)),
        ("winner", "newest", (73,)),
        ("internal", True, (47,)),
        ("unmatched", True, (47,)),
        ("only_related", False, (58,)),
        ("free", True, (47,)),
        ("declined", True, (47,)),
        ("recurring", True, (47,)),
        ("private", "skip", (48, 56)),
        ("past_days", 30, (49, 50, 52)),
        ("future_days", 365, (49, 51, 52)),
        ("brakes", {"preview_first": True}, (53,)),
        ("protect_rich", True, (74, 75)),
        ("schedule", {"to_outlook": "periodic", "to_crm": "periodic"}, (42, 66)),
    ),
)

_INTERACTION_CONTACTS = (
    ("enabled", True, (122, 124, 141)),
    ("choose", "listed", (146, 201)),
    ("direction", "two_way", (123, 128)),
    ("first_run", "union", (127, 129)),
    ("private", "user_only", (150, 151)),
    ("identity_guard", True, (157, 158)),
    ("notes", False, (148,)),
    ("sharing", {"promote": "chosen", "fan_out": True}, (125, 143, 144, 145, 159)),
    ("brakes", {"suspicious": 10}, (204,)),
)
_INTERACTION = _with_contacts(
    _calendar(
        "From Outlook to the CRM: single, coming events that their owner chose by the category CRM.",
        (
            ("only_with_contacts", True, (153,)),
            ("direction", "to_crm", (123, 136)),
            (
                "opt_in",
                {"category": "CRM", "future_only": True, "not_recurring": True},
                (130, 131, 132),
            ),
            ("recurring", False, (132,)),
            ("internal", True, (130,)),
            ("unmatched", True, (130,)),
            ("private", "full", (156,)),
            ("attendees", {"known_only": True}, (133, 134)),
            ("deletions", {"in_crm": "cancel", "in_outlook": "keep"}, (136, 139)),
            ("schedule", {"to_crm": "periodic", "to_outlook": "manual"}, (140, 160)),
        ),
    ),
    "Contacts both ways, each with the user's own list; users choose what rises to the firm.",
    _INTERACTION_CONTACTS,
)

_PRACTICEMASTER = _calendar(
    "Both ways and at once; an unusually large run waits for a person.",
    (
        ("direction", "two_way", (161, 162)),
        ("internal", True, (161,)),
        ("unmatched", True, (161,)),
        ("schedule", {"to_outlook": "automatic", "to_crm": "automatic"}, (163, 164)),
        ("brakes", {"changes": 100}, (167, 169, 170)),
    ),
)

_PRACTIFI_EMAIL = Preset(
    "E-mail alone: six months back, sentiment and risk phrases; calendars are left alone.",
    (
        Setting("calendar.enabled", False, ()),
        Setting("mail.history.months", 6, (98,)),
        Setting(
            "mail.matching",
            {"email": True, "alternate": True, "contact_points": True},
            (91, 92, 93),
        ),
        Setting("mail.sentiment.engine", "azure", (115, 116)),
        Setting("mail.risk.lexicon", "ey_fbi_top10", (113,)),
    ),
)

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "practifi_calendar": _PRACTIFI_CALENDAR,
        "practifi_email": _PRACTIFI_EMAIL,
        "linkpoint": _LINKPOINT,
        "interaction": _INTERACTION,
        "practicemaster": _PRACTICEMASTER,
    }
)
"""Name -> preset."""
