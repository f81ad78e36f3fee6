"""The command: reckoned from a measurement, drawn, and honest about what is missing."""

import json
from pathlib import Path

import pytest

import bench.scale
from bench.__main__ import main
from bench.cost.work import Measured, Work
from bench.scale.scenario import Scenario
from tests.bench.cost.made_up import MEASURED

SCHEDULES = {"sweep": "0 */15 * * * *", "prune": "0 40 3 * * *"}
_ITEM = Work(items=1, sends=1, table_operations=4, cpu_seconds=0.02, log_lines=1, log_bytes=300)
_MORE = {"mail.caught_up": _ITEM.times(2), "mail.coalesced": _ITEM, "mail.refused": _ITEM}
ENOUGH = Measured(dict(MEASURED.works) | _MORE)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.cost.default_schedules", lambda: SCHEDULES)
    monkeypatch.setitem(bench.scale.SCENARIOS, "day", Scenario(mailboxes=20, hours=10))


def written(folder: Path, told: Measured) -> str:
    file = folder / "measured.json"
    file.write_text(json.dumps({"measured": told.told()}))
    return str(file)


def test_a_scenario_is_told_and_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = ["--measured", written(tmp_path, ENOUGH), "--scenario", "day", "--mailboxes", "20"]
    assert main(["scale", *told, "--plots", str(tmp_path / "plots"), "--json"]) == 0
    day = json.loads(capsys.readouterr().out)["scenarios"]["day"]

    assert 0 < day["captured"] <= day["mails"]
    assert day["usd"]["total"] > 0
    assert set(day["mail_age_seconds"]) == {"p50", "p95", "max"}
    picture = (tmp_path / "plots/scale-day.png").read_bytes()
    assert picture.startswith(b"\x89PNG") and len(picture) > 10_000


def test_an_outage_is_as_long_as_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ["--measured", written(tmp_path, ENOUGH), "--scenario", "outage", "--mailboxes", "2"]
    assert main(["scale", *told, "--outage-hours", "20", "--json"]) == 0
    outage = json.loads(capsys.readouterr().out)["scenarios"]["outage"]

    assert outage["hours"] == 9 + 20 + 3
    assert outage["captured"] == outage["mails"]
    assert outage["mail_age_seconds"]["max"] > 19 * 3_600


@pytest.mark.parametrize("name", ["mail.refused", "mail.idle_sweep", "mail.posted_1000"])
def test_a_missing_measurement_ends_the_command_by_name(name: str, tmp_path: Path) -> None:
    some = Measured({n: work for n, work in ENOUGH.works.items() if n != name})
    with pytest.raises(SystemExit, match=rf"bench scale: not measured: {name}"):
        main(["scale", "--measured", written(tmp_path, some)])


def test_a_platform_that_is_none_is_named(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"platform": {"instances_max": 0}}')
    with pytest.raises(SystemExit, match="instances_max"):
        main(["scale", "--prices", str(other), "--measured", written(tmp_path, ENOUGH)])
