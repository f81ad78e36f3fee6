"""The one cookie of these pages: a sealed note, first of a sign-in under way, then of who is signed in.

It holds ids, roles and an end: no name, no address, no token. One name for both, so that the second takes the
first one's place. `__Host-` binds it to this very host over https; scripts cannot read it.
"""

from collections.abc import Mapping
from typing import Any

from admin.web import PageRequest
from sync_core import limits
from sync_core.access import SignedIn, roles_told

NAME = "__Host-rapport"
SIGNING_IN = "sign-in"
SESSION = "session"
GONE = f"{NAME}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"


def signing_in_cookie(sealed: str) -> str:
    """Return the cookie of a sign-in under way. Entra posts from its own site: SameSite must allow that."""
    return _cookie(sealed, limits.SIGN_IN_SECONDS, "None")


def session_cookie(sealed: str) -> str:
    """Return the cookie of who is signed in: sent with links from elsewhere, never with their posts."""
    return _cookie(sealed, limits.SESSION_SECONDS, "Lax")


def sealed_of(request: PageRequest) -> str:
    """Return the sealed note a browser sends, empty where it sends none."""
    return request.cookie(NAME)


def note_of(somebody: SignedIn) -> dict[str, object]:
    """Return what is remembered of who is signed in."""
    return {"oid": somebody.object_id, "roles": sorted(role.value for role in somebody.roles)}


def somebody_of(note: Mapping[str, Any]) -> SignedIn | None:
    """Return who a note of ours remembers."""
    object_id, roles = note.get("oid"), note.get("roles")
    if not isinstance(object_id, str) or not isinstance(roles, list):
        return None
    return SignedIn(object_id=object_id, roles=roles_told(roles))


def _cookie(sealed: str, lasts_seconds: int, same_site: str) -> str:
    return (
        f"{NAME}={sealed}; Path=/; Max-Age={lasts_seconds}; Secure; HttpOnly; SameSite={same_site}"
    )
