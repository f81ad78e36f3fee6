"""How records become properties: each field as JSON text, so that None, times and big numbers survive.

Tables drop a property that is None, round times and hold whole numbers of 31 bits only unless told
otherwise; text has none of these surprises.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

from adapters.storage.tables import Value
from sync_core import limits

T = TypeVar("T")


class Records(Generic[T]):
    """Encodes and decodes one kind of record; `key_field` is its row's key and no property."""

    def __init__(self, kind: type[T], key_field: str | None = None) -> None:
        self._adapter: TypeAdapter[T] = TypeAdapter(kind)
        self._names = frozenset(f.name for f in fields(kind)) - {key_field}  # type: ignore[arg-type] # T is always one of our dataclasses
        self._key_field = key_field

    def encode(self, record: T) -> dict[str, Value]:
        """Return all fields of a record."""
        return self.encode_fields(record, {name: getattr(record, name) for name in self._names})

    def encode_fields(self, blank: T, values: Mapping[str, Any]) -> dict[str, Value]:
        """Return some fields, checked against the record's types.

        Raises:
            TypeError: names a field that does not exist or is the key.
            ValueError: names a field with a value of the wrong type.
        """
        if unknown := sorted(set(values) - self._names):
            raise TypeError(f"unexpected field {', '.join(unknown)}")
        told: Any = replace(blank, **values)  # type: ignore[type-var] # see above
        checked = asdict(self._adapter.validate_python(asdict(told)))  # type: ignore[call-overload] # see above
        return {name: json.dumps(to_jsonable_python(checked[name])) for name in values}

    def decode(self, values: Mapping[str, Value], key: str | None = None) -> T:
        """Return the record; a property of a later version is passed over, a missing one is default."""
        known = {n: json.loads(str(v)) for n, v in values.items() if n in self._names}
        if self._key_field is not None:
            known[self._key_field] = key
        return self._adapter.validate_python(known)


def spread(name: str, text: str) -> dict[str, Value]:
    """Return a text of any length as properties name0, name1 ..."""
    size = limits.TEXT_CHARACTERS_PER_PROPERTY // 2  # a character may take two UTF-16 units
    cut = range(0, max(len(text), 1), size)
    return {f"{name}{number}": text[at : at + size] for number, at in enumerate(cut)}


def gathered(name: str, values: Mapping[str, Value]) -> str:
    """Return the text that was spread over properties."""
    parts: list[str] = []
    while (part := values.get(f"{name}{len(parts)}")) is not None:
        parts.append(str(part))
    return "".join(parts)


def as_lines(lines: Sequence[str]) -> str:
    """Return some lines as one JSON text."""
    return json.dumps(list(lines))
