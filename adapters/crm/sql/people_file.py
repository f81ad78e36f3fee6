"""People out of a CSV file: every line is checked before anything is written."""

import csv
from collections.abc import Iterable, Iterator, Mapping

from flows.ports.desk import NewPerson
from sync_core.address_kinds import ALTERNATE, CONTACT_POINT, CUSTOM, EMAIL
from sync_core.addresses import NoAddress, normalise
from sync_core.mail import Address

_PLAIN = ("name", "kind", "client", "segment", "is_key")
_ADDRESSES = {"email": EMAIL, "alternate": ALTERNATE, "contact_points": CONTACT_POINT}
_KINDS = ("individual", "contact")
_TRUTHS = {"": False, "no": False, "false": False, "0": False, "yes": True, "true": True, "1": True}
_PROBLEMS_TOLD_MAX = 20


class BadPeopleFile(ValueError):
    """The file of people is not valid; nothing was written."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        """One a line of the file: line, field, and what was expected."""
        told = self.problems[:_PROBLEMS_TOLD_MAX]
        rest = len(self.problems) - len(told)
        more = (f"... and {rest} more",) if rest else ()
        super().__init__("\n".join((str(self.__doc__), *told, *more)))


class _Problem(Exception):
    """One cell is wrong."""

    def __init__(self, field: str, expected: str) -> None:
        super().__init__(field, expected)
        self.field = field
        self.expected = expected


def read_people(lines: Iterable[str]) -> tuple[NewPerson, ...]:
    """Return the people a CSV file holds.

    Columns: name (needed), kind, client, segment, is_key, email, alternate, contact_points (several,
    separated by semicolons) and any number of custom:NAME.

    Raises:
        BadPeopleFile: names each line and field, and what was expected there.
    """
    reader = csv.DictReader(lines, strict=True)
    people: list[NewPerson] = []
    problems: list[str] = []
    try:
        problems += _column_problems(reader.fieldnames)
        for row in () if problems else reader:
            try:
                people.append(_person(row))
            except _Problem as bad:
                problems.append(f"line {reader.line_num}: {bad.field}: expected {bad.expected}")
    except csv.Error as broken:
        line = reader.reader.line_num
        problems.append(f"line {line}: row: expected comma-separated values ({broken})")
    if problems:
        raise BadPeopleFile(problems)
    return tuple(people)


def _column_problems(names: Iterable[str] | None) -> Iterator[str]:
    """Yield what is wrong with the first line."""
    columns = list(names or ())
    if "name" not in columns:
        yield "line 1: columns: expected one called name"
    for column in columns:
        custom = column.startswith(CUSTOM) and column[len(CUSTOM) :].strip()
        if not custom and column not in (*_PLAIN, *_ADDRESSES):
            expected = ", ".join((*_PLAIN, *_ADDRESSES, "custom:NAME"))
            yield f"line 1: {column or 'columns'}: expected columns called {expected}"
        if columns.count(column) > 1:
            yield f"line 1: {column}: expected each column once"


def _person(row: Mapping[str | None, str | None]) -> NewPerson:
    """Return the person on one line."""
    if None in row or None in row.values():
        raise _Problem("row", "as many values as there are columns")
    cells = {str(column): (value or "").strip() for column, value in row.items()}
    if not cells["name"]:
        raise _Problem("name", "a name")
    kind = cells.get("kind") or _KINDS[0]
    if kind not in _KINDS:
        raise _Problem("kind", " or ".join(_KINDS))
    is_key = _TRUTHS.get(cells.get("is_key", "").lower())
    if is_key is None:
        raise _Problem("is_key", "yes or no")
    return NewPerson(
        name=cells["name"],
        kind=kind,
        client=cells.get("client", ""),
        segment=cells.get("segment", ""),
        is_key=is_key,
        addresses=tuple(_addresses(cells)),
    )


def _addresses(cells: Mapping[str, str]) -> Iterator[tuple[str, Address]]:
    """Yield the addresses on one line with their kinds."""
    for column, cell in cells.items():
        if column in _PLAIN:
            continue
        told = cell.split(";") if column == "contact_points" else (cell,)
        for text in (part.strip() for part in told):
            if not text:
                continue
            address = normalise(text)
            if isinstance(address, NoAddress):
                raise _Problem(column, "an address such as ana@x.test")
            yield _ADDRESSES.get(column, column), address
