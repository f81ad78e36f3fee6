"""HTTP route templates of the real host (ASP.NET Core's): literals, {name}, {name:int}, {name?}, {*path}."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import unquote

_PARAMETER = re.compile(r"^\{(\*{0,2})(\w+)((?::[^}?]+)?)(\??)\}$")
_CONSTRAINTS: dict[str, Callable[[str], bool]] = {
    "int": lambda text: re.fullmatch(r"-?\d{1,10}", text) is not None,
    "long": lambda text: re.fullmatch(r"-?\d{1,19}", text) is not None,
    "alpha": lambda text: re.fullmatch(r"[A-Za-z]*", text) is not None,
    "bool": lambda text: text.lower() in ("true", "false"),
    "guid": lambda text: (
        re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text) is not None
    ),
}
T = TypeVar("T")


class BadRoute(ValueError):
    """A route template is not one this host understands."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a template between slashes."""

    literal: str = ""
    name: str = ""
    constraint: str = ""
    is_optional: bool = False
    is_rest: bool = False

    @property
    def rank(self) -> int:
        """Literals are preferred to constrained parameters, those to plain ones, those to the rest."""
        if self.literal:
            return 0
        return 3 if self.is_rest else 1 if self.constraint else 2

    def takes(self, text: str) -> bool:
        """Return whether this part may stand for a part of a path."""
        if self.literal:
            return self.literal.lower() == text.lower()
        return not self.constraint or _CONSTRAINTS[self.constraint](text)


def parse_route(template: str) -> tuple[Segment, ...]:
    """Return a template's parts.

    Raises:
        BadRoute: names the part that is not understood.
    """
    parts = [p for p in template.strip("/").split("/") if p]
    segments = tuple(_segment(p, template) for p in parts)
    for segment in segments[:-1]:
        if segment.is_rest or segment.is_optional:
            raise BadRoute(f"{template}: only the last part may be optional or the rest")
    return segments


def _segment(part: str, template: str) -> Segment:
    if "{" not in part:
        return Segment(literal=part)
    found = _PARAMETER.match(part)
    if found is None:
        raise BadRoute(f"{template}: {part}: expected a whole part such as {{name}} or {{*name}}")
    stars, name, constraint, optional = found.groups()
    constraint = constraint[1:]
    if constraint and constraint not in _CONSTRAINTS:
        raise BadRoute(f"{template}: {part}: this host knows no constraint {constraint}")
    return Segment(
        name=name,
        constraint=constraint,
        is_optional=bool(optional) or bool(stars),
        is_rest=bool(stars),
    )


class RouteTable(Generic[T]):
    """Which target a request goes to."""

    def __init__(self, routes: Iterable[tuple[str, Iterable[str], T]]) -> None:
        """Take (template, methods, target); no methods means all of them."""
        table = [
            (parse_route(template), frozenset(m.upper() for m in methods), target)
            for template, methods, target in routes
        ]
        self._table = sorted(table, key=lambda row: [s.rank for s in row[0]])

    def find(self, method: str, path: str) -> tuple[T, dict[str, str]] | None:
        """Return the target and the route's parameters; None where nothing serves this (404)."""
        parts = [unquote(p) for p in path.strip("/").split("/")] if path.strip("/") else []
        for segments, methods, target in self._table:
            if not methods or method.upper() in methods:
                parameters = _match(segments, parts)
                if parameters is not None:
                    return target, parameters
        return None


def _match(segments: tuple[Segment, ...], parts: list[str]) -> dict[str, str] | None:
    parameters: dict[str, str] = {}
    for at, segment in enumerate(segments):
        if segment.is_rest:
            rest = "/".join(parts[at:])
            return parameters | ({segment.name: rest} if rest else {})
        if at >= len(parts):
            return parameters if segment.is_optional else None
        if not segment.takes(parts[at]):
            return None
        if segment.name:
            parameters[segment.name] = parts[at]
    return parameters if len(parts) <= len(segments) else None
