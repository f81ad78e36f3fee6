"""A pretend Microsoft 365 tenant with Microsoft Graph's rules and faults.

`Tenant` is the firm itself. It is asked over HTTP (`serve`, or `transport` within a process) or through
the flows' own ports (`TenantMailSource`, `TenantCalendar`, `TenantContacts`, `TenantDirectory`,
`TenantSubscriptions`).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from simulator.graph.calendar.appointment import Appointment, Invitee, Place
from simulator.graph.calendar.invitations import Author, InvitationLog, MailSort, MeetingMail
from simulator.graph.contacts.backup import FolderBackup
from simulator.graph.contacts.contact import Contact
from simulator.graph.direct.calendar import TenantCalendar
from simulator.graph.direct.contacts import TenantContacts
from simulator.graph.direct.directory import TenantDirectory
from simulator.graph.direct.mail import TenantMailSource
from simulator.graph.direct.subscriptions import TenantSubscriptions
from simulator.graph.mail import Mail, MailKind, Recipient, Sensitivity
from simulator.graph.rules import Consent, LostCursor, MailboxState, ServerRules
from simulator.graph.tenant import Tenant

if TYPE_CHECKING:
    from simulator.graph.http.server import Serving, serve
    from simulator.graph.http.transport import transport

_OVER_HTTP = {"Serving": "server", "serve": "server", "transport": "transport"}

__all__ = [
    "Appointment",
    "Author",
    "Consent",
    "Contact",
    "FolderBackup",
    "InvitationLog",
    "Invitee",
    "LostCursor",
    "Mail",
    "MailKind",
    "MailSort",
    "MailboxState",
    "MeetingMail",
    "Place",
    "Recipient",
    "Sensitivity",
    "ServerRules",
    "Serving",
    "Tenant",
    "TenantCalendar",
    "TenantContacts",
    "TenantDirectory",
    "TenantMailSource",
    "TenantSubscriptions",
    "serve",
    "transport",
]


def __getattr__(name: str) -> Any:
    """Load the HTTP face when it is first asked for: the simulated world does without aiohttp and httpx."""
    if name not in _OVER_HTTP:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.http.{_OVER_HTTP[name]}"), name)
