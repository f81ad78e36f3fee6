"""A pretend Microsoft 365 tenant with Microsoft Graph's rules and faults.

`Tenant` is the firm itself. It is asked over HTTP (`serve`, or `transport` within a process) or through
the flows' own ports (`TenantMailSource`, `TenantDirectory`, `TenantSubscriptions`).
"""

from simulator.graph.direct.directory import TenantDirectory
from simulator.graph.direct.mail import TenantMailSource
from simulator.graph.direct.subscriptions import TenantSubscriptions
from simulator.graph.http.server import Serving, serve
from simulator.graph.http.transport import transport
from simulator.graph.mail import Mail, MailKind, Recipient, Sensitivity
from simulator.graph.rules import Consent, LostCursor, MailboxState, ServerRules
from simulator.graph.tenant import Tenant

__all__ = [
    "Consent",
    "LostCursor",
    "Mail",
    "MailKind",
    "MailboxState",
    "Recipient",
    "Sensitivity",
    "ServerRules",
    "Serving",
    "Tenant",
    "TenantDirectory",
    "TenantMailSource",
    "TenantSubscriptions",
    "serve",
    "transport",
]
