"""Row keys: which rows a mailbox's partition holds, and how a name becomes a key.

    cursor.<name>   cursor.<stream>!lease   seen.<...> (the SeenKey)   retry.<SeenKey>
    tally.<yyyy-mm-dd>   pair.<stream>.<PairKey>   held.<stream>   answer.<stream>.<PairKey>

Names are escaped character by character, so that a prefix of a name is a prefix of its key: what is
not a letter, a digit or one of . _ = - becomes ~ and two hex digits for each of its bytes. A stream's lease
stands just before the cursors that are named for it, so that one query reads them together; no name
has a ! in its key.
"""

import re
from datetime import date
from urllib.parse import unquote

from sync_core.reconcile.pairs import PairKey
from sync_core.seen import SeenKey
from sync_core.work import Stream

CURSORS, SEEN, RETRIES, TALLIES = "cursor.", "seen.", "retry.", "tally."
LEASE = "!lease"
"""Ends the key of a lease."""
PAIRS, HELD, ANSWERS = "pair.", "held.", "answer."

_PLAIN = re.compile(r"[A-Za-z0-9._=-]*")
_ODD = re.compile(r"[^A-Za-z0-9._=-]")


def escaped(name: str) -> str:
    """Return a name as part of a key."""
    if _PLAIN.fullmatch(name):
        return name
    return _ODD.sub(lambda odd: "".join(f"~{byte:02x}" for byte in odd[0].encode()), name)


def unescaped(text: str) -> str:
    """Return the name that was escaped."""
    return unquote(text.replace("~", "%")) if "~" in text else text


def lease_key(stream: Stream) -> str:
    """Return the key of a stream's lease."""
    return f"{CURSORS}{stream.value}{LEASE}"


def cursor_key(name: str) -> str:
    """Return the key of a cursor."""
    return f"{CURSORS}{escaped(name)}"


def seen_row_key(key: SeenKey) -> str:
    """Return the key of a decision's row."""
    if not key.startswith(SEEN):
        raise ValueError("SeenKey: expected a key made by sync_core.seen")
    return escaped(key)


def retry_key(key: SeenKey) -> str:
    """Return the key of a failed item's row."""
    return f"{RETRIES}{escaped(key)}"


def tally_key(day: date) -> str:
    """Return the key of a day's tally."""
    return f"{TALLIES}{day.isoformat()}"


def pairs_prefix(stream: Stream) -> str:
    """Return what the keys of all of a stream's pairs begin with."""
    return f"{PAIRS}{stream.value}."


def pair_row_key(stream: Stream, key: PairKey) -> str:
    """Return the key of a pair's row."""
    return f"{pairs_prefix(stream)}{escaped(key)}"


def answers_prefix(stream: Stream) -> str:
    """Return what the keys of all answers to a stream's pairs begin with."""
    return f"{ANSWERS}{stream.value}."


def answer_key(stream: Stream, key: PairKey) -> str:
    """Return the key of the row of an answer to a pair."""
    return f"{answers_prefix(stream)}{escaped(key)}"


def held_key(stream: Stream) -> str:
    """Return the key of the plan held for a stream."""
    return f"{HELD}{stream.value}"
