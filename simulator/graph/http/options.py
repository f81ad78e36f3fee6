"""The query options of message listings: the part of OData that Outlook's mail takes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from simulator.graph.refusals import bad_request
from simulator.graph.timeline import seconds_of

_TERM = re.compile(r"^\s*receivedDateTime\s+(ge|gt|le|lt)\s+'?([0-9T:.Z+-]+)'?\s*$", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_ORDER = re.compile(r"^receivedDateTime(?:\s+(asc|desc))?$", re.IGNORECASE)
_SENSITIVITY = re.compile(r"Integer 0x0*36\b", re.IGNORECASE)
_PROPERTY_IDS = re.compile(r"id eq '((?:[^']|'')*)'", re.IGNORECASE)
_APART = re.compile(r",(?![^(]*\))")
_EXPANDED = frozenset(("singlevalueextendedproperties", "exceptionoccurrences", "calendar"))
_TOP_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds received between which a filter lets messages through, both included."""

    first: int | None = None
    last: int | None = None


def span_of(text: str, operators: frozenset[str] = frozenset(("ge", "gt", "le", "lt"))) -> Span:
    """Return the span of a $filter on receivedDateTime; empty text lets everything through.

    Raises:
        Refusal: 400, another filter than the server takes.
    """
    first: int | None = None
    last: int | None = None
    for term in _AND.split(text) if text else ():
        found = _TERM.match(term)
        if found is None or found[1].lower() not in operators:
            raise bad_request("Invalid filter clause.", "ErrorInvalidUrlQueryFilter")
        operator, seconds, is_whole = found[1].lower(), *_seconds(found[2])
        if operator == "ge":
            first = seconds if is_whole else seconds + 1
        elif operator == "gt":
            first = seconds + 1
        elif operator == "le":
            last = seconds
        else:
            last = seconds - 1 if is_whole else seconds
    return Span(first, last)


def newest_first(query: Mapping[str, str]) -> bool:
    """Return whether a listing runs from new to old, as it does where no order is asked.

    Raises:
        Refusal: 400, an order that the server does not know.
    """
    text = query.get("$orderby", "").strip()
    if not text:
        return True
    found = _ORDER.match(text)
    if found is None:
        raise bad_request("The restriction or sort order is too complex.", "InefficientFilter")
    return (found[1] or "asc").lower() == "desc"


def number(query: Mapping[str, str], name: str, default: int, most: int = _TOP_MAX) -> int:
    """Return a whole number among the options.

    Raises:
        Refusal: 400, it is no number or out of its range (page user-list-messages: 1 to 1000).
    """
    text = query.get(name)
    if text is None:
        return default
    if not text.isdecimal() or not (name == "$skip" or 1 <= int(text) <= most):
        raise bad_request(f"Invalid value '{text}' for {name} query option.")
    return int(text)


def asks_sensitivity(query: Mapping[str, str]) -> bool:
    """Return whether $expand asks for the MAPI property that holds a message's sensitivity.

    Raises:
        Refusal: 400, another $expand than of single-value extended properties.
    """
    text = query.get("$expand", "")
    if not text:
        return False
    if not text.lower().startswith("singlevalueextendedproperties"):
        raise bad_request(f"Could not expand '{text}' on type 'microsoft.graph.message'.")
    return bool(_SENSITIVITY.search(text))


def expands(query: Mapping[str, str], name: str) -> bool:
    """Return whether $expand names a navigation property."""
    return any(part.partition("(")[0].strip().lower() == name.lower() for part in _parts(query))


def extended_properties(query: Mapping[str, str]) -> frozenset[str]:
    """Return the single-value extended properties that $expand asks an event for, in lower case.

    Raises:
        Refusal: 400, something is to be expanded that an event has not, or properties without naming them.
    """
    for part in _parts(query):
        name = part.partition("(")[0].strip().lower()
        if name == "singlevalueextendedproperties":
            found = _PROPERTY_IDS.findall(part)
            if not found:
                raise bad_request(
                    "Property id must be specified in $filter.", "ErrorInvalidProperty"
                )
            return frozenset(one.replace("''", "'").lower() for one in found)
        if name not in _EXPANDED:
            raise bad_request(f"Could not expand '{part}' on type 'microsoft.graph.event'.")
    return frozenset()


def _parts(query: Mapping[str, str]) -> list[str]:
    """Return what $expand names: commas within brackets part nothing."""
    return [part.strip() for part in _APART.split(query.get("$expand", "")) if part.strip()]


def _seconds(text: str) -> tuple[int, bool]:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise bad_request("Invalid filter clause.", "ErrorInvalidUrlQueryFilter") from None
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return seconds_of(aware), not aware.microsecond
