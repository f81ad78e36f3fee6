"""The administrator's commands against a pretend directory, mailboxes and vault on this machine."""

import base64
import io

import pytest

from deployment import tokens
from deployment.__main__ import main
from tests.infra.pretend_services import APP, Pretend, pretend

__all__ = ["pretend"]


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


def test_a_vault_that_refuses_is_told_by_its_status_and_by_nothing_it_says(
    pretend: Pretend, capsys: pytest.CaptureFixture[str]
) -> None:
    pretend.is_shut = True

    assert main(["secrets", "--vault", pretend.url, "--apply"]) == 1
    assert capsys.readouterr().err == "reading rapport-digest-key: 403\n"
    assert pretend.writes == []


def test_a_database_s_address_is_read_where_no_list_of_processes_shows_it(
    pretend: Pretend, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("postgresql://u:p@h/d\n"))

    assert main(["secrets", "--vault", pretend.url, "--crm-url", "--apply"]) == 0
    assert pretend.secrets["rapport-crm-url"] == "postgresql://u:p@h/d"
    assert "u:p" not in capsys.readouterr().out


@pytest.mark.parametrize("told", ["", "sqlite+aiosqlite:///crm.db", "pass:word@host"])
def test_an_address_that_instances_cannot_share_stores_nothing(
    pretend: Pretend,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{told}\n"))

    assert main(["secrets", "--vault", pretend.url, "--crm-url", "--apply"]) == 1
    assert pretend.writes == []
    assert "pass:word" not in capsys.readouterr().err


def test_a_stream_that_there_is_not_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["grant-roles", "--principal", APP, "--streams", "mail,files"])

    assert "expected some of mail,calendar,contacts" in capsys.readouterr().err


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
