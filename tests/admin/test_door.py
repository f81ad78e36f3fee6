"""The door of a local host: open to this machine, and to nobody who calls it by another name."""

from dataclasses import replace

import pytest

from admin.door import LocalDoor
from tests.admin.asking import ask
from tests.admin.firm import Firm


@pytest.fixture
def local(firm: Firm) -> Firm:
    return replace(firm, console=replace(firm.console, door=LocalDoor()))


@pytest.mark.parametrize(
    "host", ["", "localhost:7071", "127.0.0.1:7071", "[::1]:7071", "127.0.0.1"]
)
async def test_whoever_is_at_this_machine_may_do_everything(local: Firm, host: str) -> None:
    answer = await ask(local, "GET", "/", {"Host": host} if host else {})

    assert answer.status == 200
    assert b"Sign out" not in answer.body


@pytest.mark.parametrize(
    "host", ["evil.test:7071", "127.0.0.1.evil.test", "10.0.0.1", "[::", "a b"]
)
async def test_a_local_host_called_by_another_name_answers_nothing(local: Firm, host: str) -> None:
    mailbox = await local.mailbox(1, "Priya Shah")
    for method, url in (("GET", "/"), ("POST", f"/api/admin/mailboxes/{mailbox}/sync")):
        headers = {"Host": host, "Origin": f"http://{host}", "Content-Type": "application/json"}

        assert (await ask(local, method, url, headers)).status == 403
    assert local.queued() == []


async def test_nobody_signs_in_at_a_local_host(local: Firm) -> None:
    assert (await ask(local, "GET", "/sign-in")).status == 404
