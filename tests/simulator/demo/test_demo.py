"""The demonstration, started for real."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.azurite, pytest.mark.slow]


def _words(folder: Path, *more: str) -> list[str]:
    words = [sys.executable, "-m", "simulator", "demo", "--port", "0"]
    return [*words, "--folder", str(folder / "demo"), *more]


def test_arriving_mail_is_captured_and_a_second_start_goes_on_and_ctrl_c_ends_it(
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
    assert "6 subscriptions answered the handshake" in first.stdout
    assert " captured on " in first.stdout
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
