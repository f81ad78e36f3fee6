"""The embedded CRM's command line."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.crm.sql import SqlCrm
from adapters.crm.sql.__main__ import main
from flows.meter import Meter

ROOT = Path(__file__).parents[4]


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'crm.db'}"


async def _people(folder: Path) -> int:
    crm = SqlCrm.connect(_url(folder), Meter())
    totals = await crm.totals()
    await crm.close()
    return totals["people"]


def test_loading_people_makes_the_database_and_says_how_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes("\ufeffname,email\r\nÄna,ana@x.test\r\nBen,\r\n".encode())
    assert main(["load-people", str(file), "--url", _url(tmp_path)]) == 0
    assert capsys.readouterr().out == "2 people loaded\n"


def test_a_bad_file_loads_nobody_and_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,email\nAna,ana@x.test\nBen,nope\n")
    assert main(["migrate", "--url", _url(tmp_path)]) == 0
    assert main(["load-people", str(file), "--url", _url(tmp_path)]) == 1
    assert "line 3: email: expected an address such as ana@x.test" in capsys.readouterr().err
    assert asyncio.run(_people(tmp_path)) == 0


@pytest.mark.parametrize(
    ("content", "told"), [(None, "No such file"), (b"name\n\xff\xfe\n", "utf-8")]
)
def test_a_file_that_cannot_be_read_is_told_plainly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, told: str
) -> None:
    file = tmp_path / "people.csv"
    if content is not None:
        file.write_bytes(content)
    assert main(["load-people", str(file), "--url", _url(tmp_path)]) == 1
    assert told in capsys.readouterr().err


def test_a_database_that_is_none_is_told_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--url", "mysql://secret@x/y"]) == 1
    told = capsys.readouterr().err
    assert "expected sqlite+aiosqlite:///PATH or postgresql+psycopg://HOST/NAME" in told
    assert "secret" not in told


def test_migrating_twice_is_no_error(tmp_path: Path) -> None:
    assert main(["migrate", "--url", _url(tmp_path)]) == 0
    assert main(["migrate", "--url", _url(tmp_path)]) == 0


def test_naming_the_crm_does_not_load_sqlalchemy() -> None:
    """A cold webhook never waits for it."""
    program = "import sys; from adapters.crm.sql import SqlCrm; from flows.meter import Meter; " + (
        "SqlCrm.connect('sqlite+aiosqlite:///x.db', Meter()); sys.exit('sqlalchemy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_the_schema_goes_back_by_a_command_and_forward_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = ["--url", _url(tmp_path)]
    assert main(["migrate", *url]) == 0
    assert main(["go-back", "0005", *url]) == 0
    assert main(["migrate", *url]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "schema is current",
        "schema is that of 0005",
        "schema is current",
    ]
    assert main(["go-back", "0001", *url]) == 1
    assert "no way back" in capsys.readouterr().err
