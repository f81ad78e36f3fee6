"""Commands of whoever operates a running app: examine it, follow a trace, replay, resync."""

import argparse
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote, urlencode

from admin.command.remote import RemotePolicy

Told = tuple[int, list[str]]
"""The exit code of a command, and the lines it prints."""
Act = Callable[[argparse.Namespace, RemotePolicy], Awaitable[Told]]

_MARKS = {"ok": "ok     ", "warning": "WARNING", "failed": "FAILED ", "skipped": "-      "}


async def doctor(asked: argparse.Namespace, remote: RemotePolicy) -> Told:
    """Examine a deployment and say what to mend; 1 where a check failed."""
    named = {"mailbox": asked.mailbox, "outside": asked.outside}
    query = urlencode({name: value for name, value in named.items() if value})
    told = await remote.call("POST", f"/api/admin/doctor?{query}", "{}")
    code = 0 if told["well"] else 1
    if asked.json:
        return code, [json.dumps(told, indent=2)]
    lines: list[str] = []
    for check in told["checks"]:
        lines.append(f"{_MARKS[check['outcome']]} {check['name']}: {check['told']}")
        lines += [f"        {check['mend']}"] if "mend" in check else []
    return code, lines


async def poison(asked: argparse.Namespace, remote: RemotePolicy) -> Told:
    """List the work items that were given up, put them back, or let them go."""
    body = json.dumps({"runs": asked.runs})
    if asked.verb == "list":
        told = await remote.call("GET", "/api/admin/poisoned")
    else:
        told = await remote.call("POST", f"/api/admin/poisoned/{asked.verb}", body)
    words = {"list": "given up", "replay": "put back", "let-go": "let go"}
    count = f"{len(told['items'])} work items {words[asked.verb]}."
    return 0, [*map(_line, told["items"]), count]


async def run(asked: argparse.Namespace, remote: RemotePolicy) -> Told:
    """Enqueue now what a timer enqueues by its schedule."""
    told = await remote.call("POST", f"/api/admin/timers/{quote(asked.timer)}", "{}")
    return 0, [f"Enqueued: {told['enqueued']}."]


async def resync(asked: argparse.Namespace, remote: RemotePolicy) -> Told:
    """Read a mailbox anew from end to end."""
    if asked.forget:
        told = await remote.call(
            "POST", f"/api/admin/mailboxes/{quote(asked.mailbox)}/forget", "{}"
        )
        return 0, [f"Mailbox {told['mailbox']} is forgotten and enrolled anew; it is read whole."]
    told = await remote.call("POST", f"/api/admin/mailboxes/{quote(asked.mailbox)}/resync", "{}")
    return 0, [f"Mailbox {told['mailbox']} is read anew; nothing is captured twice."]


async def trace(asked: argparse.Namespace, remote: RemotePolicy) -> Told:
    """Show the runs of a trace and the rows it wrote in the CRM; 1 where there is nothing."""
    query = f"?{urlencode({'day': asked.day})}" if asked.day else ""
    told = await remote.call("GET", f"/api/admin/traces/{quote(asked.trace)}{query}")
    rows = [f"{r['written_at'] or '':25}  wrote {r['kind']} {r['id']}" for r in told["rows"]]
    lines = [*map(_line, told["runs"]), *rows]
    return (0, lines) if lines else (1, ["Nothing is known of this trace on this day."])


def _line(run: dict[str, Any]) -> str:
    ended = f"{run['outcome']} {run['detail']}".strip()
    return f"{run['started_at']:25}  {run['task']:18} {run['tag']}  {ended}  {run['run']}"


def add_commands(commands: Any, url: Callable[[argparse.ArgumentParser], None]) -> None:
    """Declare the commands; `url` adds how the app is reached."""
    for name, act in _COMMANDS.items():
        command = commands.add_parser(name, help=(act.__doc__ or "").rstrip("."))
        command.set_defaults(operate=act)
        _ARGUMENTS[name](command)
        url(command)


def _of_doctor(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="JSON instead of lines")
    command.add_argument("--mailbox", help="id of the mailbox to read; else the first captured")
    command.add_argument("--outside", help="id of a mailbox that must be refused")


def _of_poison(command: argparse.ArgumentParser) -> None:
    command.add_argument("verb", choices=("list", "replay", "let-go"))
    command.add_argument("runs", nargs="*", metavar="RUN", help="only these; else all")


def _of_resync(command: argparse.ArgumentParser) -> None:
    command.add_argument("mailbox", metavar="MAILBOX", help="its id, or its tag in the log")
    command.add_argument(
        "--forget", action="store_true", help="forget it and enrol it anew: after a restored CRM"
    )


def _of_trace(command: argparse.ArgumentParser) -> None:
    command.add_argument("trace", metavar="TRACE", help="as a log line tells it")
    command.add_argument("--day", help="when it began (UTC, 2026-01-31); else today")


def _of_run(command: argparse.ArgumentParser) -> None:
    command.add_argument("timer", metavar="TIMER", help="subscriptions, directory, rematch ...")


_COMMANDS = {"doctor": doctor, "poison": poison, "resync": resync, "run": run, "trace": trace}
_ARGUMENTS = {
    "run": _of_run,
    "doctor": _of_doctor,
    "poison": _of_poison,
    "resync": _of_resync,
    "trace": _of_trace,
}
