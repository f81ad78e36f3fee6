"""The rows of pairs: one a pair, the digests of all fields joined in one text.

What is blank is no property, and what the CRM showed is one only where Outlook showed something else: a
pair in step takes a kilobyte. Storage bills by size, and a page of a thousand rows is read at once.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from adapters.storage.keys import unescaped
from adapters.storage.rows import utc_text
from adapters.storage.tables import Value, quoted
from sync_core.reconcile.pairs import FieldDigests, Intent, Pair, PairKey, PairState, Writing
from sync_core.reconcile.sides import Side

_TEXTS = ("reason", "outlook", "crm", "series", "asks")
_TIMES = ("original_start", "starts_at", "due_at")


def pair_values(pair: Pair) -> dict[str, Value]:
    """Return a pair's properties."""
    values: dict[str, Value] = {"state": pair.state.value}
    values.update({name: text for name in _TEXTS if (text := getattr(pair, name))})
    values.update({name: utc_text(at) for name in _TIMES if (at := getattr(pair, name))})
    if pair.outlook_base:
        values["base"] = _joined(pair.outlook_base)
    if pair.crm_base != pair.outlook_base:
        values["crm_base"] = _joined(pair.crm_base)
    if pair.intents:
        values["intents"] = _text([[i.side, i.writing, dict(i.digests)] for i in pair.intents])
    counts = {"attempts": pair.attempts, "crm_version": pair.crm_version}
    values.update({name: number for name, number in counts.items() if number})
    return values


def pair_of(key: str, values: Mapping[str, Value]) -> Pair:
    """Return the pair a row holds; a property of a later version is passed over.

    Args:
        key: what stands behind the stream in the row's key.
        values: the row's properties.
    """
    base = _parted(values.get("base"))
    crm_base = values.get("crm_base")
    return Pair(
        key=PairKey(unescaped(key)),
        state=PairState(str(values["state"])),
        reason=str(values.get("reason", "")),
        outlook=str(values.get("outlook", "")),
        crm=str(values.get("crm", "")),
        series=str(values.get("series", "")),
        original_start=_time(values.get("original_start")),
        starts_at=_time(values.get("starts_at")),
        outlook_base=base,
        crm_base=base if crm_base is None else _parted(crm_base),
        crm_version=int(values.get("crm_version", 0)),
        asks=str(values.get("asks", "")),
        intents=_intents(values.get("intents")),
        attempts=int(values.get("attempts", 0)),
        due_at=_time(values.get("due_at")),
    )


def filter_about(ids: Collection[str], keys: Collection[str]) -> str:
    """Return the OData filter of the pairs of these ids and row keys, and of all that are unfinished.

    A property that a row lacks compares as false: a pair with nothing begun has no intents.
    """
    told = [f"state eq '{PairState.FAILED.value}'", "intents gt ''"]
    told += [f"{name} eq '{quoted(i)}'" for i in ids for name in ("outlook", "crm", "series")]
    told += [f"RowKey eq '{quoted(key)}'" for key in keys]
    return " or ".join(told)


def _time(value: Value | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(str(value))


def _intents(value: Value | None) -> tuple[Intent, ...]:
    told: list[Any] = [] if value is None else json.loads(str(value))
    return tuple(
        Intent(side=Side(side), writing=Writing(writing), digests=digests)
        for side, writing, digests in told
    )


def _joined(digests: FieldDigests) -> str:
    return _text(dict(digests))


def _parted(value: Value | None) -> dict[str, str]:
    told: dict[str, str] = {} if value is None else json.loads(str(value))
    return told


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
