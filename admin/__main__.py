"""python -m admin policy VERB | doctor | poison list | resync MAILBOX | trace TRACE"""

import argparse
import asyncio
import getpass
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from admin.command.files import BadFile, as_json, as_yaml, read_document
from admin.command.operating import add_commands
from admin.command.reference import reference
from admin.command.remote import RemotePolicy, RemoteRefused
from sync_core.policy import BadPolicy, Policy

TOKEN_VARIABLE = "RAPPORT_ADMIN_TOKEN"  # noqa: S105 - a name, not a token
"""Environment variable with an access token for the app; never an argument, which other users could see.

`az account get-access-token --scope api://CLIENT_ID/.default --query accessToken -o tsv` prints one. A local
host asks for none.
"""
URL_VARIABLE = "RAPPORT_ADMIN_URL"
"""Environment variable that says where the running app is."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0 when it was done, 1 when it was refused."""
    asked = _parser().parse_args(arguments)
    if "operate" in asked:
        return _operate(asked)
    act: Callable[[argparse.Namespace], Awaitable[None]] = asked.act
    try:
        asyncio.run(act(asked))  # type: ignore[arg-type] # the acts are coroutine functions
    except BadPolicy as bad:
        return _refused("\n".join([str(bad.__doc__), *(f"  {line}" for line in bad.problems)]))
    except (BadFile, RemoteRefused) as bad:
        return _refused(str(bad))
    return 0


def _operate(asked: argparse.Namespace) -> int:
    """Run a command on a running app; return its exit code, 2 where the app refused or is away."""
    try:
        code, lines = asyncio.run(asked.operate(asked, _remote(asked)))
    except RemoteRefused as bad:
        _refused(str(bad))
        return 2
    print("\n".join(lines))
    return int(code)


async def show(asked: argparse.Namespace) -> None:
    """Print the policy in force as a file that `apply` takes."""
    told = await _remote(asked).current()
    document = told["document"]
    if asked.json:
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return
    by = f", set by {told['changed_by'] or 'somebody unnamed'}" if told["version"] else ""
    print(f"# version {told['version']}{by}")
    print(as_yaml(document), end="")


async def check(asked: argparse.Namespace) -> None:
    """Say whether a file is a valid policy; asks no app."""
    Policy.parse(json.loads(as_json(read_document(asked.file))))
    print(f"{asked.file} is a valid policy.")


async def plan(asked: argparse.Namespace) -> None:
    """Print what a file would change."""
    told = await _remote(asked).check(as_json(read_document(asked.file)))
    _print_changes(told["changes"], "Nothing would change", told["version"])


async def apply(asked: argparse.Namespace) -> None:
    """Make a file the policy, and print what changed."""
    document, remote = as_json(read_document(asked.file)), _remote(asked)
    planned = await remote.check(document)
    expected = planned["version"] if asked.expect is None else asked.expect
    told = await remote.put(document, expected, asked.who)
    _print_changes(planned["changes"], "Nothing changed", told["version"])


async def schema(_asked: argparse.Namespace) -> None:
    """Print the JSON Schema of a policy document."""
    print(json.dumps(Policy.model_json_schema(), indent=2))


async def show_reference(_asked: argparse.Namespace) -> None:
    """Print docs/policy-reference.md."""
    print(reference(), end="")


def _print_changes(changes: list[str], nothing: str, version: int) -> None:
    if not changes:
        print(f"{nothing}: version {version} says the same.")
        return
    for line in changes:
        print(line)
    print(f"{len(changes)} change{'s' if len(changes) != 1 else ''}; version {version}.")


def _remote(asked: argparse.Namespace) -> RemotePolicy:
    return RemotePolicy(asked.url.rstrip("/"), os.environ.get(TOKEN_VARIABLE, ""))


def _refused(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m admin")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    policy = commands.add_parser("policy", help="the firm's policy as a file")
    add_commands(commands, _add_url)
    verbs = policy.add_subparsers(required=True, metavar="VERB")
    acts = {"show": show, "check": check, "plan": plan, "apply": apply, "schema": schema}
    for name, act in (acts | {"reference": show_reference}).items():
        verb = verbs.add_parser(name, help=(act.__doc__ or "").rstrip("."))
        verb.set_defaults(act=act)
        if name in ("check", "plan", "apply"):
            verb.add_argument("file", type=Path, metavar="FILE", help="JSON or YAML")
        if name in ("show", "plan", "apply"):
            _add_url(verb)
        if name == "show":
            verb.add_argument("--json", action="store_true", help="JSON instead of YAML")
        if name == "apply":
            verb.add_argument(
                "--who",
                default=getpass.getuser(),
                help="who changes it, at a local host; elsewhere the token says",
            )
            verb.add_argument("--expect", type=int, help="change only this version")
    return parser


def _add_url(command: argparse.ArgumentParser) -> None:
    here = os.environ.get(URL_VARIABLE, "http://localhost:7071")
    command.add_argument("--url", default=here, help=f"the running app; else {URL_VARIABLE} says")


if __name__ == "__main__":
    sys.exit(main())
