"""`python -m simulator replay FILE`: the command."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from simulator.mailfiles import UnknownMailFile, read_mail
from simulator.processes.children import DidNotStart
from simulator.processes.control import ProcessRefused
from simulator.replay.material import ARRIVING_SHARE, PEOPLE, NothingToReplay, material_of
from simulator.replay.playing import Options, play
from simulator.replay.quiet import NotQuiet
from simulator.replay.report import Report

_REFUSALS = (UnknownMailFile, NothingToReplay, DidNotStart, ProcessRefused, NotQuiet)
_INTERRUPTED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("file", type=Path, help=".jsonl, .jsonl.gz, .mbox or a folder of .eml")
    parser.add_argument("--internal-domain", required=True, help="the firm's own domain")
    parser.add_argument("--people", choices=sorted(PEOPLE), default="half")
    parser.add_argument("--json", type=Path, help="where the report is written; default: output")
    parser.add_argument("--mailboxes", type=_positive, help="only the first N names, sorted")
    parser.add_argument("--faults", type=int, metavar="SEED", help="faults and crashes of a seed")
    parser.add_argument("--crm", metavar="URL", help="database of the CRM; default: a fresh SQLite")
    parser.add_argument("--arriving", type=_share, default=ARRIVING_SHARE, metavar="SHARE")
    parser.add_argument("--per-second", type=float, default=10.0, help="pace of arriving mail")
    parser.add_argument("--patience", type=float, default=3600.0, help="seconds to wait for quiet")
    parser.add_argument("--logs", type=Path, help="folder in which the processes' logs are kept")


def run(arguments: argparse.Namespace) -> int:
    """Replay; return 0 when everything adds up, 1 when not, 130 when interrupted."""
    try:
        report = asyncio.run(_replay(arguments))
    except _REFUSALS as refused:
        print(f"replay: {refused}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("replay: interrupted; everything was stopped", file=sys.stderr)
        return _INTERRUPTED
    text = json.dumps(report.document(), indent=1)
    if arguments.json:
        arguments.json.write_text(text + "\n")
    else:
        print(text)
    for fault in report.faults():
        print(f"replay: {fault}", file=sys.stderr)
    return 1 if report.faults() else 0


async def _replay(arguments: argparse.Namespace) -> Report:
    this = asyncio.current_task()
    if this is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    reading = read_mail(arguments.file)
    material = material_of(
        reading, arguments.internal_domain, arguments.mailboxes, arguments.arriving
    )
    options = Options(
        people=arguments.people,
        crm_url=arguments.crm,
        faults=arguments.faults,
        per_second=arguments.per_second,
        patience_seconds=arguments.patience,
        logs=arguments.logs,
    )
    return await play(material, options)


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("expected a number from 1")
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise argparse.ArgumentTypeError("expected a number from 0 to 1")
    return share
