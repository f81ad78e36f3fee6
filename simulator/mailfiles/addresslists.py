"""Taking an address line (From, To, Cc, Bcc) apart, whatever its writer thought of RFC 5322.

The standard library's parser differs between Python versions and refuses whole lines for one bad entry;
here each entry stands alone, groups are opened, and what is no address is kept as written.
"""

from collections.abc import Iterator

from simulator.mailfiles.headerlines import decoded
from simulator.mailfiles.records import Correspondent

_CLOSING = {'"': '"', "<": ">", "(": ")"}


def correspondents(line: str) -> tuple[Correspondent, ...]:
    """Return the entries of an address line (not yet decoded), in order."""
    if "@" not in line:  # some writers encode the whole line, addresses and all
        line = decoded(line)
    found = (_correspondent(piece) for piece in _pieces(line))
    return tuple(entry for entry in found if entry.address)


def _pieces(line: str) -> Iterator[str]:
    """Yield the entries: parted by commas and semicolons outside quotes, brackets and comments."""
    piece = ""
    closing = ""
    escaped = False
    for character in line:
        if closing:
            piece += character
            if character == closing and not escaped:
                closing = ""
            escaped = character == "\\" and not escaped
            continue
        if character in ",;":
            yield piece
            piece = ""
        elif character == ":" and "@" not in piece and "mailto" not in piece.lower():
            piece = ""  # a group's name: its members follow
        else:
            piece += character
            closing = _CLOSING.get(character, "") if _opens(character, line) else ""
    yield piece


def _opens(character: str, line: str) -> bool:
    """Return whether a bracket or quote is ever closed: a stray one stands for itself."""
    closing = _CLOSING.get(character)
    return closing is not None and line.count(closing) >= (2 if closing == '"' else 1)


def _correspondent(piece: str) -> Correspondent:
    """Return one entry's address and name."""
    piece = " ".join(piece.split())
    before, opened, rest = piece.rpartition("<")
    if opened:
        address = rest.partition(">")[0].strip()
        return Correspondent(_bare(address), _name(before))
    address, opened, comment = piece.partition("(")
    if opened and address.strip():
        return Correspondent(_bare(address.strip()), _name(comment.rpartition(")")[0]))
    return Correspondent(_bare(piece))


def _bare(address: str) -> str:
    """Return an address without the quotes that some writers put around the whole of it."""
    if len(address) > 1 and address[0] == address[-1] and address[0] in "\"'":
        address = address[1:-1]
    return decoded(address) if "=?" in address else address


def _name(text: str) -> str:
    """Return a display name as a person reads it."""
    return decoded(text.strip().strip('"').replace('\\"', '"')).strip()
