"""The firm's rules as one process holds them: read from the policy store, kept for a short while."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.ports.memory import Memory
from flows.ports.policy_store import PolicyStore
from sync_core import limits
from sync_core.digests import Digester
from sync_core.policy import Policy
from sync_core.rules import FirmRules


@dataclass(frozen=True, slots=True)
class _Kept:
    rules: FirmRules
    aliases: frozenset[bytes]
    policy_until: datetime
    aliases_until: datetime


class Rulebook:
    """Keeps the compiled rules until they may have changed, so that a run need not read them."""

    def __init__(self) -> None:
        self._kept: _Kept | None = None

    async def rules(
        self, policies: PolicyStore, memory: Memory, digester: Digester, now: datetime
    ) -> FirmRules:
        """Return the rules in force, at most limits.POLICY_CACHE_SECONDS old.

        Raises:
            BadPolicy: what the store holds is no policy (never written by us).
        """
        kept = self._kept
        if kept is not None and now < kept.policy_until:
            return kept.rules
        aliases, aliases_until = await self._aliases(memory, now)
        version = await policies.current()
        rules = _same_or_new(kept, version.number, aliases) or FirmRules.of(
            Policy.parse(dict(version.document)), version.number, digester, aliases
        )
        self._kept = _Kept(
            rules, aliases, now + timedelta(seconds=limits.POLICY_CACHE_SECONDS), aliases_until
        )
        return rules

    def forget(self) -> None:
        """Read everything anew next time: something was just changed in this process."""
        self._kept = None

    async def _aliases(self, memory: Memory, now: datetime) -> tuple[frozenset[bytes], datetime]:
        kept = self._kept
        if kept is not None and now < kept.aliases_until:
            return kept.aliases, kept.aliases_until
        fresh = await memory.aliases()
        return fresh, now + timedelta(seconds=limits.DIRECTORY_CACHE_SECONDS)


def _same_or_new(kept: _Kept | None, number: int, aliases: frozenset[bytes]) -> FirmRules | None:
    """Return the rules already made, where nothing they are made from has changed."""
    if kept is not None and kept.rules.version == number and kept.aliases is aliases:
        return kept.rules
    return None
