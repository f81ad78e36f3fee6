"""The notes of an Outlook contact: one marked block of them is shared, all else is the user's own.

    what the user wrote
    ----- Shared with the firm -----
    what the CRM holds
    ----- End of what is shared -----

Only the block is ever replaced, in place; what stands around it stays as it is to the last character and
never leaves. Where the marks are doubled, torn or out of order nobody can tell what is whose: then nothing
is shared and nothing is touched until the user puts them right.
"""

import re
from enum import StrEnum

BEGIN = "----- Shared with the firm -----"
END = "----- End of what is shared -----"

_MARK = re.compile(rf"(?m)^[ \t]*({re.escape(BEGIN)}|{re.escape(END)})[ \t]*(?=\r?$)")
_QUOTED = re.compile(rf"(?m)^(>*)(?=[ \t]*(?:{re.escape(BEGIN)}|{re.escape(END)})[ \t]*$)")
_UNQUOTED = re.compile(rf"(?m)^>(?=>*[ \t]*(?:{re.escape(BEGIN)}|{re.escape(END)})[ \t]*$)")


class Block(StrEnum):
    """How the shared block of some notes stands."""

    ABSENT = "absent"
    WHOLE = "whole"
    BROKEN = "broken"
    """One mark without the other, more than two, or the end before the beginning."""


def block_in(text: str) -> Block:
    """Return how the shared block of some notes stands."""
    marks = [mark[1] for mark in _MARK.finditer(text)]
    if not marks:
        return Block.ABSENT
    return Block.WHOLE if marks == [BEGIN, END] else Block.BROKEN


def shared_part(text: str) -> str:
    """Return what is shared of some notes, with plain line ends; empty without a whole block."""
    if block_in(text) is not Block.WHOLE:
        return ""
    begin, end = _MARK.finditer(text)
    lines = _plain_ends(text[begin.end() : end.start()]).split("\n")
    return _UNQUOTED.sub("", "\n".join(lines[1:-1]))


def private_part(text: str) -> str:
    """Return the user's own text, as it stood before the block was set below it."""
    if block_in(text) is not Block.WHOLE:
        return text
    before, after = _around(text)
    if before:
        return _without_last_end(before) + after
    return after.removeprefix("\r\n") if after.startswith("\r\n") else after.removeprefix("\n")


def with_shared_part(text: str, shared: str) -> str:
    """Return the notes with another shared part; an empty one takes the block away.

    The block is set below the user's own text where there is none. Notes with a broken block come back
    as they are (block_in tells).
    """
    state = block_in(text)
    if state is Block.BROKEN or (state is Block.ABSENT and not shared):
        return text
    if not shared:
        return private_part(text)
    if state is Block.WHOLE:
        before, after = _around(text)
        return before + _block(shared, _end_of_lines(text)) + after
    end = _end_of_lines(text)
    return (text + end if text else "") + _block(shared, end)


def _around(text: str) -> tuple[str, str]:
    """Return what stands before and after the block, its line ends included."""
    begin, end = _MARK.finditer(text)
    return text[: begin.start()], text[end.end() :]


def _block(shared: str, end: str) -> str:
    body = _QUOTED.sub(r">\1", _plain_ends(shared))
    return end.join((BEGIN, *body.split("\n"), END))


def _end_of_lines(text: str) -> str:
    """Return the line end to write: that of the text, which Outlook writes as CRLF."""
    return "\r\n" if "\r\n" in text or text.endswith("\r") else "\n"


def _without_last_end(before: str) -> str:
    return before.removesuffix("\r\n") if before.endswith("\r\n") else before.removesuffix("\n")


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
