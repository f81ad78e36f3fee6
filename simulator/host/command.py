"""`python -m simulator host`: the local host as a command, one process as in Azure."""

import argparse
import asyncio
import importlib
import json
import logging
import os
import signal
import sys
from pathlib import Path

import azure.functions as func

from simulator.host.hostfile import BadHostFile, read_host_file
from simulator.host.indexing import UnhostableFunction
from simulator.host.listening import PROCESSING_SECONDS
from simulator.host.localhost import HostOptions, LocalHost
from simulator.host.routes import BadRoute
from simulator.host.settingsfile import BadSettingsFile, UnknownSetting, read_settings_file
from sync_core.ncrontab import BadSchedule
from wiring.settings import BadSettings

_DEBUG_SETTING = "PYTHON_ENABLE_DEBUG_LOGGING"
"""Lets the Python worker log everything from DEBUG on (Learn: app settings reference)."""
_REFUSALS = (
    BadHostFile,
    BadSettings,
    BadSettingsFile,
    UnhostableFunction,
    UnknownSetting,
    BadSchedule,
    BadRoute,
    OSError,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--port", type=int, default=7071, help="0 takes a free one")
    parser.add_argument("--settings", type=Path, default=Path("local.settings.json"))
    parser.add_argument("--app", type=Path, default=Path(), help="folder of function_app.py")
    parser.add_argument(
        "--processing-seconds",
        type=int,
        default=PROCESSING_SECONDS,
        help="how long a message stays hidden when this process dies (Azure: 600)",
    )
    parser.add_argument("--timer-status", type=Path, help="file that keeps when timers last fired")


def run(arguments: argparse.Namespace) -> int:
    """Run until SIGINT or SIGTERM; return the exit code."""
    logging.basicConfig(
        level=logging.INFO,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    logging.getLogger("azure").setLevel(logging.WARNING)  # each poll of a queue is a request
    try:
        os.environ.update(read_settings_file(arguments.settings))
        if os.environ.get(_DEBUG_SETTING, "").lower() in ("1", "true"):
            logging.getLogger().setLevel(logging.DEBUG)
        asyncio.run(_serve(arguments))
    except _REFUSALS as refused:
        print(f"host: {refused}", file=sys.stderr)
        return 1
    return 0


async def _serve(arguments: argparse.Namespace) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    settings = read_host_file(arguments.app / "host.json")
    options = HostOptions(
        port=arguments.port,
        processing_seconds=arguments.processing_seconds,
        timer_status=arguments.timer_status,
    )
    host = LocalHost(_function_app(arguments.app), settings, os.environ, options)
    try:
        address = await host.start()
        print(json.dumps({"ready": address, "pid": os.getpid()}), flush=True)
        await stopping.wait()
    finally:
        await host.stop()
        await _close_engine()


def _function_app(folder: Path) -> func.FunctionApp:
    """Return the app of a folder's function_app.py."""
    sys.path.insert(0, str(folder.resolve()))
    module = importlib.import_module("function_app")
    apps = [v for v in vars(module).values() if isinstance(v, func.FunctionApp)]
    if len(apps) != 1:
        raise UnhostableFunction(f"function_app.py: expected one FunctionApp, found {len(apps)}")
    return apps[0]


async def _close_engine() -> None:
    """Close what the engine opened, if the app used it; Azure ends the process instead."""
    if "wiring.engine" in sys.modules:
        await sys.modules["wiring.engine"].close()
