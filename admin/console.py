"""Everything the pages are made of: the ports they read and the few they act through."""

from dataclasses import dataclass

from flows.meter import Meter
from flows.ports.desk import Desk
from flows.ports.memory import Memory, PolicyStore
from flows.ports.queue import WorkQueue
from flows.ports.surroundings import Surroundings
from sync_core.digests import Digester
from sync_core.domains import Insiders
from sync_core.policy import Policy
from sync_core.rules import FirmRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """What pages and JSON API need of the engine."""

    memory: Memory
    policies: PolicyStore
    queue: WorkQueue
    desk: Desk
    surroundings: Surroundings
    digester: Digester
    meter: Meter

    async def insiders(self) -> Insiders:
        """Return who belongs to the firm, by the policy and directory of this moment."""
        version = await self.policies.current()
        policy = Policy.parse(dict(version.document))
        aliases = await self.memory.aliases()
        return FirmRules.of(policy, version.number, self.digester, aliases).insiders
