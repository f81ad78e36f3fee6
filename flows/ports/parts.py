"""All the ports together: what one process of the engine is made of."""

from dataclasses import dataclass, field

from flows.ports.calendar import MailboxCalendar
from flows.ports.contacts import MailboxContacts
from flows.ports.crm import Crm
from flows.ports.crm_calendar import CrmCalendar
from flows.ports.crm_contacts import CrmContacts
from flows.ports.memory import Memory
from flows.ports.policy_store import PolicyStore
from flows.ports.queue import WorkQueue
from flows.ports.scorer import Scorer
from flows.ports.surroundings import Surroundings
from flows.ports.tenant import Directory, MailSource, Subscriptions
from flows.rulebook import Rulebook
from flows.wake_rate import WakeRate
from sync_core.digests import Digester


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The ports that flows are handed."""

    mail: MailSource
    directory: Directory
    subscriptions: Subscriptions
    calendar: MailboxCalendar
    contacts: MailboxContacts
    crm: Crm
    crm_calendar: CrmCalendar
    crm_contacts: CrmContacts
    memory: Memory
    policies: PolicyStore
    queue: WorkQueue
    scorer: Scorer
    """The local scorer, which keeps text inside the function."""
    surroundings: Surroundings
    digester: Digester
    remote_scorer: Scorer | None = None
    """Used where the policy says azure; without one, sentiments stay pending and say so."""
    rulebook: Rulebook = field(default_factory=Rulebook)
    wake_rate: WakeRate = field(default_factory=WakeRate)
