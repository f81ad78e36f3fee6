"""The policy's versions, held in memory."""

import json
from collections.abc import Iterator
from dataclasses import replace

from flows.ports.policy_store import PolicyVersion
from sync_core.failures import VersionConflict


class InMemoryPolicyStore:
    """A PolicyStore that lasts as long as the process."""

    def __init__(self) -> None:
        self._versions: list[tuple[PolicyVersion, str]] = []

    async def current(self) -> PolicyVersion:
        """Return the newest version; number 0 and an empty document before any was set."""
        newest = await self.versions(1)
        return newest[0] if newest else PolicyVersion(number=0, document={})

    async def append(self, version: PolicyVersion) -> None:
        """Add a version; raises VersionConflict unless its number is the newest plus one."""
        if version.number != len(self._versions) + 1:
            raise VersionConflict(f"policy version {version.number}")
        # Kept as text, so that nobody's later change of the document reaches the stored one.
        text = json.dumps(version.document)
        kept = replace(version, document={}, difference=tuple(version.difference))
        self._versions.append((kept, text))

    async def versions(self, limit: int) -> tuple[PolicyVersion, ...]:
        """Return versions, newest first."""
        newest = self._versions[::-1][:limit]
        return tuple(replace(kept, document=json.loads(text)) for kept, text in newest)

    def dump(self) -> Iterator[str]:
        """Yield everything held, as text."""
        for kept, text in self._versions:
            yield f"policy {kept!r} {text}"
