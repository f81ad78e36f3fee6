"""Application permissions in Entra ID, read and changed through Microsoft Graph (Learn, "appRoleAssignment")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deployment.authorized import Authorized

GRAPH_APP = "00000003-0000-0000-c000-000000000000"
"""Microsoft Graph's own application id, the same in every tenant."""
_PAGES_MAX = 20
"""Two thousand permissions of one identity are none that anybody granted."""


@dataclass(frozen=True, slots=True)
class GraphApp:
    """Microsoft Graph as this tenant knows it."""

    id: str
    roles: Mapping[str, str]
    """Ids of application permissions by name."""


class Directory(Authorized):
    """A tenant's directory, for an administrator's token.

    Each question raises Refused where Entra ID does not do it.
    """

    def graph(self) -> GraphApp:
        """Return Microsoft Graph with its permissions. 1 request."""
        told = self._get(f"/servicePrincipals(appId='{GRAPH_APP}')?$select=id,appRoles")
        roles = {one["value"]: one["id"] for one in told["appRoles"] if one.get("isEnabled", True)}
        return GraphApp(told["id"], roles)

    def granted(self, principal: str, graph: GraphApp) -> dict[str, str]:
        """Return an identity's permissions in Microsoft Graph by name, with their assignments' ids. 1 request a page."""
        names = {role: name for name, role in graph.roles.items()}
        found: dict[str, str] = {}
        path = f"/servicePrincipals/{principal}/appRoleAssignments?$top=100"
        for _ in range(_PAGES_MAX):
            told = self._get(path)
            for one in told["value"]:
                if one["resourceId"] == graph.id:
                    found[names.get(one["appRoleId"], one["appRoleId"])] = one["id"]
            following = told.get("@odata.nextLink", "")
            if not following.startswith(self._url):
                break
            path = following.removeprefix(self._url)
        return found

    def grant(self, principal: str, graph: GraphApp, role: str) -> None:
        """Grant one permission. 1 request."""
        body = {"principalId": principal, "resourceId": graph.id, "appRoleId": graph.roles[role]}
        path = f"/servicePrincipals/{graph.id}/appRoleAssignedTo"
        self._asked(f"granting {role}", "POST", path, body=body, done=(201,))

    def revoke(self, principal: str, assignment: str) -> None:
        """Take one permission back; one that is gone already is done. 1 request."""
        path = f"/servicePrincipals/{principal}/appRoleAssignments/{assignment}"
        self._asked("revoking", "DELETE", path, done=(204, 404))

    def _get(self, path: str) -> dict[str, Any]:
        what = f"reading {path.split('?')[0]}"
        told: dict[str, Any] = self._asked(what, "GET", path, done=(200,)).json()
        return told
