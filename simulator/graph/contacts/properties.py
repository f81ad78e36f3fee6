"""Extended properties of contacts: how their ids are written, and those that every contact has."""

import re

SENSITIVITY = "Integer 0x36"
"""PidTagSensitivity: 2 is private (MS-OXCMSG)."""
MESSAGE_CLASS = "String 0x1a"
"""PidTagMessageClass: what kind of item it is."""
CONTACT_CLASS = "IPM.Contact"
LIST_CLASS = "IPM.DistList"
_TAGGED = re.compile(r"^\s*(\w+)\s+0x([0-9a-f]{1,8})\s*$", re.IGNORECASE)


def property_id(written: str) -> str:
    """Return an extended property's id as the server writes it: `Integer 0x0036` and `integer 0x36` are one.

    A tagged one loses its leading zeros and its capitals, as in Graph's own answers; a named one, which
    nobody spells in two ways, stays.
    """
    found = _TAGGED.match(written)
    return f"{found[1].capitalize()} 0x{int(found[2], 16):x}" if found else written.strip()


def property_key(written: str) -> str:
    """Return what two spellings of one property's id have in common."""
    return property_id(written).casefold()
