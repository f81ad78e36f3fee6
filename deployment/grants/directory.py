"""Application permissions in Entra ID, read and changed through Microsoft Graph (Learn, "appRoleAssignment")."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

GRAPH_APP = "00000003-0000-0000-c000-000000000000"
"""Microsoft Graph's own application id, the same in every tenant."""
_TIMEOUT_SECONDS = 30
_PAGES_MAX = 20
"""Two thousand permissions of one identity are none that anybody granted."""


class DirectoryRefused(Exception):
    """Entra ID did not do what was asked."""

    def __init__(self, what: str, answer: httpx.Response) -> None:
        super().__init__(f"{what}: {answer.status_code} {_told(answer)}")


@dataclass(frozen=True, slots=True)
class GraphApp:
    """Microsoft Graph as this tenant knows it."""

    id: str
    roles: Mapping[str, str]
    """Ids of application permissions by name."""


class Directory:
    """A tenant's directory, for an administrator's token."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT_SECONDS)
        self._url = url

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

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
        answer = self._http.post(f"/servicePrincipals/{graph.id}/appRoleAssignedTo", json=body)
        if answer.status_code != 201:
            raise DirectoryRefused(f"granting {role}", answer)

    def revoke(self, principal: str, assignment: str) -> None:
        """Take one permission back; one that is gone already is done. 1 request."""
        answer = self._http.delete(
            f"/servicePrincipals/{principal}/appRoleAssignments/{assignment}"
        )
        if answer.status_code not in (204, 404):
            raise DirectoryRefused("revoking", answer)

    def _get(self, path: str) -> dict[str, Any]:
        answer = self._http.get(path)
        if answer.status_code != 200:
            raise DirectoryRefused(f"reading {path.split('?')[0]}", answer)
        told: dict[str, Any] = answer.json()
        return told


def _told(answer: httpx.Response) -> str:
    """Return what an error says."""
    try:
        error = answer.json()["error"]
        return f"{error['code']}: {error['message']}"
    except (ValueError, KeyError, TypeError):
        return "without a reason"
