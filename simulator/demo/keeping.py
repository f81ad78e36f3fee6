"""What a demonstration keeps between starts in its folder: its key, arrived mail, calendars and contacts.

The pretend tenant lives in memory; a second start gives it the same mail in the same order, so that its
items have the same ids and the engine finds what it remembers. Its calendars and contacts, which people and
the engine change all the time, are kept whole.
"""

import json
import os
import secrets
import shutil
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_KEPT_DAYS = 5
"""An older demonstration is built anew: its history would no longer end today."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What holds over starts."""

    digest_key: str
    began_at: str
    """When the demonstration was first started (ISO 8601): its history ends here."""
    starts: int
    """How often it was started: each start's arriving mail is different."""
    is_complete: bool
    """Whether the back-fill ended once; a demonstration cut short before is built anew."""

    @property
    def began(self) -> datetime:
        """When the demonstration was first started."""
        return datetime.fromisoformat(self.began_at)


class Keeper:
    """The demonstration's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "demo.json"
        self._arrived = folder / "arrived.jsonl"
        self._calendars = folder / "calendars.json"
        self._contacts = folder / "contacts.json"

    def open(self, *, fresh: bool) -> Kept:
        """Return what the last start kept, one start later; begin anew where that is of no use."""
        kept = None if fresh else self._read()
        if kept is None or self._is_of_no_use(kept):
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            key = b64encode(secrets.token_bytes(32)).decode()
            kept = Kept(key, _now().replace(microsecond=0).isoformat(), 0, is_complete=False)
        kept = Kept(kept.digest_key, kept.began_at, kept.starts + 1, kept.is_complete)
        self.write(kept)
        return kept

    def write(self, kept: Kept) -> None:
        """Keep this from now on."""
        part = self._file.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
            json.dump(asdict(kept), opened)
        part.replace(self._file)

    def arrived(self) -> list[dict[str, Any]]:
        """Return the orders of all mail that arrived in earlier starts, as they were delivered."""
        if not self._arrived.exists():
            return []
        return [json.loads(line) for line in self._arrived.read_text().splitlines() if line]

    def add_arrived(self, orders: Sequence[Mapping[str, Any]], at: datetime) -> None:
        """Keep mail that arrived."""
        with self._arrived.open("a") as opened:
            for order in orders:
                opened.write(json.dumps({**order, "received": at.isoformat()}) + "\n")

    def calendars(self) -> bytes | None:
        """Return the tenant's calendars as they were last kept; None: not yet."""
        return self._calendars.read_bytes() if self._calendars.exists() else None

    def contacts(self) -> bytes | None:
        """Return the tenant's contacts as they were last kept; None: not yet."""
        return self._contacts.read_bytes() if self._contacts.exists() else None

    def keep_outlook(self, calendars: bytes, contacts: bytes) -> None:
        """Keep the tenant's calendars and contacts as they are."""
        for file, kept in ((self._calendars, calendars), (self._contacts, contacts)):
            part = file.with_suffix(".part")
            part.write_bytes(kept)
            part.replace(file)

    def _is_of_no_use(self, kept: Kept) -> bool:
        """Return whether a demonstration was cut short, or is too old to end today."""
        is_old = kept.began < _now() - timedelta(days=_KEPT_DAYS)
        is_whole = self._calendars.exists() and self._contacts.exists()
        return is_old or not kept.is_complete or not is_whole

    def _read(self) -> Kept | None:
        try:
            kept = Kept(**json.loads(self._file.read_text()))
            return kept if kept.began.tzinfo else None
        except (OSError, ValueError, TypeError):
            return None


def _now() -> datetime:
    return datetime.now(UTC)
