"""What stands under a person's own words: signatures, closings with a name block, notices, unsubscribe lines.

Cut with care: a sentence lost is a risk phrase missed. Only what has the form of a footer goes.
"""

import re
from collections.abc import Sequence

from sync_core.footerwords import (
    ADDRESSEES,
    CLOSINGS,
    DEVICES,
    FOOTER_HINTS,
    FOOTER_SIGNS,
    MAILS,
    NOTICE_OPENINGS,
    SECRECIES,
    THANKS,
)

_SIGNATURE_LINES = 15
_BLOCK_LINES = 15
_CLOSING_CHARACTERS = 45
_NOTICE_CHARACTERS = 8_000
_AFTER_DEVICE_LINES = 3
_FOOTER_CHARACTERS = 1_500
"""A longer paragraph that no notice opens is somebody's text that has run into a footer: it stays."""
_FIRST_PERSON = re.compile(r"(?<!\w)(?:i|me|my|ich|mich|je|moi)(?!\w)")
_RULES = frozenset("-_*=~#")


def without_footers(lines: Sequence[str]) -> list[str]:
    """Return one run of a person's own lines without signature, name block and notices.

    `lines` are stripped of white space at both ends.
    """
    kept = _without_device_line(_without_signature(list(lines)))
    return _without_closing(_without_notices(kept))


def _without_signature(lines: list[str]) -> list[str]:
    """Cut at the "-- " line (RFC 3676 §4.3) that stands near the end of the run."""
    first = max(len(lines) - _SIGNATURE_LINES, 0)
    for i in range(first, len(lines)):
        if lines[i] == "--":
            return lines[:i]
    return lines


def _without_device_line(lines: list[str]) -> list[str]:
    """Cut at a "Sent from my ..." line that has at most a line or three below it."""
    below = 0
    for i in range(len(lines) - 1, -1, -1):
        if _is_device_line(lines[i]):
            return lines[:i]
        below += bool(lines[i])
        if below > _AFTER_DEVICE_LINES:
            break
    return lines


def _is_device_line(line: str) -> bool:
    return 10 < len(line) <= 90 and line[-1] not in "?!" and line.casefold().startswith(DEVICES)


def _without_notices(lines: list[str]) -> list[str]:
    """Leave out paragraphs that are notices of confidentiality, gateways' banners, marketing footers."""
    kept: list[str] = []
    paragraph: list[str] = []
    for line in (*lines, ""):
        if line and not _is_rule(line):
            paragraph.append(line)
            continue
        kept += _own_lines(paragraph)
        kept.append("")
        paragraph = []
    return kept


def _is_rule(line: str) -> bool:
    return len(line) >= 5 and line[0] in _RULES and line.count(line[0]) == len(line)


def _own_lines(paragraph: list[str]) -> list[str]:
    """Return a paragraph's lines down to where a notice begins in it."""
    if not paragraph or not _is_notice(" ".join(paragraph)[:_NOTICE_CHARACTERS].casefold()):
        return paragraph
    for i, line in enumerate(paragraph):
        if line[:40].casefold().startswith(NOTICE_OPENINGS):
            return paragraph[:i]
    return [] if sum(map(len, paragraph)) <= _FOOTER_CHARACTERS else paragraph


def _is_notice(text: str) -> bool:
    if _holds(text, FOOTER_HINTS) and _holds(text, FOOTER_SIGNS):
        return _FIRST_PERSON.search(text) is None
    return _holds(text, ADDRESSEES) and _holds(text, MAILS) and _holds(text, SECRECIES)


def _holds(text: str, pieces: Sequence[str]) -> bool:
    """Return whether one of the pieces stands in a text; a plain loop, since every paragraph comes by."""
    for piece in pieces:  # noqa: SIM110 - any() takes twice the time
        if piece in text:
            return True
    return False


def _without_closing(lines: list[str]) -> list[str]:
    """Cut the last "Kind regards" with the name block under it; what is a sentence stays.

    A bare "Thanks" with nothing above it is the whole answer and stays.
    """
    for i in range(len(lines) - 1, -1, -1):
        if not _is_closing(lines[i]):
            continue
        below = _below_name_block(lines[i + 1 :])
        if below is None:
            return lines
        is_answer = _closing(lines[i]) in THANKS and not any(lines[:i])
        return lines[: i + is_answer] + below
    return lines


def _closing(line: str) -> str:
    """Return the words of a line as a closing has them: without the name of "Regards, Ann"."""
    words, comma, name = line.partition(",")
    if not (comma and _is_short_name(name.strip(" ."))):
        words = line
    return words.casefold().strip(" \t\u00a0,.!-*")


def _is_short_name(name: str) -> bool:
    letters = name.replace(" ", "")
    return letters == "" or (letters.isalpha() and name[0].isupper() and len(name.split()) <= 2)


def _is_closing(line: str) -> bool:
    return 0 < len(line) <= _CLOSING_CHARACTERS and _closing(line) in CLOSINGS


def _below_name_block(lines: list[str]) -> list[str] | None:
    """Return the lines below a name block; None where no name block stands here."""
    told = 0
    for i, line in enumerate(lines):
        if line and not _is_block_line(line):
            return lines[i:] if told else None
        told += bool(line)
        if told > _BLOCK_LINES:
            return None
    return []


def _is_block_line(line: str) -> bool:
    """Return whether a line may be part of a name block: a name, title, address, number."""
    if len(line) > 100 or line[-1] in "?!":
        return False
    words = line.split()
    if len(words) <= 3 or "@" in line or "www." in line or "|" in line:
        return True
    capital = sum(1 for w in words if not w[0].islower())
    return capital * 3 >= len(words) * 2
