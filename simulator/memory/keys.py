"""Which texts a table takes as a key, so that the twin refuses what Azure Tables would refuse."""

import re

from sync_core import limits

_REFUSED = re.compile(r"[/\\#?\x00-\x1f\x7f-\x9f]")


def checked(key: str) -> str:
    """Return a partition's key as it is.

    Raises:
        ValueError: it is empty, too long, or holds / \\ # ? or a control character.
    """
    if not 0 < len(key) <= limits.KEY_CHARACTERS_MAX or _REFUSED.search(key):
        raise ValueError(
            f"mailbox: expected 1..{limits.KEY_CHARACTERS_MAX} characters without / \\ # ? "
            "and control characters"
        )
    return key
