"""The CRM of every former version is read by this one, and goes back to the schema it came from."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.crm.sql import SqlCrm
from adapters.crm.sql.preparing import go_back
from flows.meter import Meter
from flows.ports.desk import EmailFilter
from sync_core.mail import Address
from sync_core.policy import Matching
from tests.upgrading.recorded_data import VERSIONS, restore_crm


def _asked(file: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as database:
        return list(database.execute(statement))


def _counts(file: Path) -> dict[str, object]:
    tables = _asked(file, "SELECT name FROM sqlite_master WHERE type = 'table'")
    names = [str(name) for (name,) in tables if not str(name).startswith(("sqlite", "erasure"))]
    return {name: _asked(file, f'SELECT count(*) FROM "{name}"')[0][0] for name in names}  # noqa: S608 - the test's own tables


@pytest.mark.parametrize("version", VERSIONS)
async def test_what_a_former_version_wrote_is_found_and_goes_back_with_it(
    tmp_path: Path, version: str
) -> None:
    file = tmp_path / "crm.db"
    restore_crm(version, file)
    before, revision = _counts(file), str(_asked(file, "SELECT * FROM alembic_version")[0][0])
    people = _asked(file, "SELECT person_id, address FROM person_address")
    crm = SqlCrm.connect(f"sqlite+aiosqlite:///{file}", Meter())
    try:
        await crm.prepare()
        addresses = [Address(str(address)) for _, address in people]
        found = await crm.find_people(addresses, Matching())
        assert {a: str(of[0].id) for a, of in found.items()} == {
            address: str(person) for person, address in people
        }
        assert (await crm.totals())["activities"] == before["email_activity"]
        listed = await crm.emails(EmailFilter(), 0, 100)
        assert len(listed.rows) == before["email_activity"]
        assert (
            _counts(file).items() >= (before | {"person_key": _counts(file)["person_key"]}).items()
        )

        await go_back(crm._parts.database, revision)
        assert _counts(file) == before
    finally:
        await crm.close()
