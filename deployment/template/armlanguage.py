"""Expressions of ARM's template language, read into terms: calls, literals, and what is picked out of them."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|-?\d+|[A-Za-z_]\w*|[()\[\],.])")


class BadExpression(ValueError):
    """An expression is not well formed."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A string or a number."""

    value: str | int


@dataclass(frozen=True, slots=True)
class Call:
    """A function with what it is given."""

    name: str
    arguments: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """A property or an element of something."""

    of: "Term"
    at: "Term"


Term = Literal | Call | Pick


def read(text: str) -> Term:
    """Return an expression, given without its outer brackets.

    Raises:
        BadExpression: it is not well formed.
    """
    tokens = _tokens(text)
    term, rest = _term(tokens, text)
    if rest:
        raise BadExpression(f"{rest[0]!r} is left over in {text}")
    return term


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while at < len(text.rstrip()):
        token = _TOKEN.match(text, at)
        if token is None:
            raise BadExpression(f"{text[at : at + 20]!r} in {text}")
        found.append(token[1])
        at = token.end()
    return found


def _term(tokens: list[str], text: str) -> tuple[Term, list[str]]:
    term, rest = _head(tokens, text)
    while rest and rest[0] in (".", "["):
        if rest[0] == ".":
            if len(rest) < 2:
                raise BadExpression(f"ends with a dot: {text}")
            term, rest = Pick(term, Literal(rest[1])), rest[2:]
        else:
            at, rest = _term(rest[1:], text)
            term, rest = Pick(term, at), _after("]", rest, text)
    return term, rest


def _head(tokens: list[str], text: str) -> tuple[Term, list[str]]:
    if not tokens:
        raise BadExpression(f"ends too early: {text}")
    first, rest = tokens[0], tokens[1:]
    if first.startswith("'"):
        return Literal(first[1:-1].replace("''", "'")), rest
    if first.lstrip("-").isdigit():
        return Literal(int(first)), rest
    if not first[0].isalpha() or rest[:1] != ["("]:
        raise BadExpression(f"{first!r} in {text}")
    return _call(first, rest[1:], text)


def _call(name: str, rest: list[str], text: str) -> tuple[Term, list[str]]:
    told: list[Term] = []
    while rest and rest[0] != ")":
        if told:
            rest = _after(",", rest, text)
        one, rest = _term(rest, text)
        told.append(one)
    return Call(name, tuple(told)), _after(")", rest, text)


def _after(sign: str, rest: list[str], text: str) -> list[str]:
    if rest[:1] != [sign]:
        raise BadExpression(f"expected {sign!r} in {text}")
    return rest[1:]
