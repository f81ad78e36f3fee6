"""The embedded CRM's command: `python -m adapters.crm.sql migrate | go-back REVISION | load-people FILE.csv --url URL`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from adapters.crm.sql import SqlCrm
from adapters.crm.sql.database import Database
from adapters.crm.sql.people_file import BadPeopleFile, read_people
from adapters.crm.sql.preparing import go_back
from flows.meter import Meter
from flows.ports.desk import NewPerson
from sync_core.failures import Failure


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when it was done, 1 when nothing was."""
    told = _parser().parse_args(arguments)
    try:
        if told.command == "go-back":
            asyncio.run(_go_back(told.url, told.revision))
            sys.stdout.write(f"schema is that of {told.revision}\n")
            return 0
        people = _read(told.file) if told.command == "load-people" else ()
        asyncio.run(_carry_out(told.url, people))
    except (BadPeopleFile, Failure, OSError, UnicodeDecodeError) as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    done = f"{len(people)} people loaded" if told.command == "load-people" else "schema is current"
    sys.stdout.write(f"{done}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m adapters.crm.sql")
    commands = parser.add_subparsers(dest="command", required=True)
    migrate = commands.add_parser("migrate", help="bring the database to the newest schema")
    back = commands.add_parser(
        "go-back", help="bring the schema back to what a former version of the program knows"
    )
    back.add_argument("revision", help="for example 0005; what only newer ones know is dropped")
    load = commands.add_parser("load-people", help="add the people of a CSV file; all or none")
    load.add_argument(
        "file",
        type=Path,
        help="columns: name, kind, client, segment, is_key, email, alternate, contact_points "
        "(separated by semicolons), custom:NAME",
    )
    for command in (migrate, back, load):
        command.add_argument(
            "--url",
            required=True,
            help="sqlite+aiosqlite:///PATH or postgresql+psycopg://HOST/NAME",
        )
    return parser


def _read(path: Path) -> tuple[NewPerson, ...]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return read_people(lines)


async def _go_back(url: str, revision: str) -> None:
    database = Database(url, Meter())
    try:
        await go_back(database, revision)
    finally:
        await database.close()


async def _carry_out(url: str, people: Sequence[NewPerson]) -> None:
    crm = SqlCrm.connect(url, Meter())
    try:
        await crm.prepare()
        await crm.add_people(people)
    finally:
        await crm.close()


if __name__ == "__main__":
    sys.exit(main())
