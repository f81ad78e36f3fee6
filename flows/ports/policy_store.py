"""Where the firm's policy is kept: every version of it, and who changed what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersion:
    """One version of the firm's policy."""

    number: int
    """1 for the first; 0 for the defaults before any was set."""
    document: Mapping[str, Any]
    changed_by: str = ""
    changed_at: datetime | None = None
    difference: Sequence[str] = ()
    """One line a changed field: path, before, after."""


class PolicyStore(Protocol):
    """Where the policy and every change of it are kept."""

    async def current(self) -> PolicyVersion:
        """Return the newest version."""
        ...

    async def append(self, version: PolicyVersion) -> None:
        """Add a version; raises VersionConflict unless its number is the newest plus one."""
        ...

    async def versions(self, limit: int) -> tuple[PolicyVersion, ...]:
        """Return versions, newest first."""
        ...
