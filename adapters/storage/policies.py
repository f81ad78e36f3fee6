"""The policy's versions: one row each, newest first, never changed."""

import json
from datetime import datetime

from adapters.storage.records import gathered, spread
from adapters.storage.tables import Refused, Row, Table, TableName, Tables, Value, Verb, Write
from flows.ports.policy_store import PolicyVersion
from sync_core import limits
from sync_core.failures import VersionConflict

_PARTITION = "policy"
_LAST_NUMBER = 10**9  # counted down from, so that the newest version comes first


class TablePolicyStore:
    """A PolicyStore in a table."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def current(self) -> PolicyVersion:
        """Return the newest version, number 0 before any was set. 1 transaction."""
        newest = await self.versions(1)
        return newest[0] if newest else PolicyVersion(number=0, document={})

    async def append(self, version: PolicyVersion) -> None:
        """Add a version. 2 transactions.

        Raises:
            VersionConflict: its number is not the newest plus one.
            ValueError: the document is larger than a row (1 MiB; about half a million characters).
        """
        newest = await self.current()
        if version.number != newest.number + 1:
            raise VersionConflict(f"policy version {version.number}")
        row = Write(Verb.CREATE, _PARTITION, _key(version.number), _values(version))
        if isinstance(await self._table.write(row), Refused):
            raise VersionConflict(f"policy version {version.number}")

    async def versions(self, limit: int) -> tuple[PolicyVersion, ...]:
        """Return versions, newest first. 1 transaction for each 1,000, more where they are large."""
        found: list[PolicyVersion] = []
        token: str | None = None
        while len(found) < limit:
            top = min(limit - len(found), limits.STORAGE_PAGE_ROWS)
            page = await self._table.page(_PARTITION, "0", "~", top, token)
            found.extend(_version(row) for row in page.rows)
            token = page.next
            if token is None:
                break
        return tuple(found)

    @property
    def _table(self) -> Table:
        return self._tables.table(TableName.POLICY)


def _key(number: int) -> str:
    return f"{_LAST_NUMBER - number:09d}"


def _values(version: PolicyVersion) -> dict[str, Value]:
    told = {
        "changed_by": version.changed_by,
        "changed_at": version.changed_at.isoformat() if version.changed_at else None,
        "difference": list(version.difference),
    }
    return {
        "number": version.number,
        **spread("document", json.dumps(version.document)),
        **spread("change", json.dumps(told)),
    }


def _version(row: Row) -> PolicyVersion:
    change = json.loads(gathered("change", row.values))
    changed_at = change["changed_at"]
    return PolicyVersion(
        number=int(row.values["number"]),
        document=json.loads(gathered("document", row.values)),
        changed_by=change["changed_by"],
        changed_at=datetime.fromisoformat(changed_at) if changed_at else None,
        difference=tuple(change["difference"]),
    )
