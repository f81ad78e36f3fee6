"""Names of time zones: Windows' own, as Graph uses them, and those of the IANA database.

The pairs are the Unicode CLDR's ("windowsZones", Unicode licence v3), as the package tzlocal carries them:
two dictionaries of it are read, nothing of the system is asked.
"""

from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal.windows_tz import tz_win, win_tz

_NAME_CHARACTERS_MAX = 100
_UTC_NAMES = ("UTC", "Z", "GMT", "Etc/UTC", "Etc/GMT", "Etc/UCT", "UCT", "Zulu", "Universal")

_IANA_OF: Mapping[str, str] = {
    **{name.casefold(): name for name in tz_win if name},
    **{name.casefold(): iana for name, iana in win_tz.items() if name},
    **{name.casefold(): "UTC" for name in _UTC_NAMES},
}


def iana_of(name: str) -> str | None:
    """Return the IANA name of a zone told by a Windows or an IANA name; letter case does not matter.

    All names of UTC are "UTC". None: the zone is not known, as with Outlook's own
    "tzone://Microsoft/Custom" (facts: graph §2.2), or this machine has no rules for it.
    """
    name = name.strip()
    found = _IANA_OF.get(name.casefold(), name)
    return found if zone_of(found) is not None else None


def windows_of(iana: str) -> str | None:
    """Return the Windows name of a zone told by its IANA name; None where Windows has none."""
    known = _IANA_OF.get(iana.strip().casefold())
    if known is None:
        return None
    return tz_win.get(known)


def zone_of(iana: str) -> ZoneInfo | None:
    """Return the rules of a zone told by its IANA name; None where there is no such zone."""
    if not iana or len(iana) > _NAME_CHARACTERS_MAX:
        return None
    try:
        return ZoneInfo(iana)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a name may be any text: a path, a folder
        return None
