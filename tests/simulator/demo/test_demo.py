"""The demonstration, started for real."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.azurite, pytest.mark.slow]


def _words(folder: Path, *more: str) -> list[str]:
    words = [sys.executable, "-m", "simulator", "demo", "--port", "0"]
    return [*words, "--folder", str(folder / "demo"), *more]


def _cancelled_in_crm(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "demo" / "crm.db")) as crm:
        (number,) = crm.execute("SELECT count(*) FROM event WHERE is_cancelled").fetchone()
        return int(number)


def _names_in_crm(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "demo" / "crm.db")) as crm:
        return [row[0] for row in crm.execute("SELECT display_name FROM contact_entry ORDER BY 1")]


def test_mail_is_captured_meetings_and_contacts_followed_and_a_second_start_goes_on_and_ctrl_c_ends_it(
    tmp_path: Path,
) -> None:
    if not (ROOT / "node_modules" / ".bin" / "azurite").exists():
        pytest.skip("Azurite is not installed: run `make setup` first")
    first = subprocess.run(
        _words(tmp_path, "--once", "20"),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert first.returncode == 0, first.stdout + first.stderr
    assert "100%" in first.stdout
    assert "16 subscriptions answered the handshake" in first.stdout
    assert " captured on " in first.stdout
    assert "5 first runs wait for their previews" in first.stdout
    assert "Lucie Moreau's calendar waits for you" in first.stdout
    assert " in Outlook to " in first.stdout
    assert "the CRM followed in " in first.stdout
    assert " in the CRM to " in first.stdout
    assert "Outlook followed in " in first.stdout
    assert "questions that wait for an answer: 1\n" in first.stdout
    assert " in Outlook: the CRM's list followed in " in first.stdout
    assert "the firm's record of " in first.stdout
    assert "the identity guard held 1 of 1 contacts" in first.stdout
    listed = _names_in_crm(tmp_path)
    assert "Ben Archer" in listed  # whom somebody else was written over in Outlook
    assert "Clara Voss" not in listed
    with subprocess.Popen(_words(tmp_path), cwd=ROOT, stdout=subprocess.PIPE, text=True) as second:
        assert second.stdout is not None
        lines = []
        for line in second.stdout:
            lines.append(line)
            if "arrived from" in line:
                break
        second.send_signal(signal.SIGINT)
        assert "everything was stopped" in second.stdout.read()
    assert second.returncode == 0
    assert any("open http://127.0.0.1:" in line for line in lines)
    assert not any("first runs wait" in line for line in lines)
    assert _cancelled_in_crm(tmp_path) == 0
    assert _names_in_crm(tmp_path) == listed
