"""Where somebody else's words begin: quote marks, reply and forward headers, in the forms mail programs write.

All tests look at a bounded piece of a line and a bounded number of lines, so their cost stays linear.
Forms: RFC 3676 (">"), Outlook, Gmail, Apple Mail, Lotus Notes and cc:Mail, in English, German, French,
Spanish, Italian, Portuguese, Dutch and Swedish.
"""

import re
from collections.abc import Sequence
from enum import Enum

_LINE_CHARACTERS = 500
_BLOCK_LINES = 14
_ATTRIBUTION_LINES = 4
_HEADERS_LINES = 60


class _Header(Enum):
    FROM = "from"
    DATE = "date"
    TO = "to"
    CC = "cc"
    SUBJECT = "subject"


_NAMES = {
    _Header.FROM: "from von de da van från fra",
    _Header.DATE: "sent date gesendet datum envoyé fecha enviado enviada inviato data verzonden skickat"
    " sendt",
    _Header.TO: "to an à a para aan till til",
    _Header.CC: "cc bcc kopie copie cco importance attachments please+respond+to reply-to",
    _Header.SUBJECT: "subject betreff objet asunto oggetto assunto onderwerp ämne emne re",
}
_HEADERS = {
    name.replace("+", " "): header for header, names in _NAMES.items() for name in names.split()
} | {
    "date sent": _Header.DATE,
    "sent by": _Header.CC,
    "enviado el": _Header.DATE,
    "enviada em": _Header.DATE,
}
_MARKERS = (
    "original message",
    "original appointment",
    "forwarded message",
    "forwarded by",
    "begin forwarded message",
    "reply separator",
    "forward header",
    "inline attachment follows",
    "ursprüngliche nachricht",
    "originalnachricht",
    "weitergeleitete nachricht",
    "weitergeleitet von",
    "anfang der weitergeleiteten",
    "message d'origine",
    "message original",
    "message transféré",
    "transféré par",
    "début du message",
    "mensaje original",
    "mensaje reenviado",
    "inicio del mensaje reenviado",
    "messaggio originale",
    "messaggio inoltrato",
    "inizio messaggio inoltrato",
    "mensagem original",
    "mensagem encaminhada",
    "início da mensagem",
    "oorspronkelijk bericht",
    "doorgestuurd bericht",
    "begin doorgestuurd bericht",
    "ursprungligt meddelande",
)
_BARE_MARKERS = (
    "begin forwarded message:",
    "anfang der weitergeleiteten nachricht:",
    "début du message",
    "inicio del mensaje reenviado:",
    "inizio messaggio inoltrato:",
    "início da mensagem",
    "begin doorgestuurd bericht:",
)
_INTROS = frozenset(("on", "at", "am", "le", "el", "il", "em", "op", "den"))
_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|geschrieben|a écrit|escribió|ha scritto|escreveu|schreef|skrev)\b"
)
_ENDS_WITH_TIME = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},?\s{1,3}\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?(?:\s[a-z]{2,4})?\Z",
    re.IGNORECASE,
)


def is_quoted(line: str) -> bool:
    """Return whether a (stripped) line is quoted by a leading ">"."""
    return line.startswith(">")


def history_begins(lines: Sequence[str], at: int) -> int:
    """Return how many lines of header stand at `at` where history begins there, else 0.

    `lines` are stripped of white space at both ends; the line at `at` is not empty.
    """
    line = lines[at]
    if _is_marker(line):
        return 1
    if ":" not in line:
        return _attribution_lines(lines, at) if _may_open_attribution(line) else 0
    if _header_of(line) is not None and _is_header_block(lines, at):
        return 1
    if _is_lotus_header(lines, at):
        return 1
    return _attribution_lines(lines, at)


