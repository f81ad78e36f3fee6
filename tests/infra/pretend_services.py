"""Microsoft Graph's directory and mailboxes, and a vault, as far as the administrator's commands ask them."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

import pytest

from deployment.grants.directory import GRAPH_APP
from deployment.grants.roles import FIRM_ROLES, MAILBOX_ROLES, STREAM_ROLES
from tests.infra.pretend_http import JsonAnswer, Service, serving

APP = "aaaaaaaa-0000-0000-0000-000000000002"
GRAPH = "aaaaaaaa-0000-0000-0000-00000000000f"
NAMES = [*FIRM_ROLES, *MAILBOX_ROLES, *STREAM_ROLES.values(), "Mail.ReadWrite"]
IDS = {name: f"role-{number}" for number, name in enumerate(NAMES)}


class Pretend(Service):
    """Microsoft Graph and a vault, as far as the commands ask them."""

    def __init__(self) -> None:
        super().__init__(_Answer)
        self.granted: dict[str, str] = {}
        """Ids of permissions by their assignments' ids."""
        self.statuses = {"inside@firm.test": 200, "outside@firm.test": 403}
        self.secrets: dict[str, str] = {}
        self.writes: list[str] = []
        self.forgets = False
        """Whether grants are answered and not kept."""
        self.is_shut = False
        """Whether the vault refuses."""

    def names(self) -> set[str]:
        """Return the permissions the app has."""
        return {name for name, role in IDS.items() if role in self.granted.values()}

    def give(self, *names: str) -> None:
        """Grant permissions beforehand."""
        self.granted |= {f"given-{name}": IDS[name] for name in names}


class _Answer(JsonAnswer, BaseHTTPRequestHandler):
    server: Pretend

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == f"/v1.0/servicePrincipals(appId='{GRAPH_APP}')":
            roles = [{"value": name, "id": role} for name, role in IDS.items()]
            self.tell(200, {"id": GRAPH, "appRoles": roles})
        elif path == f"/v1.0/servicePrincipals/{APP}/appRoleAssignments":
            self._tell_grants()
        elif path.startswith("/v1.0/users/"):
            status = self.server.statuses.get(path.split("/")[3], 404)
            self.tell(status, {"id": "x"} if status == 200 else {"error": {"code": "E"}})
        elif path.startswith("/secrets/"):
            self._tell_secret(path.split("/")[2])
        else:
            self.tell(403, {"error": {"code": "Authorization_RequestDenied", "message": "no"}})

    def _tell_secret(self, name: str) -> None:
        assert urlsplit(self.path).query == "api-version=7.4"
        held = self.server.secrets.get(name)
        if self.server.is_shut:
            self.tell(403, {"error": {"code": "Forbidden", "message": "not even a word of it"}})
        else:
            self.tell(200 if held else 404, {"value": held})

    def _tell_grants(self) -> None:
        """Two on a page."""
        at = int(urlsplit(self.path).query.partition("skip=")[2] or 0)
        held = list(self.server.granted.items())
        told: dict[str, Any] = {
            "value": [
                {"id": one, "resourceId": GRAPH, "appRoleId": role}
                for one, role in held[at : at + 2]
            ]
        }
        if held[at + 2 :]:
            path = f"/v1.0/servicePrincipals/{APP}/appRoleAssignments?skip={at + 2}"
            told["@odata.nextLink"] = self.server.url + path
        self.tell(200, told)

    def do_POST(self) -> None:
        told = self.body()
        assert told["principalId"] == APP
        assert told["resourceId"] == GRAPH
        self.server.writes.append(self.path)
        if not self.server.forgets:
            self.server.granted[f"made-{told['appRoleId']}"] = told["appRoleId"]
        self.tell(201, {})

    def do_DELETE(self) -> None:
        self.server.writes.append(self.path)
        del self.server.granted[self.path.rsplit("/", 1)[1]]
        self.tell(204)

    def do_PUT(self) -> None:
        self.server.writes.append(self.path)
        self.server.secrets[urlsplit(self.path).path.split("/")[2]] = self.body()["value"]
        self.tell(200, {})


@pytest.fixture
def pretend() -> Iterator[Pretend]:
    """Yield the pretend services."""
    with serving(Pretend()) as service:
        yield service
