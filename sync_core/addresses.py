"""What counts as an e-mail address, and its one normal form.

Real mailboxes hold addresses that a strict grammar refuses (double dots, dots at an end, apostrophes,
two @, quotes): all of these are kept. Only what cannot name a mailbox is no address: no @ with
something on both sides, white space or control characters inside, or an Exchange X.500 name, which is
told apart because it always means a colleague (facts: Microsoft Graph message resource).
"""

import re
import unicodedata
from enum import Enum

from sync_core.mail import Address

_WRAPPED = re.compile(r"^\s*(?:mailto:)?\s*<?\s*(.*?)\s*>?\s*$", re.IGNORECASE | re.DOTALL)
_UNUSABLE = re.compile(r"[\s\x00-\x1f\x7f]")
_X500 = re.compile(r"^(?:x500:|ex:|imceaex-_?)?/o=", re.IGNORECASE)
_ADDRESS_CHARACTERS_MAX = 320  # 64 + @ + 255: RFC 5321 §4.5.3.1


class NoAddress(Enum):
    """Why a text is no address."""

    X500 = "x500"
    """An Exchange directory name: a colleague, present or former."""
    UNUSABLE = "unusable"
    """Nothing that could be written to."""


def normalise(text: str) -> Address | NoAddress:
    """Return the address in its normal form (trimmed, case-folded, NFC), or why it is none."""
    bare = _unwrapped(text)
    if ("=" in bare and _X500.match(bare)) or bare[:9].lower() == "imceaex-_":
        return NoAddress.X500
    local, at, domain = bare.rpartition("@")
    usable = local and at and domain.strip(".") and not _is_broken(bare)
    if not usable or len(bare) > _ADDRESS_CHARACTERS_MAX:
        return NoAddress.UNUSABLE
    kept = f"{local}@{domain.rstrip('.')}"
    return Address(
        kept.lower() if kept.isascii() else unicodedata.normalize("NFC", kept).casefold()
    )


def domain_of(address: Address) -> str:
    """Return what stands after the last @."""
    return address.rpartition("@")[2]


def without_tag(address: Address) -> Address:
    """Return the address without its plus-tag: ana+news@x.test is ana@x.test."""
    local, _, domain = address.rpartition("@")
    plain = local.partition("+")[0]
    return Address(f"{plain}@{domain}") if plain else address


def _is_broken(bare: str) -> bool:
    """Return whether white space or control characters stand in a text; plain ones need no pattern."""
    if bare.isascii():
        return " " in bare or not bare.isprintable()
    return _UNUSABLE.search(bare) is not None


def _unwrapped(text: str) -> str:
    """Return the text without mailto:, angle brackets and the white space around them."""
    if text and text[0] not in " \t<mM" and text[-1] not in "> \t\r\n":
        return text
    found = _WRAPPED.match(text)
    return found.group(1) if found else text.strip()
