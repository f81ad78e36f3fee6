"""What is installed is what was read: every package pinned to one version by the digest of its files."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_PIN = re.compile(
    r"^([A-Za-z0-9._-]+)==(\S+)(?: ; .*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.MULTILINE,
)
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_package_is_pinned_with_hashes(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text()
    pinned = {found[1].lower() for found in _PIN.finditer(text)}
    started = {line.partition("==")[0] for line in text.splitlines() if re.match(r"\w", line)}

    assert pinned == started
    asked = (ROOT / f"{name}.in").read_text().splitlines()
    wanted = {m[0].lower() for m in map(_NAME.match, asked) if m}
    assert {w.replace("_", "-") for w in wanted} <= {p.replace("_", "-") for p in pinned}


def test_set_up_takes_nothing_without_its_hash() -> None:
    makefile = (ROOT / "Makefile").read_text()
    installs = [line for line in makefile.splitlines() if "pip install" in line]

    assert installs and all("--require-hashes" in line for line in installs)
    assert "npm ci" in makefile
