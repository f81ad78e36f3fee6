"""The command: measured once through the real engine, reckoned again from a file, honest about what is missing."""

import json
from pathlib import Path

import pytest

import bench.cost
from bench.__main__ import main
from bench.cost.gauge import Lines, timers
from bench.cost.mail import mail_works, timer_works
from bench.cost.work import Measured, Work
from tests.bench.cost.made_up import MEASURED, without


@pytest.fixture(autouse=True)
def _timers_of_the_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.cost, "default_schedules", lambda: {"sweep": "0 */15 * * * *"})


def written(folder: Path, told: Measured) -> str:
    file = folder / "measured.json"
    file.write_text(json.dumps({"measured": told.told()}))
    return str(file)


@pytest.mark.azurite
async def test_what_mail_takes_is_counted_through_the_functions(azurite: str) -> None:
    works = await mail_works(azurite, history=12, singles=2, burst=6, rounds=1)

    arriving, gathered = works["mail.arriving_1000"], works["mail.gathered_1000"]
    assert works["mail.posted_1000"].posts == works["mail.posted_1000"].sends == 1_000
    assert arriving.items == arriving.graph_requests == arriving.log_lines == 1_000
    assert arriving.table_operations < 20_000
    assert arriving.log_bytes / arriving.log_lines > 60
    assert gathered.items == 1_000
    assert gathered.graph_requests == pytest.approx(1_000 / 6)
    assert works["mail.idle_wake"].graph_requests == works["mail.renewal"].graph_requests == 1
    assert works["mail.caught_up"].items == works["mail.coalesced"].items == 1
    assert works["mail.coalesced"].graph_requests == 0
    assert works["mail.refused"].graph_requests == works["mail.refused"].sends == 1
    assert all(work.cpu_seconds > 0 for work in works.values())


@pytest.mark.azurite
async def test_a_tick_of_every_timer_is_measured_and_apart_what_it_enqueues(azurite: str) -> None:
    works = await timer_works(azurite, rounds=1)

    assert {f"timer.{name}" for name in timers()} <= set(works)
    assert all(works[f"timer.{name}"].ticks == 1 for name in timers())
    assert works["timer.subscriptions.item"].graph_requests >= 1


def test_a_line_counts_where_it_is_ours_or_a_warning() -> None:
    import logging

    lines = Lines()
    for name, level in (("rapport.work", 20), ("azure.core", 20), ("azure.core", 30)):
        lines.handle(logging.LogRecord(name, level, "", 0, '{"outcome": "done"}', (), None))

    assert (lines.lines, lines.bytes) == (2, 2 * len('{"outcome": "done"}'))
    assert lines.outcomes == ["done", "done"]


def test_a_former_measurement_is_reckoned_again_with_other_prices(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prices = tmp_path / "prices.json"
    prices.write_text(
        json.dumps(
            {
                "prices": {"log_gb": 0, "execution": {"usd": 1, "is_confirmed": False}},
                "stated": {"firms": [7]},
            }
        )
    )
    measured = written(tmp_path, MEASURED)

    assert main(["cost", "--measured", measured, "--prices", str(prices), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert told["usd_per_million_mails"]["arriving"]["shared"]["logs"] == 0
    assert {row["mailboxes"] for row in told["usd_per_mailbox_month"]} == {7}
    assert told["unconfirmed_prices"] == ["execution"]
    assert told["measured"] == MEASURED.told()


@pytest.mark.parametrize("name", ["mail.gathered_1000", "calendar.idle", "timer.sweep.item"])
def test_a_missing_measurement_ends_the_command_by_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=rf"not measured: {name}"):
        main(["cost", "--measured", written(tmp_path, without(name))])


def test_a_measurement_without_a_count_ends_the_command_by_name(tmp_path: Path) -> None:
    told = {"measured": MEASURED.told()}
    del told["measured"]["mail.idle_wake"]["cpu_seconds"]
    file = tmp_path / "measured.json"
    file.write_text(json.dumps(told))

    with pytest.raises(SystemExit, match=r"not measured: mail\.idle_wake\.cpu_seconds"):
        main(["cost", "--measured", str(file)])


def test_a_file_of_something_else_is_named(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"weather": {}}')

    with pytest.raises(SystemExit, match="weather: expected `prices` and `stated`"):
        main(["cost", "--prices", str(other)])
    with pytest.raises(SystemExit, match="measured: expected a mapping"):
        main(["cost", "--measured", str(other)])


def test_what_is_told_is_read_back_the_same() -> None:
    assert Measured.read(MEASURED.told()).works == MEASURED.works
    assert (Work(items=3) - Work(items=1)).times(2) == Work(items=4)
