"""python -m admin policy: the policy as a file, through the JSON API of a running app."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin.__main__ import main
from tests.admin.bridge import served
from tests.admin.firm import Firm


@pytest.fixture
async def url(firm: Firm) -> AsyncIterator[str]:
    """Serve the firm's console."""
    async with served(firm.console) as address:
        yield address


async def run(*arguments: str) -> int:
    """Run the command as a process would, beside the server."""
    return await asyncio.to_thread(main, ["policy", *arguments])


async def test_a_file_is_planned_applied_shown_and_applied_again_without_change(
    firm: Firm, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("mail:\n  content: full\n  history: {start: 2025-01-01}\n")

    assert await run("plan", str(file), "--url", url) == 0
    assert "mail.content: subject -> full" in capsys.readouterr().out
    assert (await firm.policies.current()).number == 0

    assert await run("apply", str(file), "--url", url, "--who", "Nia") == 0
    assert "2 changes; version 1." in capsys.readouterr().out
    current = await firm.policies.current()
    assert (current.number, current.changed_by) == (1, "Nia")

    assert await run("show", "--url", url) == 0
    shown = tmp_path / "shown.yaml"
    shown.write_text(capsys.readouterr().out)
    assert await run("apply", str(shown), "--url", url) == 0
    assert "Nothing changed: version 1 says the same." in capsys.readouterr().out


async def test_a_change_expected_from_another_version_is_refused(
    firm: Firm, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "policy.json"
    file.write_text('{"mail": {"content": "full"}}')

    assert await run("apply", str(file), "--url", url, "--expect", "4") == 1
    assert "Somebody changed the policy meanwhile" in capsys.readouterr().err
    assert (await firm.policies.current()).number == 0


async def test_a_bad_policy_names_the_field_and_changes_nothing(
    firm: Firm, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("mail: {content: everything}")

    for verb in ("check", "plan", "apply"):
        where = () if verb == "check" else ("--url", url)
        assert await run(verb, str(file), *where) == 1
        assert "mail.content: Input should be 'metadata'" in capsys.readouterr().err
    assert (await firm.policies.current()).number == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mail:\n  content: full\n  content: subject\n", "line 3, column 3: expected content once"),
        ('{"mail": {},\n "mail": {}}', "line 2, column 2: expected mail once"),
        ("mail: [\n", "line 2"),
        ("a: &x [1]\nb: *x\n", "line 2, column 4: expected no reference"),
        ("mail: !!python/object/apply:os.system [ls]", "line 1, column 7"),
        ("\x00", "expected JSON or YAML"),
        ("? [a, b]\n: c\n", "line 1, column 3: expected a field's name"),
    ],
)
async def test_a_file_that_cannot_be_read_is_told_by_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(text)

    assert await run("check", str(file)) == 1
    assert said in capsys.readouterr().err


async def test_a_file_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("check", str(tmp_path / "none.yaml")) == 1
    assert "none.yaml: No such file" in capsys.readouterr().err


async def test_a_valid_file_is_said_to_be_valid_without_any_app(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps({"mail": {"internal_domains": ["northwind.test"]}}))

    assert await run("check", str(file)) == 0
    assert "is a valid policy" in capsys.readouterr().out


async def test_an_app_that_does_not_answer_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("show", "--url", "http://127.0.0.1:9") == 1
    assert "http://127.0.0.1:9 does not answer" in capsys.readouterr().err
