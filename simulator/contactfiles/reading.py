"""A contact file as cards, each read alone: one that is broken costs no other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from simulator.contactfiles.contents import card_of
from simulator.contactfiles.leftout import LeftOut, Why
from simulator.contactfiles.lines import Line, lines_of
from simulator.contactfiles.records import ContactFileCard

FILE_BYTES_MAX = 50 * 1024 * 1024
"""Ten thousand cards with a picture each come close to it."""


class UnknownContactFile(ValueError):
    """There is no such file, or it is larger than any address book."""


@dataclass(frozen=True, slots=True)
class ContactReading:
    """The cards of one file, and what of it was left out."""

    cards: tuple[ContactFileCard, ...]
    left_out: tuple[LeftOut, ...]
    """Cards that cannot be used, and lines that cannot be read; what usable cards leave over stands with them."""


def read_contacts(path: Path) -> ContactReading:
    """Return the cards that a .vcf file holds (vCard 2.1, 3.0 and 4.0).

    Raises:
        UnknownContactFile: there is no such file, or it is too large.
    """
    if not path.is_file():
        raise UnknownContactFile(f"{path}: there is no such file")
    with path.open("rb") as opened:
        raw = opened.read(FILE_BYTES_MAX + 1)
    if len(raw) > FILE_BYTES_MAX:
        raise UnknownContactFile(f"{path}: larger than {FILE_BYTES_MAX} bytes")
    return read_cards(raw, path.name)


def read_cards(raw: bytes, name: str) -> ContactReading:
    """Return the cards of a file's bytes; `name` tells where they come from."""
    cards: list[ContactFileCard] = []
    left_out: list[LeftOut] = []
    for number, found in enumerate(_found(raw), 1):
        place = f"{name}:{number}"
        left_out += [LeftOut(place, Why.UNREADABLE)] * found.unreadable
        card = card_of(found.lines, place) if found.is_finished else None
        if card is not None:
            cards.append(card)
        else:
            left_out.append(LeftOut(place, Why.EMPTY if found.is_finished else Why.UNFINISHED))
    return ContactReading(tuple(cards), tuple(left_out))


@dataclass(slots=True)
class _Found:
    """A card on its way."""

    lines: list[Line] = field(default_factory=list)
    unreadable: int = 0
    inner: int = 0
    """How many cards within it (AGENT) have begun and not ended: nothing of them is read."""
    is_finished: bool = False

    def takes_card(self) -> bool:
        """Return whether a card that begins here lies within this one, rather than after its lost end."""
        return bool(self.lines) and self.lines[-1].name == "AGENT"

    def take(self, line: Line | None) -> None:
        """Take a line, unless it is an inner card's."""
        if self.inner:
            self.inner -= line is not None and _is_mark(line, "END")
        elif line is None:
            self.unreadable += 1
        elif _is_mark(line, "END"):
            self.is_finished = True
        else:
            self.lines.append(line)


def _found(raw: bytes) -> Iterator[_Found]:
    """Yield the cards of a file; one that begins where another has not ended ends that one."""
    held: _Found | None = None
    for line in lines_of(raw):
        if line is not None and _is_mark(line, "BEGIN"):
            if held is not None and held.takes_card():
                held.inner += 1
                continue
            if held is not None:
                yield held
            held = _Found()
        elif held is not None:
            held.take(line)
            if held.is_finished:
                yield held
                held = None
    if held is not None:
        yield held


def _is_mark(line: Line, name: str) -> bool:
    return line.name == name and line.value.strip().upper() == "VCARD"
