"""A request and its answer as the pages see them: plain records, no web framework."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from admin.refusals import Refused, bad_fields
from sync_core import limits
from sync_core.access import AppRole, SignedIn

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"

Fields = Mapping[str, tuple[str, ...]]
"""Values by name, in the order they were sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """What a browser or a program asks for."""

    method: str
    path: str
    """Percent-encoded, as sent, so that an id may hold a slash."""
    query: Fields = field(default_factory=dict)
    form: Fields = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""
    who: SignedIn | None = None
    """Who asks, as the door found out; nothing a request says sets it."""

    @staticmethod
    def read(*, method: str, url: str, headers: Mapping[str, str], body: bytes) -> "PageRequest":
        """Return the request that a web server received.

        Raises:
            Refused: the body or the number of its fields is beyond limits.
        """
        if len(body) > limits.ADMIN_BODY_BYTES_MAX:
            raise Refused(413, "body_too_large", "The request is larger than this page ever sends.")
        parts = urlsplit(url)
        named = {name.lower(): value for name, value in headers.items()}
        is_form = named.get("content-type", "").startswith(_FORM)
        return PageRequest(
            method=method.upper(),
            path=parts.path or "/",
            query=_fields(parts.query),
            form=_fields(body.decode("utf-8", "replace")) if is_form else {},
            headers=named,
            body=body,
        )

    def may(self, needed: AppRole) -> bool:
        """Return whether who asks has the role that something needs."""
        return self.who is not None and self.who.may(needed)

    def header(self, name: str) -> str:
        """Return a header, empty where it was not sent."""
        return self.headers.get(name.lower(), "")

    def cookie(self, wanted: str) -> str:
        """Return a cookie, empty where it was not sent."""
        for cookie in self.header("cookie").split(";"):
            name, _, value = cookie.strip().partition("=")
            if name == wanted:
                return value
        return ""

    def asked(self, name: str) -> str:
        """Return the first value of a query field, trimmed; empty where there is none."""
        return next(iter(self.query.get(name, ())), "").strip()

    def day(self, name: str, otherwise: date) -> date:
        """Return a day that a query field names.

        Raises:
            Refused: it is none.
        """
        text = self.asked(name)
        try:
            return date.fromisoformat(text) if text else otherwise
        except ValueError:
            raise bad_fields((name, "expected a day such as 2026-01-31")) from None

    def told(self, name: str) -> str:
        """Return the first value of a form field, trimmed; empty where there is none."""
        return next(iter(self.form.get(name, ())), "").strip()

    def segments(self) -> tuple[str, ...]:
        """Return the path's parts, decoded."""
        return tuple(unquote(s) for s in self.path.split("/") if s)

    def json(self) -> Any:
        """Return the document in the body.

        Raises:
            Refused: it is not JSON, or names one field twice.
        """
        if not self.header("content-type").startswith(_JSON):
            raise Refused(
                415, "not_json", "The body must be JSON (Content-Type: application/json)."
            )
        try:
            return json.loads(self.body.decode("utf-8-sig"), object_pairs_hook=_once)
        except RecursionError:
            raise Refused(400, "not_json", "The body is nested too deeply.") from None
        except UnicodeDecodeError:
            raise Refused(400, "not_json", "The body is not UTF-8.") from None
        except json.JSONDecodeError as bad:
            where = f"line {bad.lineno}, column {bad.colno}: {bad.msg}"
            raise Refused(400, "not_json", f"The body is not JSON: {where}.") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageResponse:
    """What goes back."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @staticmethod
    def html(text: str, status: int = 200, **headers: str) -> "PageResponse":
        """Return a page, or a piece of one."""
        named = {"Content-Type": "text/html; charset=utf-8"} | _dashed(headers)
        return PageResponse(status=status, headers=named, body=text.encode())

    @staticmethod
    def json(document: Any, status: int = 200, **headers: str) -> "PageResponse":
        """Return a JSON document."""
        named = {"Content-Type": "application/json"} | _dashed(headers)
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        return PageResponse(status=status, headers=named, body=text.encode())


def _dashed(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers given as keywords under their names: If_Match is If-Match."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _fields(text: str) -> Fields:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=limits.ADMIN_FIELDS_MAX)
    except ValueError:
        raise Refused(
            413, "too_many_fields", "The request has more fields than any page sends."
        ) from None
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object's fields, refusing one that is named twice."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Refused(
                400, "field_twice", "A field is named twice.", ((name, "to be there once"),)
            )
        found[name] = value
    return found
