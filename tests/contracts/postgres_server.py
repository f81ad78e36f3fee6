"""A throw-away PostgreSQL server, one a test session, on a socket in its own folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server."""

    folder: Path

    def url(self, database: str) -> str:
        """Return a database's address as the CRM takes it."""
        return f"postgresql+psycopg://rapport@/{database}?host={self.folder}"

    def new_database(self, template: str = "template1") -> str:
        """Create a database and return its name."""
        name = f"crm_{next(_numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self.execute(f"DROP DATABASE {database} WITH (FORCE)")

    def execute(self, statement: Any) -> None:
        """Run a statement as administrator."""
        address = f"host={self.folder} user=rapport dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Return a PostgreSQL server; the tests are skipped where none is installed."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: no initdb in PATH or /usr/lib/postgresql/*/bin")
    who = _not_root()
    if os.geteuid() == 0 and not who:
        pytest.skip("PostgreSQL refuses to run as root, and there is no user postgres or nobody")
    folder = Path(tempfile.mkdtemp(prefix="rapport-pg-"))
    if who:
        shutil.chown(folder, who["user"])
    data, options = folder / "data", f"-c listen_addresses='' -k {folder} -c fsync=off"
    start = ("-w", "-l", folder / "log", "-o", options, "start")
    initialise = ("-D", data, "-A", "trust", "-U", "rapport", "--no-sync", "-E", "UTF8")
    try:
        _run(programs / "initdb", *initialise, "--locale=C", who=who)
        _run(programs / "pg_ctl", "-D", data, *start, who=who)
        try:
            yield PostgresServer(folder)
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop", who=who)
    finally:
        shutil.rmtree(folder)


def _programs() -> Path | None:
    """Return the folder of the newest server programs."""
    in_path = shutil.which("initdb")
    if in_path:
        return Path(in_path).resolve().parent
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3])
    )
    return installed[-1].parent if installed else None


def _not_root() -> dict[str, Any]:
    """Return as whom to run the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return {}


def _run(*command: str | Path, who: dict[str, Any]) -> None:
    """Run one of the server's programs; a daemon it leaves behind keeps no pipe of ours open."""
    with tempfile.TemporaryFile("w+") as told:
        ended = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=told, stderr=told, cwd="/", check=False, **who
        )
        told.seek(0)
        assert ended.returncode == 0, f"{command[0]}: {told.read()}"
