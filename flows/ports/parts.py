"""All the ports together: what one process of the engine is made of."""

from dataclasses import dataclass

from flows.ports.crm import Crm
from flows.ports.memory import Memory, PolicyStore
from flows.ports.queue import WorkQueue
from flows.ports.scorer import Scorer
from flows.ports.surroundings import Surroundings
from flows.ports.tenant import Directory, MailSource, Subscriptions
from sync_core.digests import Digester


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The ports that flows are handed."""

    mail: MailSource
    directory: Directory
    subscriptions: Subscriptions
    crm: Crm
    memory: Memory
    policies: PolicyStore
    queue: WorkQueue
    scorer: Scorer
    surroundings: Surroundings
    digester: Digester
