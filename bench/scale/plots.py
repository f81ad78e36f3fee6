"""Pictures of a lived day: how old mail gets, what waits, instances, and requests to Graph."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from bench.scale.model import Lived
from bench.scale.report import requests_a_second

_HOUR = 3_600.0
_DPI = 80
_ROOM_FOR_LEGEND = 6
"""Times the highest value, on an axis whose steps are tenfold."""


def draw(lived: Lived, file: Path) -> None:
    """Write a scenario's picture."""
    mpl.rcParams.update({"font.size": 9, "axes.grid": True, "grid.alpha": 0.3})
    figure = Figure(figsize=(9, 8), layout="constrained")
    age, waiting, instances, requests = figure.subplots(4, 1, sharex=True)
    scenario = lived.scenario
    figure.suptitle(
        f"{scenario.name}: {scenario.mailboxes:,} mailboxes, {scenario.mails_day:g} mails each"
    )
    _age(age, lived)
    _waiting(waiting, lived)
    _instances(instances, lived)
    _requests(requests, lived)
    requests.set_xlabel("hour of the day")
    requests.set_xlim(0, scenario.hours)
    requests.set_xticks(range(0, int(scenario.hours) + 1, 2))
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=_DPI)


def _age(axes: Axes, lived: Lived) -> None:
    for share, label in ((0.5, "median"), (0.95, "95 of 100"), (1.0, "oldest")):
        points = lived.watch.latency_by_arrival(share)
        axes.plot([t / _HOUR for t, _ in points], [s for _, s in points], label=label, lw=1)
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_ylim(1, axes.get_ylim()[1] * _ROOM_FOR_LEGEND)
    axes.set_ylabel("mail captured after, s")
    axes.legend(loc="upper left", ncols=3)


def _waiting(axes: Axes, lived: Lived) -> None:
    at = [s.at / _HOUR for s in lived.watch.samples]
    axes.plot(at, [s.waiting for s in lived.watch.samples], label="ready", lw=1)
    axes.plot(at, [s.delayed for s in lived.watch.samples], label="put back for later", lw=1)
    axes.set_yscale("symlog", linthresh=10)
    axes.set_ylim(0, axes.get_ylim()[1] * _ROOM_FOR_LEGEND)
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_ylabel("work items")
    axes.legend(loc="upper left", ncols=2)


def _instances(axes: Axes, lived: Lived) -> None:
    at = [s.at / _HOUR for s in lived.watch.samples]
    axes.plot(at, [s.instances for s in lived.watch.samples], lw=1, color="C2")
    axes.set_ylim(bottom=0)
    axes.set_ylabel("instances, queue work")


def _requests(axes: Axes, lived: Lived) -> None:
    rates = requests_a_second(lived)
    axes.plot([t / _HOUR for t, _ in rates], [r for _, r in rates], lw=1, color="C3")
    axes.set_ylim(bottom=0)
    axes.set_ylabel("Graph requests a second")
