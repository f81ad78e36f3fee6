"""What differs between two policies, line by line, and the next version of one."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync_core.policy import Policy

_ABSENT = object()
_NAMED_BY = ("domain", "entry", "mailbox")
"""Fields that tell one entry of a list from another, so that an added entry is one line."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs. Absent values are None in text form "(nothing)"."""

    path: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.path}: {self.before} -> {self.after}"


def filled(policy: Policy) -> dict[str, Any]:
    """Return a policy as a document with every default written out."""
    document: dict[str, Any] = policy.model_dump(mode="json")
    return document


def difference(before: Policy, after: Policy) -> tuple[Change, ...]:
    """Return every field that differs, in the policy's own order."""
    return tuple(_differing("", filled(before), filled(after)))


def _differing(path: str, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _differing_fields(path, before, after)
    elif _is_named(before) and _is_named(after):
        yield from _differing_entries(path, before, after)
    else:
        yield Change(path, _shown(before), _shown(after))


def _differing_fields(
    path: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Change]:
    for name in [*before, *(n for n in after if n not in before)]:
        below = f"{path}.{name}" if path else name
        yield from _differing(below, before.get(name, _ABSENT), after.get(name, _ABSENT))


def _differing_entries(
    path: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[Change]:
    """Compare two lists whose entries have names; the order of such lists means nothing."""
    old = {_name(entry): entry for entry in before}
    new = {_name(entry): entry for entry in after}
    for name in [*old, *(n for n in new if n not in old)]:
        if name in old and name in new:
            yield from _differing_fields(f"{path}[{name}]", old[name], new[name])
        else:
            yield Change(
                f"{path}[{name}]", _shown(old.get(name, _ABSENT)), _shown(new.get(name, _ABSENT))
            )


def _is_named(value: Any) -> bool:
    """Return whether this is a list of entries that all have a name of their own."""
    if not isinstance(value, list) or not all(isinstance(e, Mapping) for e in value):
        return False
    return len({_name(e) for e in value}) == len(value)


def _name(entry: Mapping[str, Any]) -> str:
    """Return what tells an entry apart; a never-log entry is told apart by its mailbox too."""
    return " in ".join(str(entry[n]) for n in _NAMED_BY if entry.get(n))


def _shown(value: Any) -> str:
    if value is _ABSENT or value is None:
        return "(nothing)"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
