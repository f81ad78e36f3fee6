"""What a benchmark's command takes, and how it tells its figures."""

import argparse
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass

from bench.mail.figures import Figures


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a benchmark is asked for."""

    is_quick: bool
    parts: Sequence[str]


def asked_of(
    arguments: list[str], *, name: str, told: str | None, parts: Sequence[str], quick: str
) -> Asked:
    """Return what the words after a benchmark's name ask for; ends the process at others.

    Args:
        arguments: the words.
        name: the benchmark's name.
        told: what is said of it.
        parts: what it has.
        quick: what is said of `--quick`.
    """
    parser = argparse.ArgumentParser(prog=f"python -m bench {name}", description=told)
    parser.add_argument("--quick", action="store_true", help=f"smaller sizes: {quick}")
    parser.add_argument("--only", action="append", choices=parts, help="one part; repeatable")
    words = parser.parse_args(arguments)
    return Asked(is_quick=words.quick, parts=words.only or parts)


def report(figures: Figures, *, is_quick: bool) -> dict[str, object]:
    """Return every figure, and whether all targets are met."""
    missed = [name for name, figure in figures.items() if figure.is_met is False]
    return {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "quick": is_quick,
        "figures": {name: figure.told() for name, figure in figures.items()},
        "all_met": not missed,
        "missed": missed,
    }
