"""Many rows in one statement: one JSON parameter, read as a table by either database."""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from sync_core.storable import storable


def with_rows(statement: str, columns: str, on_postgresql: bool) -> sa.TextClause:
    """Return a statement in which <rows> stands for the JSON parameter :rows as a table `r`.

    Args:
        columns: name and PostgreSQL type of each member of the rows, which are JSON arrays.
        on_postgresql: which database reads it.
    """
    members = []
    for place, column in enumerate(columns.split(",")):
        name, _, kind = column.strip().partition(" ")
        value = f"CAST(value ->> {place} AS {kind})"
        members.append(f"{value if on_postgresql else _member(place)} AS {name}")
    source = "jsonb_array_elements(CAST(:rows AS jsonb))" if on_postgresql else "json_each(:rows)"
    table = f"(SELECT {', '.join(members)} FROM {source}) AS r"  # noqa: S608 - names from this code
    return sa.text(statement.replace("<rows>", table))


def _member(place: int) -> str:
    return f"json_extract(value, '$[{place}]')"


def with_values(statement: str, postgresql_type: str, on_postgresql: bool) -> sa.TextClause:
    """Return a statement in which <values> stands for the JSON array :values as a table v(value)."""
    if on_postgresql:
        table = (
            f"(SELECT CAST(t AS {postgresql_type}) AS value"  # noqa: S608 - a type from this code
            " FROM json_array_elements_text(CAST(:values AS json)) AS t) AS v"
        )
    else:
        table = "json_each(:values) AS v"
    return sa.text(statement.replace("<values>", table))


def encoded(rows: Sequence[Any]) -> str:
    """Return rows as JSON that either database takes: without NUL characters and broken surrogates."""
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    if "\\u0000" not in text and text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(_storable(rows), ensure_ascii=False, separators=(",", ":"))
    if "\\u0000" in text:
        return json.dumps(_storable(rows), ensure_ascii=False, separators=(",", ":"))
    return text


def _storable(value: Any) -> Any:
    """Return a value with every text in it made fit to store."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {name: _storable(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(member) for member in value]
    return value
