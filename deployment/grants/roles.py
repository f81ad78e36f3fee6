"""Which of Microsoft Graph's application permissions each stream needs, and what is missing or too much."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stream(StrEnum):
    """What the firm keeps in step."""

    MAIL = "mail"
    CALENDAR = "calendar"
    CONTACTS = "contacts"


class Reach(StrEnum):
    """To which mailboxes a stream's permission reaches."""

    TENANT = "tenant"
    """To all: the permission is granted in Entra ID."""
    SCOPE = "scope"
    """To those of a scope: Exchange grants it (scope_mailboxes.ps1), and Entra ID must not."""


FIRM_ROLES = ("User.Read.All",)
"""The directory with every address of a mailbox. Exchange cannot grant it."""
MAILBOX_ROLES = ("MailboxSettings.Read",)
"""Whether a person, a team or a room is behind a mailbox, and its time zone."""
STREAM_ROLES: Mapping[Stream, str] = {
    Stream.MAIL: "Mail.Read",
    Stream.CALENDAR: "Calendars.ReadWrite",
    Stream.CONTACTS: "Contacts.ReadWrite",
}
"""Reading suffices for mail; calendars and contacts are written back."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to change."""

    grant: tuple[str, ...]
    revoke: tuple[str, ...]
    """Permissions that defeat the scope, or that nothing needs."""
    kept: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to change."""
        return not self.grant and not self.revoke


def wanted(streams: Iterable[Stream], reach: Reach) -> frozenset[str]:
    """Return the permissions that Entra ID is to grant."""
    if reach is Reach.SCOPE:
        return frozenset(FIRM_ROLES)
    return frozenset(FIRM_ROLES + MAILBOX_ROLES) | {STREAM_ROLES[stream] for stream in streams}


def planned(wanted: Collection[str], granted: Collection[str]) -> Plan:
    """Return what turns what is granted into what is wanted."""
    return Plan(
        grant=tuple(sorted(set(wanted) - set(granted))),
        revoke=tuple(sorted(set(granted) - set(wanted))),
        kept=tuple(sorted(set(wanted) & set(granted))),
    )
