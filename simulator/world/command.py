"""The command line: `python -m simulator world`, for one seed or many on all cores."""

import argparse
import json
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from multiprocessing import cpu_count, get_context
from pathlib import Path
from time import monotonic

from simulator.world.marks import Marks
from simulator.world.planted import PLANTS, planted
from simulator.world.wanted import WANTED_MARKS
from simulator.world.world import STREAMS, World

ENOUGH_SEEDS = 1_000
"""From this many seeds on, every wanted mark must have been hit."""
_PLANT_SEEDS_MAX = 400
_EVERY = 100


@dataclass(frozen=True, slots=True)
class Lived:
    """What became of one seed."""

    stream: str
    seed: int
    problem: str
    """Empty: every invariant held."""
    effects: int
    digest: str
    marks: dict[str, int]


def live(seed: int, plant: str = "", stream: str = "mail") -> Lived:
    """Live one seed of a stream, with a planted bug of its where one is named."""
    stream = PLANTS[plant].stream if plant else stream
    world = World(seed, stream)
    problem = ""
    with planted(plant):
        try:
            world.live()
        except Exception as broken:  # noqa: BLE001  whatever broke, it is this seed's finding
            problem = f"{type(broken).__name__}: {broken}"
    effects = world.scheduler.effects
    return Lived(stream, seed, problem, effects, world.trace.digest(), world.marks.counts())


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code: 0, or 1 when a seed failed or a plant survived."""
    told = _parser().parse_args(arguments)
    if told.plants:
        return _kill_plants()
    seeds = _seeds(told.seeds)
    streams = _streams(told.stream, told.plant)
    if told.trace:
        return _trace(streams[0], seeds[0], told.plant)
    return _run(streams, seeds, told.plant, told.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator world",
        description="Live seeds of the whole engine in a pretend world and check every invariant.",
    )
    parser.add_argument("--seeds", default="0-999", metavar="N|A-B", help="default: 0-999")
    parser.add_argument(
        "--stream", default="all", choices=["all", *STREAMS], help="whose worlds; default: all"
    )
    parser.add_argument("--json", type=Path, metavar="OUT", help="write what was found to a file")
    parser.add_argument("--plant", default="", choices=["", *PLANTS], help="plant a bug by name")
    parser.add_argument(
        "--plants", action="store_true", help="show which seed kills each planted bug"
    )
    parser.add_argument("--trace", action="store_true", help="print every step of the (first) seed")
    return parser


def _seeds(text: str) -> range:
    """Return the seeds `7` or `0-999` names."""
    first, dash, last = text.partition("-")
    try:
        return range(int(first), int(last if dash else first) + 1)
    except ValueError:
        raise SystemExit(
            f"--seeds: expected a number or a span such as 0-999, not {text!r}"
        ) from None


def _streams(told: str, plant: str) -> tuple[str, ...]:
    """Return the streams whose worlds are lived; a planted bug is looked for in its own."""
    if plant:
        return (PLANTS[plant].stream,)
    return tuple(STREAMS) if told == "all" else (told,)


def _run(streams: tuple[str, ...], seeds: range, plant: str, out: Path | None) -> int:
    began, failed, effects = monotonic(), list[Lived](), 0
    marks = {stream: Marks() for stream in streams}
    worlds = len(streams) * len(seeds)
    for done, one in enumerate(_all(streams, seeds, plant), start=1):
        marks[one.stream].add(one.marks)
        effects += one.effects
        if one.problem:
            failed.append(one)
            print(f"{one.stream} {one.seed}: {one.problem}\n  {_replay(one, plant)}", flush=True)
        if done % _EVERY == 0:
            print(f"{done} of {worlds} worlds, {len(failed)} failed", flush=True)
    seconds = monotonic() - began
    unmet = _unmet(marks) if len(seeds) >= ENOUGH_SEEDS else ()
    print(f"{worlds} worlds, {effects} effects, {seconds:.1f} s: {len(failed)} failed")
    if unmet:
        print(f"never happened, so nothing was proved about it: {', '.join(unmet)}")
    if out:
        _write(out, seeds, failed, marks, seconds)
    return 1 if failed or unmet else 0


def _unmet(marks: Mapping[str, Marks]) -> tuple[str, ...]:
    """Return what was wanted in a stream's worlds and never happened there."""
    return tuple(
        f"{stream} {name}"
        for stream, met in marks.items()
        for name in met.missing(WANTED_MARKS[stream])
    )


def _all(streams: Iterable[str], seeds: Iterable[int], plant: str) -> Iterator[Lived]:
    """Live all seeds on all cores; one alone stays in this process."""
    work = [(seed, plant, stream) for seed in seeds for stream in streams]
    if len(work) == 1:
        yield live(*work[0])
        return
    with get_context("spawn").Pool(cpu_count()) as pool:
        yield from pool.imap(_live, work, chunksize=5)


def _live(work: tuple[int, str, str]) -> Lived:
    return live(*work)


def _replay(one: Lived, plant: str) -> str:
    asked = f"--plant {plant}" if plant else f"--stream {one.stream}"
    return f"python -m simulator world --seeds {one.seed} {asked}"


def _trace(stream: str, seed: int, plant: str) -> int:
    """Print one seed's options, steps and end."""
    world = World(seed, stream, keep_trace=True)
    code = 0
    with planted(plant):
        try:
            world.live()
        except Exception:  # noqa: BLE001  whatever broke is what is to be shown
            code = 1
            problem = traceback.format_exc()
    print(json.dumps(asdict(world.options), indent=1))
    print("\n".join(world.trace.lines))
    print(problem if code else f"seed {seed} holds; trace {world.trace.digest()}")
    return code


def _kill_plants() -> int:
    """Print the first seed that kills each planted bug."""
    survivors = 0
    for name, plant in PLANTS.items():
        killer = next((s for s in range(_PLANT_SEEDS_MAX) if live(s, name).problem), None)
        survivors += killer is None
        killed = f"killed by seed {killer}" if killer is not None else "SURVIVES"
        print(f"{name:32} {killed:24} {plant.sentence}", flush=True)
    return 1 if survivors else 0


def _write(
    out: Path,
    seeds: range,
    failed: list[Lived],
    marks: Mapping[str, Marks],
    seconds: float,
) -> None:
    found = {
        "seeds": [seeds.start, seeds.stop - 1],
        "seconds": round(seconds, 2),
        "failed": [{"stream": f.stream, "seed": f.seed, "problem": f.problem} for f in failed],
        "marks": {stream: met.counts() for stream, met in marks.items()},
    }
    out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
