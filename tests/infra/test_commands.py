"""The administrator's commands against a pretend directory, mailboxes and vault on this machine."""

import base64
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from deployment import tokens
from deployment.__main__ import main
from deployment.grants.directory import GRAPH_APP
from deployment.grants.roles import FIRM_ROLES, MAILBOX_ROLES, STREAM_ROLES

APP = "aaaaaaaa-0000-0000-0000-000000000002"
GRAPH = "aaaaaaaa-0000-0000-0000-00000000000f"
NAMES = [*FIRM_ROLES, *MAILBOX_ROLES, *STREAM_ROLES.values(), "Mail.ReadWrite"]
IDS = {name: f"role-{number}" for number, name in enumerate(NAMES)}


class Pretend(ThreadingHTTPServer):
    """Microsoft Graph and a vault, as far as the commands ask them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.granted: dict[str, str] = {}
        """Ids of permissions by their assignments' ids."""
        self.statuses = {"inside@firm.test": 200, "outside@firm.test": 403}
        self.secrets: dict[str, str] = {}
        self.writes: list[str] = []
        self.forgets = False
        """Whether grants are answered and not kept."""

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"

    def names(self) -> set[str]:
        """Return the permissions the app has."""
        return {name for name, role in IDS.items() if role in self.granted.values()}

    def give(self, *names: str) -> None:
        """Grant permissions beforehand."""
        self.granted |= {f"given-{name}": IDS[name] for name in names}


