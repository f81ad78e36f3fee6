"""How the tenant writes ids: two formats for items, one for folders, GUIDs for the directory.

Facts: an immutable id stays with its item while it is in the mailbox; the default id changes when the
item moves; both are case-sensitive and hold `-`, `_` and `=` (page outlook-immutable-id).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import blake2b

from simulator.graph.refusals import malformed_id

_IMMUTABLE = 0xFFFF
_IMMUTABLE_START = "AAkALgAA"
_DEFAULT_START = "AAMkAGEx"
_FOLDER_START = "AQMkAGEx"


@dataclass(frozen=True, slots=True)
class ItemName:
    """What an item's id says."""

    number: int
    moves: int | None
    """How often the item had moved when a default id was given; None for an immutable id."""


def guid(hex_digits: str) -> str:
    """Return 32 hex digits in the form of a GUID."""
    h = hex_digits.lower()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:32]}"


class ItemIds:
    """Gives numbers to one mailbox's items and folders, of every kind, and writes and reads their ids."""

    __slots__ = ("_given", "_key")

    def __init__(self, mailbox: str) -> None:
        self._key = mailbox.encode()[:64]
        self._given = 0

    def new_number(self) -> int:
        """Return a number that nothing in the mailbox has."""
        self._given += 1
        return self._given

    @property
    def given(self) -> int:
        """The last number given out."""
        return self._given

    def pass_over(self, number: int) -> None:
        """Give out no number up to this one: something kept from before has it."""
        self._given = max(self._given, number)

    def immutable(self, number: int) -> str:
        """Return the id that stays with the item."""
        return _IMMUTABLE_START + self._sealed(number, _IMMUTABLE)

    def default(self, number: int, moves: int) -> str:
        """Return the id that changes with every move."""
        return _DEFAULT_START + self._sealed(number, moves)

    def read(self, text: str) -> ItemName:
        """Return what an id says.

        Raises:
            Refusal: the id was not given out by this mailbox (400 ErrorInvalidIdMalformed).
        """
        try:
            raw = urlsafe_b64decode(text[8:])
        except (NotBase64, ValueError):
            raise malformed_id() from None
        number, moves = int.from_bytes(raw[:5]), int.from_bytes(raw[5:7])
        start = _IMMUTABLE_START if moves == _IMMUTABLE else _DEFAULT_START
        if text[:8] != start or text[8:] != self._sealed(number, moves):
            raise malformed_id()
        return ItemName(number, None if moves == _IMMUTABLE else moves)

    def folder(self, number: int) -> str:
        """Return a folder's id: one format only, constant for ever."""
        return _FOLDER_START + self._sealed(number, 0xFFFE)

    def _sealed(self, number: int, moves: int) -> str:
        plain = number.to_bytes(5) + moves.to_bytes(2)
        seal = blake2b(plain, key=self._key, digest_size=9).digest()
        return urlsafe_b64encode(plain + seal).decode()
