"""`python -m simulator load-calendar`: into a tenant that is served, over its address."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator.__main__ import main
from simulator.graph import Serving, Tenant, serve
from simulator.graph.surroundings import SeededSurroundings
from tests.simulator.calendarfiles.files import calendar_file

ANA = "ana.lima@northwind.test"
GOOD = "UID:1\nDTSTART:20261124T100000Z\nDTEND:20261124T110000Z\nSUMMARY:Review"
BACKWARDS = "UID:2\nDTSTART:20261124T100000Z\nDTEND:20261123T110000Z"


@pytest.fixture
def tenant() -> Tenant:
    made = Tenant(SeededSurroundings(3))
    made.add_user("Ana Lima")
    return made


@pytest.fixture
async def serving(tenant: Tenant) -> AsyncIterator[Serving]:
    served = await serve(tenant, control=True)
    yield served
    await served.stop()


async def command(file: Path, mailbox: str, url: str | None) -> int:
    """Run the command beside the server; return its exit code."""
    words = ["load-calendar", str(file), "--mailbox", mailbox, "--url", url or ""]
    return await asyncio.to_thread(main, words)


async def test_a_files_events_are_brought_in_and_the_others_named_with_their_reason(
    tenant: Tenant, serving: Serving, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = calendar_file(tmp_path, GOOD, BACKWARDS)
    assert await command(file, ANA, serving.outlook_url) == 0
    assert capsys.readouterr().out.splitlines() == [
        "left out made.ics:2: ends_before_start DTEND",
        "1 events and series were brought in; left out: 1 ends_before_start",
    ]
    user = tenant.users.with_address(ANA)
    assert user
    assert [i.says.subject for i in tenant.mailbox(user.id).calendars.items.values()] == ["Review"]


@pytest.mark.parametrize(
    ("name", "mailbox", "url", "told"),
    [
        ("made.ics", "nobody@x.test", None, "nobody@x.test"),
        ("none.ics", ANA, None, "none.ics: No such file"),
        ("made.ics", ANA, "over there", "--url: expected an address"),
    ],
)
async def test_nobodys_mailbox_a_missing_file_and_a_wrong_address_are_refused(
    serving: Serving,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    mailbox: str,
    url: str | None,
    told: str,
) -> None:
    calendar_file(tmp_path, GOOD)
    assert await command(tmp_path / name, mailbox, url or serving.outlook_url) == 1
    said = capsys.readouterr().err
    assert said.startswith("load-calendar: ")
    assert told in said