class _Answer(BaseHTTPRequestHandler):
    server: Pretend

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == f"/v1.0/servicePrincipals(appId='{GRAPH_APP}')":
            roles = [{"value": name, "id": role} for name, role in IDS.items()]
            self._tell(200, {"id": GRAPH, "appRoles": roles})
        elif path == f"/v1.0/servicePrincipals/{APP}/appRoleAssignments":
            self._tell_grants()
        elif path.startswith("/v1.0/users/"):
            status = self.server.statuses.get(path.split("/")[3], 404)
            self._tell(status, {"id": "x"} if status == 200 else {"error": {"code": "E"}})
        elif path.startswith("/secrets/"):
            held = self.server.secrets.get(path.split("/")[2])
            self._tell(200 if held else 404, {"value": held})
        else:
            self._tell(403, {"error": {"code": "Authorization_RequestDenied", "message": "no"}})

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
        self._tell(200, told)

    def do_POST(self) -> None:
        told = self._body()
        assert told["principalId"] == APP
        assert told["resourceId"] == GRAPH
        self.server.writes.append(self.path)
        if not self.server.forgets:
            self.server.granted[f"made-{told['appRoleId']}"] = told["appRoleId"]
        self._tell(201, {})

    def do_DELETE(self) -> None:
        self.server.writes.append(self.path)
        del self.server.granted[self.path.rsplit("/", 1)[1]]
        self._tell(204, None)

    def do_PUT(self) -> None:
        self.server.writes.append(self.path)
        self.server.secrets[urlsplit(self.path).path.split("/")[2]] = self._body()["value"]
        self._tell(200, {})

    def _body(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return told

    def _tell(self, status: int, told: object) -> None:
        body = b"" if told is None else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def pretend() -> Iterator[Pretend]:
    """Yield the pretend services."""
    with Pretend() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _grant(pretend: Pretend, *more: str) -> int:
    given = ["--graph-url", f"{pretend.url}/v1.0", "--principal", APP]
    return main(["grant-roles", *given, *more])


def test_a_dry_run_tells_what_it_would_grant_and_changes_nothing(
    pretend: Pretend, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _grant(pretend, "--reach", "tenant") == 0

    assert pretend.writes == []
    assert "would grant   Mail.Read" in capsys.readouterr().out


def test_the_least_of_each_stream_is_granted_once(pretend: Pretend) -> None:
    assert _grant(pretend, "--reach", "tenant", "--streams", "mail,contacts", "--apply") == 0
    assert pretend.names() == {
        "User.Read.All",
        "MailboxSettings.Read",
        "Mail.Read",
        "Contacts.ReadWrite",
    }
    written = len(pretend.writes)

    assert _grant(pretend, "--reach", "tenant", "--streams", "mail,contacts", "--apply") == 0
    assert len(pretend.writes) == written


def test_where_exchange_scopes_mailboxes_entra_grants_none_of_them(pretend: Pretend) -> None:
    assert _grant(pretend, "--apply") == 0

    assert pretend.names() == {"User.Read.All"}


def test_a_permission_that_defeats_the_scope_is_an_error_until_it_is_taken_back(
    pretend: Pretend, capsys: pytest.CaptureFixture[str]
) -> None:
    pretend.give("User.Read.All", "Mail.ReadWrite", "Mail.Read")

    assert _grant(pretend) == 1
    assert "defeats a scope" in capsys.readouterr().err
    assert _grant(pretend, "--apply") == 1
    assert _grant(pretend, "--revoke") == 0
    assert pretend.writes == []
    assert _grant(pretend, "--apply", "--revoke") == 0
    assert pretend.names() == {"User.Read.All"}


def test_a_grant_that_was_answered_and_is_not_there_is_no_success(
    pretend: Pretend, capsys: pytest.CaptureFixture[str]
) -> None:
    pretend.forgets = True

    assert _grant(pretend, "--apply") == 1
    assert "still missing: User.Read.All" in capsys.readouterr().err


def test_who_may_not_grant_is_told_why(
    pretend: Pretend, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--graph-url", f"{pretend.url}/v1.0", "--principal", "somebody-else"]

    assert main(["grant-roles", *given]) == 1
    assert "403 Authorization_RequestDenied: no" in capsys.readouterr().err


def _probe(pretend: Pretend, outside: str = "outside@firm.test") -> int:
    where = ["--graph-url", f"{pretend.url}/v1.0", "--credential", "local"]
    return main(["probe", *where, "--inside", "inside@firm.test", "--outside", outside])


def test_the_probe_holds_where_the_mailbox_outside_is_refused(
    pretend: Pretend, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _probe(pretend) == 0
    assert capsys.readouterr().out.count("ok") == 6


@pytest.mark.parametrize("status", [200, 404, 429, 500])
def test_the_probe_fails_where_the_mailbox_outside_is_not_refused(
    pretend: Pretend, status: int
) -> None:
    pretend.statuses["outside@firm.test"] = status

    assert _probe(pretend) == 1


def test_the_probe_fails_where_the_mailbox_inside_is_refused(pretend: Pretend) -> None:
    pretend.statuses["inside@firm.test"] = 403

    assert _probe(pretend) == 1


def test_a_mailbox_that_is_nobody_s_proves_nothing(pretend: Pretend) -> None:
    assert _probe(pretend, outside="nobody@firm.test") == 1


def test_the_key_of_digests_is_made_once_and_never_again(pretend: Pretend) -> None:
    assert main(["secrets", "--vault", pretend.url]) == 0
    assert pretend.secrets == {}
    assert main(["secrets", "--vault", pretend.url, "--apply"]) == 0
    first = pretend.secrets["rapport-digest-key"]
    assert main(["secrets", "--vault", pretend.url, "--apply"]) == 0

    assert len(base64.b64decode(first)) == 32
    assert pretend.secrets == {"rapport-digest-key": first}


def test_a_database_s_address_is_read_where_no_list_of_processes_shows_it(
    pretend: Pretend, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("postgresql://u:p@h/d\n"))

    assert main(["secrets", "--vault", pretend.url, "--crm-url", "--apply"]) == 0
    assert pretend.secrets["rapport-crm-url"] == "postgresql://u:p@h/d"
    assert "u:p" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("url", "scope"),
    [
        ("https://graph.microsoft.com/v1.0", "https://graph.microsoft.com/.default"),
        ("https://graph.microsoft.us/v1.0", "https://graph.microsoft.us/.default"),
        ("https://kv-x.vault.azure.net", "https://vault.azure.net/.default"),
        ("https://kv-x.vault.usgovcloudapi.net/", "https://vault.usgovcloudapi.net/.default"),
    ],
)
def test_a_token_is_asked_for_the_service_that_is_called(url: str, scope: str) -> None:
    assert tokens.audience(url) == scope


def test_a_made_up_token_goes_to_this_machine_alone(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--credential", "local", "--inside", "a", "--outside", "b"]

    assert main(["probe", *given]) == 1
    assert "this machine" in capsys.readouterr().err
