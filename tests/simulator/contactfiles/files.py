"""Contact files made for a test."""

from pathlib import Path

from simulator.contactfiles import ContactFileCard, ContactReading
from simulator.contactfiles.reading import read_cards


def card_text(*lines: str, version: str = "3.0") -> str:
    """Return a card of some lines."""
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def contact_file(folder: Path, *cards: str, name: str = "made.vcf") -> Path:
    """Write a .vcf file of some cards."""
    path = folder / name
    path.write_bytes("".join(cards).encode())
    return path


def reading(text: str | bytes) -> ContactReading:
    """Return what is read of a file's content."""
    return read_cards(text.encode() if isinstance(text, str) else text, "made.vcf")


def read(*lines: str, version: str = "3.0") -> ContactFileCard:
    """Return the one card that some lines make."""
    (card,) = reading(card_text(*lines, version=version)).cards
    return card


def left(card: ContactFileCard) -> list[tuple[str, str]]:
    """Return what is left over of a card: why and which property."""
    return [(one.why.value, one.part) for one in card.left_over]
