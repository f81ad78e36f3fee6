"""A vCard file as content lines: unfolded, their parameters apart, their values decoded.

Read at the level of bytes, since a fold may cut a character, and as written by real programs: quoted-printable
with soft breaks (2.1), base64 folded without white space, bare parameters, characters of no known set.
"""

import codecs
import re
from binascii import a2b_qp
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_ENCODINGS: Final = frozenset({"quoted-printable", "base64", "b", "8bit", "7bit"})
_BASE64: Final = frozenset({"base64", "b"})
_BREAK = re.compile(r"\r+\n|\n|\r")
_QUOTABLE = re.compile(r'((?:[^";:]|"[^"]*")*)([;:])?')


@dataclass(frozen=True, slots=True)
class Line:
    """One property of a card."""

    group: str
    """What lines that belong together begin with, in lower case; empty: none."""
    name: str
    """In upper case."""
    parameters: Mapping[str, tuple[str, ...]]
    """Names and values in lower case."""
    value: str
    """Decoded, its escapes kept."""

    @property
    def types(self) -> frozenset[str]:
        """What sort it is: home, work, cell, pref."""
        return frozenset(self.parameters.get("type", ()))

    @property
    def rank(self) -> int:
        """How much it is preferred to others of its name: smaller is more."""
        told = self.parameters.get("pref", ("",))[0]
        if told.isdecimal():
            return int(told)
        return 1 if "pref" in self.types or "pref" in self.parameters else 101


@dataclass(slots=True)
class _Open:
    """A line that may go on."""

    pieces: list[str]
    encoding: str

    @property
    def goes_on(self) -> bool:
        """Whether it ends with a soft break."""
        return self.encoding == "quoted-printable" and self.pieces[-1].endswith("=")

    @property
    def is_base64(self) -> bool:
        """Whether nobody reads its value."""
        return self.encoding in _BASE64

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(self.pieces)


def lines_of(raw: bytes) -> Iterator[Line | None]:
    """Yield the content lines of a file in order; None for one that has no name."""
    keeps_fold = False
    for text in _unfolded(_as_bytes(raw).decode("latin-1")):
        line = _parsed(text, keeps_fold=keeps_fold)
        if line is not None and line.name == "VERSION":
            keeps_fold = line.value.strip() == "2.1"
        yield line


_FOLD = "\x00"
"""Stands where a line was folded before white space, until it is known what that white space means."""


def _as_bytes(raw: bytes) -> bytes:
    """Return the file in UTF-8 or whatever each of its lines says, without a byte order mark."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace").replace("\x00", "").encode()
    return raw.removeprefix(codecs.BOM_UTF8).replace(b"\x00", b"")


def _unfolded(text: str) -> Iterator[str]:
    held = _Open([""], "")
    for physical in _BREAK.split(text):
        if held.goes_on:
            held.pieces[-1] = held.pieces[-1][:-1]
            held.pieces.append(physical)
        elif physical[:1] in (" ", "\t") and physical.strip():
            held.pieces += [] if held.is_base64 else [_FOLD, physical]
        elif physical.strip() and not (held.is_base64 and ":" not in physical):
            if held.text.strip():
                yield held.text
            held = _Open([physical], _encoding_of(physical))
    if held.text.strip():
        yield held.text


def _encoding_of(text: str) -> str:
    parsed = _head(text)
    return _encoding(parsed[2]) if parsed else ""


def _encoding(parameters: Mapping[str, tuple[str, ...]]) -> str:
    return next(iter(parameters.get("encoding", ())), "")


def _parsed(text: str, *, keeps_fold: bool) -> Line | None:
    """Return a line; its folds lose their white space, but for version 2.1, which folds before it."""
    whole = text.replace(_FOLD, "") if keeps_fold else re.sub(f"{_FOLD}[ \t]", "", text)
    parsed = _head(whole)
    if parsed is None:
        return None
    group, name, parameters, rest = parsed
    if _encoding(parameters) in _BASE64:
        return Line(group, name, parameters, "")  # pictures and keys: Outlook is given none
    raw = rest.encode("latin-1")
    raw = a2b_qp(raw) if _encoding(parameters) == "quoted-printable" else raw
    charset = next(iter(parameters.get("charset", ())), "")
    return Line(group, name, parameters, _decoded(raw, charset))


def _decoded(raw: bytes, charset: str) -> str:
    """Return text in the set that the line names, else UTF-8, else that of Western Windows."""
    for name in filter(None, (charset, "utf-8", "cp1252")):
        try:
            return raw.decode(codecs.lookup(name).name).replace("\x00", "")
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("latin-1")


def _head(text: str) -> tuple[str, str, dict[str, tuple[str, ...]], str] | None:
    """Return a line's group, name, parameters and the rest behind the colon; None: it has no name."""
    parts: list[str] = []
    at = 0
    while True:
        found = _QUOTABLE.match(text, at)
        if found is None or found[2] is None:
            return None
        parts.append(found[1])
        at = found.end()
        if found[2] == ":":
            break
    group, _, name = parts[0].strip().rpartition(".")
    if not name:
        return None
    return group.lower(), name.upper(), _parameters(parts[1:]), text[at:]


def _parameters(parts: list[str]) -> dict[str, tuple[str, ...]]:
    """Return parameters by name; a bare one is a type or an encoding (2.1)."""
    found: dict[str, tuple[str, ...]] = {}
    for part in parts:
        name, is_named, told = part.strip().lower().partition("=")
        if not is_named:
            name, told = ("encoding" if name in _ENCODINGS else "type"), name
        values = tuple(v.strip() for v in told.replace('"', "").split(",") if v.strip())
        found[name] = found.get(name, ()) + values
    return found
