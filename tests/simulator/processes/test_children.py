"""Child processes are awaited, stopped gently, and told of when they do not start."""

import socket
import sys
from pathlib import Path

import pytest

from simulator.processes.children import Child, DidNotStart
from simulator.processes.ports import free_ports, port_or_free

READY = "import json, signal, sys; print(json.dumps({'port': 7}), flush=True); "
WAITS = READY + "signal.sigwait([signal.SIGTERM]); print('ended', file=sys.stderr)"


def _python(text: str) -> list[str]:
    return [sys.executable, "-c", text]


async def test_a_child_says_when_it_is_ready_and_ends_when_told(tmp_path: Path) -> None:
    mask = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM]); "
    child = await Child.start("waiter", _python(mask + WAITS), tmp_path)
    assert await child.ready_line() == {"port": 7}
    await child.stop()
    assert not child.is_running
    assert child.log.read_text() == "ended\n"
    await child.stop()


@pytest.mark.parametrize(
    "text", ["raise SystemExit('no such port')", "import sys; print('no such port', file=sys.stderr, flush=True); print('no json')"]
)  # fmt: skip
async def test_a_child_that_does_not_start_is_told_of_with_the_end_of_its_log(
    tmp_path: Path, text: str
) -> None:
    child = await Child.start("broken", _python(text), tmp_path)
    with pytest.raises(DidNotStart, match="broken did not start"):
        await child.ready_line()
    await child.stop()
    (port,) = free_ports(1)
    with pytest.raises(DidNotStart, match="no such port"):
        await child.port_open("127.0.0.1", port)


async def test_a_killed_child_is_gone_at_once(tmp_path: Path) -> None:
    child = await Child.start("waiter", _python(READY + "signal.pause()"), tmp_path)
    await child.ready_line()
    await child.kill()
    assert not child.is_running


def test_free_ports_differ_and_a_taken_port_is_replaced() -> None:
    assert len(set(free_ports(5))) == 5
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]
        assert port_or_free(wanted) != wanted
