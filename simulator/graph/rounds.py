"""Delta tokens: opaque, of a generation, and mortal. The same for every kind of item.

A first call begins a lineage. Each time a deltaLink is used a new generation begins, and only the last
few generations of a lineage are kept: an old link replayed after newer ones were used is lost (facts:
SyncStateNotFound, "generation=149;[highest=157]"). So two workers on one cursor kill each other.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b


class CursorForgotten(Exception):
    """The server no longer knows this cursor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a token says: one pass over one collection's changes."""

    scope: str
    """Which collection, e.g. a folder's id."""
    lineage: int
    generation: int
    since: int
    """Position of the log where the round began; 0 lists everything."""
    until: int
    """Position where it ends."""
    position: int
    """Where it goes on; for a round in order of time the timeline's key, 0 at its start."""
    is_over: bool = False
    """The token of a deltaLink."""
    is_backward: bool = False
    is_by_time: bool = False
    first: int | None = None
    """Earliest second of the items that a first round lists; None lists all."""
    told: int = 0
    """How many items the round has told so far."""
    options: tuple[tuple[str, str], ...] = ()
    """The first call's query options, which live in the token."""

    @property
    def is_first(self) -> bool:
        """Whether the round lists the collection rather than its changes."""
        return self.since == 0


class Rounds:
    """The lineages of one mailbox (or of the directory)."""

    __slots__ = ("_highest", "_key", "_next")

    def __init__(self, key: str) -> None:
        self._key = key.encode()[:64]
        self._highest: OrderedDict[int, int] = OrderedDict()
        self._next = 1

    def begin(self, scope: str, until: int, options: Mapping[str, str], kept: int) -> Round:
        """Return the first round of a new lineage; where more than `kept` exist, the oldest is lost."""
        lineage, self._next = self._next, self._next + 1
        self._highest[lineage] = 1
        while len(self._highest) > kept:
            self._highest.popitem(last=False)
        return Round(
            scope=scope,
            lineage=lineage,
            generation=1,
            since=0,
            until=until,
            position=0,
            options=tuple(sorted(options.items())),
        )

    def resume(self, token: str, scope: str, until: int, generations_kept: int) -> Round:
        """Return the round a token goes on with, or the next one where it ended a round.

        Raises:
            CursorForgotten: the lineage or its generation is no longer known.
        """
        told = self._read(token)
        highest = self._highest.get(told.lineage)
        if told.scope != scope or highest is None:
            raise CursorForgotten
        if told.generation <= highest - generations_kept:
            raise CursorForgotten
        self._highest.move_to_end(told.lineage)
        if not told.is_over:
            return told
        self._highest[told.lineage] = highest + 1
        return replace(
            told,
            generation=highest + 1,
            since=told.until,
            until=until,
            position=told.until,
            is_over=False,
            is_backward=False,
            is_by_time=False,
            told=0,
        )

    def options_of(self, token: str) -> Mapping[str, str]:
        """Return the query options that live in a token.

        Raises:
            CursorForgotten: the token was not given out here.
        """
        return dict(self._read(token).options)

    def forget(self) -> None:
        """Lose every cursor."""
        self._highest.clear()

    def write(self, a_round: Round) -> str:
        """Return the token of a round."""
        r = a_round
        flags = r.is_over | r.is_backward << 1 | r.is_by_time << 2
        told = [r.scope, r.lineage, r.generation, r.since, r.until, r.position, flags]
        plain = json.dumps([*told, r.first, r.told, r.options], separators=(",", ":")).encode()
        return urlsafe_b64encode(self._seal(plain) + plain).decode().rstrip("=")

    def _read(self, token: str) -> Round:
        try:
            raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (NotBase64, ValueError):
            raise CursorForgotten from None
        plain = raw[8:]
        if raw[:8] != self._seal(plain):
            raise CursorForgotten
        scope, lineage, generation, since, until, position, flags, *rest = json.loads(plain)
        first, told, options = rest
        return Round(
            scope=scope,
            lineage=lineage,
            generation=generation,
            since=since,
            until=until,
            position=position,
            is_over=bool(flags & 1),
            is_backward=bool(flags & 2),
            is_by_time=bool(flags & 4),
            first=first,
            told=told,
            options=tuple((k, v) for k, v in options),
        )

    def _seal(self, plain: bytes) -> bytes:
        return blake2b(plain, key=self._key, digest_size=8).digest()
