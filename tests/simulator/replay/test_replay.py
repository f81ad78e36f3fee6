"""A replay through the whole running system: Azurite, tenant, function app and CRM as processes."""

import base64
import gzip
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.azurite, pytest.mark.slow]
CANARY = "canary-7f3a"


@pytest.fixture(autouse=True)
def _installed() -> None:
    if not (ROOT / "node_modules" / ".bin" / "azurite").exists():
        pytest.skip("Azurite is not installed: run `make setup` first")


def _words(file: Path, folder: Path, *more: str) -> list[str]:
    report = folder / "report.json"
    words = [sys.executable, "-m", "simulator", "replay", str(file)]
    words += ["--internal-domain", "firm.test", "--json", str(report)]
    return [*words, "--logs", str(folder / "logs"), "--patience", "500", *more]


def _replay(file: Path, folder: Path, *more: str) -> dict[str, Any]:
    done = subprocess.run(
        _words(file, folder, *more),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=570,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads((folder / "report.json").read_text()))


def _mail(number: int, **changed: object) -> dict[str, object]:
    """A made-up mail; every third is internal, every seventh lies in a second mailbox too."""
    author = f"al{number % 4}@firm.test" if number % 3 == 0 else f"p{number % 11}@out{CANARY}.test"
    return {
        "internet_message_id": f"<{number}@x.test>",
        "date": f"2026-0{1 + number % 6}-{1 + number % 27:02d}T09:{number % 60:02d}:00+00:00",
        "from": author,
        "to": ["bo@firm.test"],
        "subject": f"About {CANARY} {number}",
        "body": f"Text {CANARY} {number}\n" * 3,
        "folder": ("inbox", "inbox/clients", "junk", "sent items")[(number % 9) // 3],
        "mailbox": f"box{number % 3}",
    } | changed


@pytest.fixture
def mail_file(tmp_path: Path) -> Path:
    lines = [_mail(n) for n in range(60)]
    lines += [_mail(n, mailbox="box9", folder="inbox") for n in range(0, 60, 7)]
    lines.append(_mail(100, date="2044-01-04T14:48:58-08:00", **{"from": "late@out.test"}))
    lines.append(_mail(101, date="1997-01-01T09:22:03-08:00", **{"from": "early@out.test"}))
    file = tmp_path / "mail.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    return file


def _is_internal(line: dict[str, Any]) -> bool:
    return str(line["from"]).endswith("@firm.test")


def _expected(file: Path) -> dict[str, int]:
    """Count by the rules, apart from the engine."""
    lines = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
    in_junk = [x for x in lines if x["folder"] == "junk"]
    rest = [x for x in lines if x["folder"] != "junk"]
    outside = [x for x in rest if not _is_internal(x)]
    return {
        "messages": len(lines),
        "folder": len(in_junk),
        "internal": len(rest) - len(outside),
        "captured": len(outside),
        "distinct": len({x["internet_message_id"] for x in outside}),
    }


def _check(told: dict[str, Any], expected: dict[str, int]) -> None:
    assert told["failed"] == 0
    assert told["seen"] == told["messages"] == expected["messages"]
    assert told["captured"] == expected["captured"]
    assert told["distinct"] == expected["distinct"]
    assert told["left_out"] == {"folder": expected["folder"], "internal": expected["internal"]}
    assert told["matched"] + told["unmatched"] == told["distinct"]
    assert told["matched"] > 0
    assert told["unmatched"] > 0


def test_every_message_of_a_file_has_its_decision_and_the_engine_keeps_nothing_of_it(
    tmp_path: Path, mail_file: Path
) -> None:
    told = _replay(mail_file, tmp_path)
    _check(told, _expected(mail_file))
    assert told["graph_requests"] == told["tenant_requests"]
    assert told["latency_seconds"]["p50"] is not None
    secret = base64.b64encode(CANARY.encode()).rstrip(b"=")
    for log in (tmp_path / "logs").iterdir():
        written = log.read_bytes()
        assert CANARY.encode() not in written, log.name
        assert secret not in written, log.name


@pytest.mark.skipif(
    sys.version_info >= (3, 12),
    reason="waits five minutes for the leases of a killed process: run on the lowest Python alone",
)
def test_faults_and_crashes_change_nothing_in_the_outcome(tmp_path: Path, mail_file: Path) -> None:
    told = _replay(mail_file, tmp_path, "--faults", "3")
    _check(told, _expected(mail_file))


def test_a_persons_own_mbox_can_be_replayed(tmp_path: Path) -> None:
    file = tmp_path / "me.mbox"
    mail = "From x Thu Jan  1 00:00:00 2026\nFrom: {0}@out.test\nTo: me@firm.test\n"
    mail += "Date: Thu, {0} Jan 2026 10:00:00 +0000\nMessage-ID: <{0}@out.test>\n\nText\n\n"
    file.write_text("".join(mail.format(n) for n in range(1, 6)))
    told = _replay(file, tmp_path, "--people", "all")
    assert (told["mailboxes"], told["captured"], told["matched"]) == (1, 5, 5)


@pytest.fixture
def processes() -> Iterator[list[int]]:
    """Ids of the processes that a test started; all of them must have ended by themselves."""
    ids: list[int] = []
    yield ids
    for process in ids:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_an_interrupted_replay_leaves_no_process_behind(
    tmp_path: Path, mail_file: Path, processes: list[int]
) -> None:
    with subprocess.Popen(
        _words(mail_file, tmp_path), cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as replay:
        assert replay.stderr is not None
        for line in replay.stderr:
            if line.startswith("back-fill"):
                break
        processes += _children(replay.pid)
        assert len(processes) >= 3
        replay.send_signal(signal.SIGINT)
        assert "everything was stopped" in replay.stderr.read()
    assert replay.returncode == 130


def _children(parent: int) -> list[int]:
    """Return the processes that this one has started."""
    found = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True)
    pairs = (line.split() for line in found.stdout.splitlines()[1:])
    return [int(pid) for pid, of in pairs if int(of) == parent]


def test_a_file_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        _words(tmp_path / "none.mbox", tmp_path),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("replay: ")
    assert len(done.stderr.splitlines()) == 1
