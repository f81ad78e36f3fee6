"""The page to come back to after signing in: one of ours, never another site's."""

import re
from urllib.parse import quote

from sync_core import limits

_PLAIN = re.compile(r"/[!-\[\]-~]*")
"""A slash, then visible ASCII without a backslash, which browsers read as a slash."""


def safe_return(path: str) -> str:
    """Return a path of this console; the first page in place of anything that could lead elsewhere."""
    is_ours = (
        len(path) <= limits.RETURN_PATH_CHARACTERS_MAX
        and _PLAIN.fullmatch(path) is not None
        and not path.startswith(("//", "/sign", "/api/", "/static/"))
    )
    return path if is_ours else "/"


def sign_in_address(wanted: str) -> str:
    """Return where to sign in so as to come back to a page."""
    return f"/sign-in?to={quote(safe_return(wanted), safe='/')}"
