"""Who asks, and what they may do: three roles, each with everything of the one below it.

The roles are app roles of the firm's app registration, given to people and to scripts in Entra ID.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class AppRole(StrEnum):
    """What somebody may do, by the value that the app role has in the registration."""

    READER = "Rapport.Reader"
    """Looks, and changes nothing."""
    OPERATOR = "Rapport.Operator"
    """Answers held plans and questions, retries, compares anew, and works with the CRM's records."""
    ADMIN = "Rapport.Admin"
    """Changes the policy too, and erases people."""


_RISING = (AppRole.READER, AppRole.OPERATOR, AppRole.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Somebody who has proved who they are: a person, or a script."""

    object_id: str
    """Their id in the firm's directory; empty on a local host, which asks nobody."""
    roles: frozenset[AppRole]

    @property
    def highest(self) -> AppRole | None:
        """Return the role that includes the others held; None where none is held."""
        return next((role for role in reversed(_RISING) if role in self.roles), None)

    def may(self, needed: AppRole) -> bool:
        """Return whether a role held includes the one that is needed."""
        highest = self.highest
        return highest is not None and _RISING.index(highest) >= _RISING.index(needed)


ON_THIS_MACHINE = SignedIn(object_id="", roles=frozenset({AppRole.ADMIN}))
"""Whoever uses a local host: nobody is asked, and everything is allowed."""


def roles_told(values: Iterable[object]) -> frozenset[AppRole]:
    """Return the roles of ours among those a token tells; others mean nothing here."""
    known = {role.value: role for role in AppRole}
    return frozenset(known[v] for v in values if isinstance(v, str) and v in known)
