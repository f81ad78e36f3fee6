"""`python -m simulator demo`: the command."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from simulator.demo.acting import Outcome
from simulator.demo.playing import NotAsShown, Options, play
from simulator.demo.previewing import NotPreviewed
from simulator.processes.children import DidNotStart
from simulator.processes.control import ProcessRefused
from simulator.processes.firm import REPOSITORY


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--port", type=int, default=7071, help="of the page; if free")
    parser.add_argument("--folder", type=Path, default=REPOSITORY / ".demo", help="what is kept")
    parser.add_argument("--fresh", action="store_true", help="forget what earlier starts kept")
    parser.add_argument(
        "--once",
        type=float,
        metavar="SECONDS",
        help="let mail arrive and people act on either side so long, check it, end",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run until Ctrl-C, which is no failure; with --once, 1 if something was not as it is to be."""
    try:
        outcome = asyncio.run(_play(arguments))
    except (DidNotStart, ProcessRefused, NotAsShown, NotPreviewed) as refused:
        print(f"demo: {refused}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("\neverything was stopped")
        return 0
    print(
        f"{outcome.captured} of {outcome.arrived} arriving e-mails were captured, the others left out; "
        f"{outcome.followed} of {outcome.moved} moved meetings and {outcome.shown} of {outcome.edited} "
        "edited contacts were followed on the other side; the identity guard held "
        f"{outcome.guarded} of {outcome.written_over} contacts that became somebody else"
    )
    return 0 if outcome.is_whole else 1


async def _play(arguments: argparse.Namespace) -> Outcome:
    this = asyncio.current_task()
    if this is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    options = Options(
        folder=arguments.folder,
        port=arguments.port,
        fresh=arguments.fresh,
        seconds=arguments.once,
    )
    return await play(options)
