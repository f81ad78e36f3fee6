"""The engine lives through seeds of the world, and a seed is one life whatever the interpreter."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.world.command import live, main
from simulator.world.world import STREAMS, World

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("seed", range(30))
def test_the_engine_keeps_every_invariant(seed: int) -> None:
    assert live(seed).problem == "", f"replay: python -m simulator world --seeds {seed}"


@pytest.mark.parametrize("seed", range(12))
def test_the_engine_keeps_every_invariant_of_calendars(seed: int) -> None:
    problem = live(seed, stream="calendar").problem
    assert problem == "", f"replay: python -m simulator world --seeds {seed} --stream calendar"


@pytest.mark.parametrize("seed", range(12))
def test_the_engine_keeps_every_invariant_of_contacts(seed: int) -> None:
    problem = live(seed, stream="contacts").problem
    assert problem == "", f"replay: python -m simulator world --seeds {seed} --stream contacts"


@pytest.mark.parametrize("stream", STREAMS)
def test_one_seed_is_one_life(stream: str) -> None:
    first, again = World(11, stream).live(), World(11, stream).live()
    assert first.trace.digest() == again.trace.digest()
    assert first.marks.counts() == again.marks.counts()
    assert first.stream.state() == again.stream.state()


@pytest.mark.parametrize("hash_seed", ["0", "1", "random"])
def test_a_life_does_not_depend_on_the_order_of_hashes(hash_seed: str) -> None:
    script = (
        "from simulator.world.command import live;"
        "print(live(12).digest, live(3, stream='calendar').digest,"
        " live(3, stream='contacts').digest)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    lived = (live(12), live(3, stream="calendar"), live(3, stream="contacts"))
    assert told.stdout.split() == [one.digest for one in lived]


def test_the_command_names_the_one_line_that_replays_a_failing_seed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--seeds", "0", "--plant", "no-unique-key"]) == 1
    assert "python -m simulator world --seeds 0 --plant no-unique-key" in capsys.readouterr().out


def test_the_command_writes_what_it_found(tmp_path: Path) -> None:
    out = tmp_path / "world.json"
    assert main(["--seeds", "1-2", "--json", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["seeds"] == [1, 2]
    assert found["failed"] == []
    assert found["marks"]["mail"]["outcome.done"] > 0
    assert found["marks"]["calendar"]["outcome.done"] > 0
    assert found["marks"]["contacts"]["outcome.done"] > 0


def test_the_command_shows_every_step_of_a_seed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seeds", "3", "--trace"]) == 0
    shown = capsys.readouterr().out
    assert "memory.acquire" in shown
    assert "holds; trace" in shown


def test_seeds_that_are_no_numbers_are_refused_by_name() -> None:
    with pytest.raises(SystemExit, match="--seeds: expected"):
        main(["--seeds", "many"])
