"""One Bicep expression as the value it stands for: a constant, or an expression of ARM's own language."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tree_sitter import Node

from deployment.template.syntax import pairs, parts, text
from deployment.template.values import (
    DEPLOYMENTS_API,
    Code,
    Module,
    NotCompiled,
    Resource,
    Value,
    code,
    joined,
)

_OPERATORS = {"==": "equals", "&&": "and", "||": "or", "??": "coalesce", "+": "add", ">": "greater"}
_ESCAPES = {"\\'": "'", "\\\\": "\\", "\\n": "\n", "\\$": "$", "\\t": "\t", "\\r": "\r"}


@dataclass(slots=True)
class Names:
    """What a file's names stand for, and which of them were used."""

    folder: Path
    parameters: set[str] = field(default_factory=set)
    variables: dict[str, Value] = field(default_factory=dict)
    symbols: dict[str, Resource | Module | list[Resource]] = field(default_factory=dict)
    locals: dict[str, Value] = field(default_factory=dict)
    touched: list[Resource | Module] = field(default_factory=list)
    """Resources and modules that the declaration under way names: what it depends on."""
    used: set[str] = field(default_factory=set)
    """Variables that an expression refers to by name."""


def evaluated(node: Node, names: Names) -> Value:
    """Return what an expression stands for.

    Raises:
        NotCompiled: names what is not known here, and the line.
    """
    known = _KINDS.get(node.type)
    if known is None:
        raise NotCompiled(f"line {node.start_point.row + 1}: {node.type}")
    return known(node, names)


def _key(node: Node, names: Names) -> Value:
    """Return a property's name, which may hold what is known later."""
    return evaluated(node, names) if node.type == "string" else text(node)


def _string(node: Node, names: Names) -> Value:
    pieces: list[Value] = []
    for piece in parts(node):
        if piece.type == "interpolation":
            pieces.append(evaluated(parts(piece)[0], names))
        else:
            pieces.append(_ESCAPES.get(text(piece), text(piece)))
    return joined(pieces)


def _identifier(node: Node, names: Names) -> Value:
    name = text(node)
    if name in names.locals:
        return names.locals[name]
    if name in names.symbols:
        return names.symbols[name]
    if name in names.variables:
        return _variable(name, names)
    if name in names.parameters:
        return Code(f"parameters('{name}')")
    raise NotCompiled(f"line {node.start_point.row + 1}: nothing is named {name}")


def _variable(name: str, names: Names) -> Value:
    value = names.variables[name]
    if isinstance(value, list | dict) or not isinstance(value, Code):
        return value
    names.used.add(name)
    return Code(f"variables('{name}')")


def _member(node: Node, names: Names) -> Value:
    of, at = parts(node)[0], parts(node)[-1]
    return _get(evaluated(of, names), text(at), names)


def _get(held: Value, name: str, names: Names) -> Value:
    match held:
        case dict():
            return held[name]
        case Code():
            return Code(f"{held.text}.{name}")
        case Resource():
            names.touched.append(held)
            if name == "properties":
                return Code(f"reference({held.id.text}, '{held.api}')")
            if name in ("id", "name"):
                return held.id if name == "id" else held.names[-1]
        case Module() if name == "outputs":
            names.touched.append(held)
            return _Outputs(held)
        case _Outputs():
            return Code(f"reference({held.of.id.text}, '{DEPLOYMENTS_API}').outputs.{name}.value")
        case _:
            pass
    raise NotCompiled(f".{name} of a {type(held).__name__}")


@dataclass(frozen=True, slots=True)
class _Outputs:
    of: Module


def _subscript(node: Node, names: Names) -> Value:
    held, at = (evaluated(part, names) for part in parts(node))
    if isinstance(held, dict | list) and not isinstance(at, Code):
        return held[at]
    return Code(f"{code(held)}[{code(at)}]")


def _call(node: Node, names: Names) -> Value:
    name, *_ = parts(node)
    told = [evaluated(one, names) for one in parts(parts(node)[1])]
    match text(name):
        case "items" if isinstance(told[0], dict):
            return [{"key": key, "value": told[0][key]} for key in sorted(told[0])]
        case "loadJsonContent":
            return json.loads((names.folder / told[0]).read_text())
        case "loadTextContent":
            return (names.folder / told[0]).read_text()
        case _:
            return Code(f"{text(name)}({', '.join(map(code, told))})")


def _ternary(node: Node, names: Names) -> Value:
    asked, yes, no = (evaluated(part, names) for part in parts(node))
    return Code(f"if({code(asked)}, {code(yes)}, {code(no)})")


def _binary(node: Node, names: Names) -> Value:
    left, right = (code(evaluated(part, names)) for part in parts(node))
    sign = next(text(child) for child in node.children if not child.is_named)
    if sign == "!=":
        return Code(f"not(equals({left}, {right}))")
    if sign not in _OPERATORS:
        raise NotCompiled(f"line {node.start_point.row + 1}: {sign}")
    return Code(f"{_OPERATORS[sign]}({left}, {right})")


def _unary(node: Node, names: Names) -> Value:
    sign = text(node.children[0])
    if sign != "!":
        raise NotCompiled(f"line {node.start_point.row + 1}: {sign}")
    return Code(f"not({code(evaluated(parts(node)[0], names))})")


_KINDS: dict[str, Callable[[Node, Names], Value]] = {
    "string": _string,
    "identifier": _identifier,
    "member_expression": _member,
    "subscript_expression": _subscript,
    "call_expression": _call,
    "ternary_expression": _ternary,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "parenthesized_expression": lambda node, names: evaluated(parts(node)[0], names),
    "object": lambda node, names: {
        _key(name, names): evaluated(value, names) for name, value in pairs(node)
    },
    "array": lambda node, names: [evaluated(one, names) for one in parts(node)],
    "number": lambda node, _: int(text(node)),
    "boolean": lambda node, _: text(node) == "true",
    "null": lambda _, __: None,
}
