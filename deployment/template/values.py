"""What Bicep's expressions become: JSON values, expressions of ARM's own language in them, and what is declared."""

from dataclasses import dataclass
from typing import Any

Value = Any
"""A JSON value with Code, Resource or Module in it anywhere."""
DEPLOYMENTS = "Microsoft.Resources/deployments"
DEPLOYMENTS_API = "2022-09-01"


class NotCompiled(ValueError):
    """A file uses something of Bicep that is not compiled here."""


@dataclass(frozen=True, slots=True)
class Code:
    """An expression of ARM's language, without its brackets."""

    text: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A declared resource, as others name it."""

    type: str
    api: str
    names: tuple[Value, ...]
    """Its parents' names and its own."""

    @property
    def id(self) -> Code:
        """The resource's id."""
        if len(self.names) != self.type.count("/"):
            raise NotCompiled(f"{self.type}: the id of a resource whose name holds its parent's")
        told = ", ".join(code(name) for name in self.names)
        return Code(f"resourceId('{self.type}', {told})")

    @property
    def name(self) -> Value:
        """The name as a template gives it: parents first."""
        if len(self.names) == 1:
            return self.names[0]
        return joined([x for name in self.names for x in ("/", name)][1:])


@dataclass(frozen=True, slots=True)
class Module:
    """A declared module, as others name it."""

    name: Value

    @property
    def id(self) -> Code:
        """The id of the deployment that a module becomes."""
        return Code(f"resourceId('{DEPLOYMENTS}', {code(self.name)})")


def joined(pieces: list[Value]) -> Value:
    """Return strings and expressions as one string."""
    if all(isinstance(piece, str) for piece in pieces):
        return "".join(pieces)
    pattern = ""
    told: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            pattern += piece.replace("{", "{{").replace("}", "}}")
        else:
            pattern += f"{{{len(told)}}}"
            told.append(code(piece))
    return Code(f"format({code(pattern)}, {', '.join(told)})")


def code(value: Value) -> str:
    """Return a value as an expression of ARM's language."""
    match value:
        case Code():
            return value.text
        case bool() | None:
            return {True: "true()", False: "false()", None: "null()"}[value]
        case int():
            return str(value)
        case str():
            return "'" + value.replace("'", "''") + "'"
        case list():
            return f"createArray({', '.join(map(code, value))})"
        case dict():
            return f"createObject({', '.join(f'{code(k)}, {code(v)}' for k, v in value.items())})"
        case _:
            raise NotCompiled(f"a {type(value).__name__} inside an expression")


def as_json(value: Value) -> Value:
    """Return a value as a template writes it."""
    match value:
        case Code():
            return f"[{value.text}]"
        case str():
            return f"[{value}" if value.startswith("[") else value
        case list():
            return [as_json(one) for one in value]
        case dict():
            return {as_json(name): as_json(one) for name, one in value.items()}
        case _:
            return value