def after_headers(lines: Sequence[str], at: int) -> int:
    """Return the index of the first line at or after `at` that is neither empty nor a header line."""
    for i in range(at, min(at + _HEADERS_LINES, len(lines))):
        line = lines[i]
        if line and _header_of(line) is None and not _is_marker(line):
            return i
    return len(lines)


def names_sender_of_next(lines: Sequence[str], at: int) -> bool:
    """Return whether a line is the name above a Lotus date line ("Ann Smith" / "01/02/2001 10:11 AM")."""
    if len(lines[at].split()) > 5 or at + 1 >= len(lines):
        return False
    below = lines[at + 1]
    return below[:1].isdigit() and _is_lotus_header(lines, at + 1)


def _is_marker(line: str) -> bool:
    if line[0] not in "-_*=":
        return line[:42].casefold().startswith(_BARE_MARKERS)
    bare = line[:120].strip("-_*= \t\u00a0").casefold().replace("\u2019", "'")
    return bare.startswith(_MARKERS) and line[1:2] in "-_*="


def _header_of(line: str) -> _Header | None:
    name, colon, _ = line[:28].partition(":")
    if not colon:
        return None
    return _HEADERS.get(name.strip("* \t\u00a0").casefold())


def _is_header_block(lines: Sequence[str], at: int) -> bool:
    """Return whether From, a date, To and Subject stand together; a travel plan's From and To do not."""
    found: set[_Header] = set()
    names_mail = False
    for line in lines[at : at + _BLOCK_LINES]:
        if not line:
            continue
        header = _header_of(line)
        if header in found:
            break
        if header is not None:
            found.add(header)
        elif not _continues_addresses(line):
            break
        names_mail = names_mail or "@" in line[:_LINE_CHARACTERS]
    if _Header.FROM not in found:
        return False
    others = len(found & {_Header.DATE, _Header.TO, _Header.SUBJECT})
    return others >= 2 and (_Header.SUBJECT in found or names_mail)


def _continues_addresses(line: str) -> bool:
    piece = line[:_LINE_CHARACTERS]
    return "@" in piece or ";" in piece or "," in piece or "/" in piece or piece.startswith("[")


def _is_lotus_header(lines: Sequence[str], at: int) -> bool:
    """Return whether a line ending in date and time stands above To and Subject (or cc) lines."""
    line = lines[at]
    if not (line[-1].isdigit() or line[-1] in "mMTt") or len(line) > 200:
        return False
    if _ENDS_WITH_TIME.search(line[-40:]) is None:
        return False
    below = [x for x in lines[at + 1 : at + 1 + _BLOCK_LINES] if x]
    found = {_header_of(x) for x in below}
    return _Header.TO in {_header_of(x) for x in below[:4]} and bool(
        found & {_Header.SUBJECT, _Header.CC}
    )


def _may_open_attribution(line: str) -> bool:
    return line[:8].lstrip("- ").partition(" ")[0].casefold() in _INTROS


def _attribution_lines(lines: Sequence[str], at: int) -> int:
    """Return how many lines "On 3 May 2026, Ann wrote:" takes, 0 where there is none."""
    opened = _may_open_attribution(lines[at])
    joined = ""
    for count, line in enumerate(lines[at : at + (_ATTRIBUTION_LINES if opened else 1)], 1):
        if not line or is_quoted(line):
            return 0
        joined = f"{joined} {line[:_LINE_CHARACTERS]}".strip()
        if len(joined) >= _LINE_CHARACTERS:
            return 0
        if line.endswith(":"):
            return count if _is_attribution(joined, opened, lines, at + count) else 0
    return 0


def _is_attribution(joined: str, opened: bool, lines: Sequence[str], after: int) -> bool:
    folded = joined.casefold()
    if _WROTE.search(folded) is None:
        return False
    if any(c.isdigit() for c in folded) and (opened or "@" in folded or "schrieb am" in folded):
        return True
    following = next((x for x in lines[after : after + 3] if x), "")
    return len(folded.split()) <= 10 and is_quoted(following)
