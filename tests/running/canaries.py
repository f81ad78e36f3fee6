"""Words planted in everything that must not be kept, and the search for every form in which one could hide.

All words of a run begin with one random stem, so that a word that was cut short is found too; what
follows the stem tells where the word was planted. Phone numbers are found by their last digits.
"""

import hashlib
import re
import string
from base64 import b64encode
from collections.abc import Iterable, Iterator
from random import Random
from urllib.parse import quote

from sync_core.contacts.fields import phone_key

_STEM_LETTERS = 10
_AROUND_BYTES = 60
_NUMBER_DIGITS = 10
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_SEPARATORS = re.compile(rb"[\s().\x00-]+")
"""What may stand between digits: UTF-16's zeroes too."""


class Canaries:
    """One run's words: planted here, searched for later."""

    def __init__(self, seed: int, use: str) -> None:
        draw = Random(f"{use} {seed}")  # noqa: S311 - words, no secrets
        self.stem = "".join(draw.choices(string.ascii_lowercase, k=_STEM_LETTERS))
        self.addresses: list[str] = []
        self.numbers: list[str] = []
        self._draw = draw
        self._given = 0
        self._forms = tuple(dict.fromkeys(_forms(self.stem)))

    def word(self, where: str) -> str:
        """Return a new word, to be planted in a place of this name (letters only)."""
        self._given += 1
        return f"{self.stem}{where}{self._given}"

    def address(self, domain: str) -> str:
        """Return a new address: the local part and the domain below the one given are words."""
        made = f"{self.word('local')}@{self.word('domain')}.{domain}"
        self.addresses.append(made)
        return made

    def local(self, domain: str) -> str:
        """Return a new address of exactly this domain."""
        made = f"{self.word('local')}@{domain}"
        self.addresses.append(made)
        return made

    def number(self) -> str:
        """Return a new phone number."""
        digits = "".join(self._draw.choices(string.digits, k=_NUMBER_DIGITS))
        made = f"+991 {digits[:3]} {digits[3:]}"
        self.numbers.append(made)
        return made

    def found_in(self, data: bytes) -> list[str]:
        """Return what stands around each form of a word that the data holds, one excerpt a form."""
        folded = data.lower()
        found = []
        for name, form, is_folded in self._forms:
            place = (folded if is_folded else data).find(form)
            if place >= 0:
                around = data[max(0, place - _AROUND_BYTES) : place + len(form) + _AROUND_BYTES]
                found.append(f"{name}: {around!r}")
        return [*found, *self._digests_in(folded), *self._numbers_in(data)]

    def _digests_in(self, folded: bytes) -> list[str]:
        """Return the addresses and numbers whose digest without a key is there: who guesses one can prove it."""
        told = [*self.addresses, *self.numbers, *(phone_key(number) for number in self.numbers)]
        return [
            f"{name} of an address or number"
            for text in told
            for name in ("md5", "sha1", "sha256")
            if hashlib.new(name, text.encode()).hexdigest().encode() in folded
        ]

    def _numbers_in(self, data: bytes) -> list[str]:
        """Return the numbers that are there, however they are punctuated or encoded."""
        digits = _SEPARATORS.sub(b"", data)
        tails = {phone_key(number)[-_NUMBER_DIGITS:].encode() for number in self.numbers}
        return ["a phone number"] * bool(tails & _runs_of_digits(digits, _NUMBER_DIGITS))


def _runs_of_digits(data: bytes, length: int) -> set[bytes]:
    """Return everything of so many digits that stands in a row."""
    return {
        run[at : at + length]
        for run in re.findall(rb"[0-9]+", data)
        for at in range(len(run) - length + 1)
    }


def _forms(stem: str) -> Iterator[tuple[str, bytes, bool]]:
    """Yield each form: its name, its bytes, whether the data is searched in lower case."""
    for encoding in _ENCODINGS:
        yield encoding, stem.encode(encoding), True
        yield f"hex of {encoding}", stem.encode(encoding).hex().encode(), True
    yield "percent", "".join(f"%{ord(letter):02x}" for letter in stem).encode(), True
    yield "JSON escapes", "".join(f"\\u{ord(letter):04x}" for letter in stem).encode(), True
    for written in (stem, stem.upper(), stem.title()):
        for encoding in _ENCODINGS:
            for offset in range(3):
                for alphabet in (b"+/", b"-_"):
                    coded = aligned_base64(written.encode(encoding), offset, alphabet)
                    yield f"base64 of {encoding}", coded, False


def aligned_base64(data: bytes, offset: int, alphabet: bytes) -> bytes:
    """Return the part of a base64 text that these bytes alone decide, `offset` bytes after a group began."""
    coded = b64encode(bytes(offset) + data, altchars=alphabet)
    return coded[-(-8 * offset // 6) : 8 * (offset + len(data)) // 6]


def hidden_forms(word: str) -> dict[str, bytes]:
    """Return ways in which a leak could look, to show that the search finds each of them."""
    told = f"Re: {word} again".encode()
    return {
        "plain": told,
        "capitals": told.upper(),
        "title": word.title().encode(),
        "percent": quote(told.decode()).encode(),
        "percent everywhere": "".join(f"%{byte:02X}" for byte in word.encode()).encode(),
        "JSON escapes": "".join(f"\\u{ord(letter):04X}" for letter in word).encode(),
        "hex": told.hex().encode(),
        "utf-16": told.decode().encode("utf-16"),
        "cut short": word[:_STEM_LETTERS].encode(),
        **{f"base64 after {n}": b64encode(b"x" * n + told) for n in range(3)},
        **{f"base64 of utf-16 after {n}": b64encode(_wide("x" * n, word)) for n in range(3)},
        **{f"base64 of capitals after {n}": b64encode(b"x" * n + told.upper()) for n in range(3)},
    }


def _wide(before: str, word: str) -> bytes:
    return (before + word).encode("utf-16-le")


def holds(data: bytes, words: Iterable[str]) -> set[str]:
    """Return which of these words the data holds as they are written."""
    there = set(re.findall(rb"[a-z]+[0-9]+", data))
    return {word for word in words if word.encode() in there}
