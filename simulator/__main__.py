"""`python -m simulator COMMAND`: the pretend firm's commands. Each imports only what it needs."""

import argparse
import importlib
import runpy
import sys
from types import ModuleType

_COMMANDS = {
    "host": "run function_app.py on this machine",
    "replay": "put real mail through the whole running system and report",
    "demo": "run a pretend firm and show it",
    "entra": "serve a pretend Entra ID, to try the sign-in by hand",
    "load-calendar": "bring a calendar file into a running pretend tenant",
    "load-contacts": "bring contact files into a running pretend tenant",
}
_PACKAGES = {"load-calendar": "calendarfiles", "load-contacts": "contactfiles"}
"""Where a command of another name than its package lies."""
_WITH_OWN_ARGUMENTS = {
    "graph": "serve the pretend Microsoft 365 tenant over HTTP",
    "world": "run seeds of the deterministic world",
}


def main(words: list[str]) -> int:
    """Run one command and return its exit code."""
    if words and words[0] in _WITH_OWN_ARGUMENTS:
        sys.argv = [f"python -m simulator {words[0]}", *words[1:]]
        runpy.run_module(f"simulator.{words[0]}", run_name="__main__")
        return 0
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, told in _WITH_OWN_ARGUMENTS.items():
        commands.add_parser(name, help=told)
    asked = words[0] if words else ""
    for name, told in _COMMANDS.items():
        command = commands.add_parser(name, help=told)
        if name == asked:
            _module(name).add_arguments(command)
    arguments = parser.parse_args(words)
    return int(_module(arguments.command).run(arguments))


def _module(command: str) -> ModuleType:
    return importlib.import_module(f"simulator.{_PACKAGES.get(command, command)}.command")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
