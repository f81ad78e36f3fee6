"""What the demonstration keeps between starts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.demo.keeping import Keeper


def test_a_complete_demonstration_goes_on_where_it_was(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path / "demo")
    first = keeper.open(fresh=False)
    keeper.write(replace(first, is_complete=True))
    keeper.keep_outlook(b"all events", b"all contacts")
    keeper.add_arrived([{"subject": "one", "received": "now"}], datetime.now(UTC))
    second = Keeper(tmp_path / "demo").open(fresh=False)
    assert second == replace(first, is_complete=True, starts=2)
    assert keeper.calendars() == b"all events"
    assert keeper.contacts() == b"all contacts"
    (arrived,) = keeper.arrived()
    assert arrived["subject"] == "one"
    assert arrived["received"] != "now"


@pytest.mark.parametrize(
    "spoilt", ["cut short", "unreadable", "too old", "fresh", "no calendars", "no contacts"]
)
def test_what_is_of_no_use_any_more_is_built_anew(tmp_path: Path, spoilt: str) -> None:
    keeper = Keeper(tmp_path / "demo")
    first = keeper.open(fresh=False)
    keeper.write(replace(first, is_complete=spoilt != "cut short"))
    if spoilt == "no contacts":
        (tmp_path / "demo" / "calendars.json").write_bytes(b"all events")
    elif spoilt != "no calendars":
        keeper.keep_outlook(b"all events", b"all contacts")
    (tmp_path / "demo" / "crm.db").write_text("old")
    if spoilt == "unreadable":
        (tmp_path / "demo" / "demo.json").write_text("{")
    if spoilt == "too old":
        began = (datetime.now(UTC) - timedelta(days=30)).isoformat()
        keeper.write(replace(first, is_complete=True, began_at=began))
    second = keeper.open(fresh=spoilt == "fresh")
    assert second.digest_key != first.digest_key
    assert second.starts == 1
    assert keeper.calendars() is None
    assert keeper.contacts() is None
    assert not (tmp_path / "demo" / "crm.db").exists()


def test_the_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path / "demo")
    keeper.open(fresh=False)
    assert (tmp_path / "demo" / "demo.json").stat().st_mode & 0o077 == 0
