"""One Azurite process for a test session, on ports of its own, holding everything in memory."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest

_ROOT = Path(__file__).resolve().parent.parent
_PROGRAM = _ROOT / "node_modules" / ".bin" / "azurite"
_READY_SECONDS = 120
_LISTENING = re.compile(r"Azurite (\w+) service is successfully listening at http://[\d.]+:(\d+)")

# The storage emulator's well-known account: published by Microsoft, the same on every machine.
_ACCOUNT = "devstoreaccount1"
_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


@pytest.fixture(scope="session")
def azurite() -> Iterator[str]:
    """Yield the connection string of a running Azurite; skip where it is not installed."""
    if not _PROGRAM.exists():
        pytest.skip("Azurite is not installed: run `npm ci` (or `make setup`) first")
    process = subprocess.Popen(
        [
            str(_PROGRAM),
            "--silent",
            "--inMemoryPersistence",
            "--skipApiVersionCheck",
            "--loose",
            "--disableTelemetry",
            *("--blobPort", "0", "--queuePort", "0", "--tablePort", "0"),
        ],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: Queue[str | None] = Queue()
    # A thread reads on to the end, so that the process never waits for a full pipe.
    reader = Thread(target=_read_on, args=(process, lines), daemon=True)
    reader.start()
    try:
        yield _connection_string(_ports(lines))
    finally:
        process.terminate()
        process.wait()
        reader.join()


def _ports(lines: "Queue[str | None]") -> dict[str, int]:
    """Return each service's port, as soon as all three say that they listen."""
    ports: dict[str, int] = {}
    told: list[str] = []
    while len(ports) < 3:
        try:
            line = lines.get(timeout=_READY_SECONDS)
        except Empty:
            line = None
        if line is None:
            pytest.fail(f"Azurite did not start: {''.join(told)}")
        told.append(line)
        if found := _LISTENING.search(line):
            ports[found[1]] = int(found[2])
    return ports


def _read_on(process: "subprocess.Popen[str]", lines: "Queue[str | None]") -> None:
    assert process.stdout is not None
    with process.stdout as output:
        for line in output:
            lines.put(line)
    lines.put(None)


def _connection_string(ports: dict[str, int]) -> str:
    addresses = "".join(
        f"{service}Endpoint=http://127.0.0.1:{port}/{_ACCOUNT};" for service, port in ports.items()
    )
    return f"DefaultEndpointsProtocol=http;AccountName={_ACCOUNT};AccountKey={_KEY};{addresses}"
