"""`python -m simulator load-contacts FILE.vcf ...`: contact files into a mailbox of a tenant that is served."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession

from simulator.contactfiles.reading import FILE_BYTES_MAX
from simulator.processes.control import ProcessRefused, TenantControl


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("files", type=Path, nargs="+", metavar="file", help=".vcf file")
    parser.add_argument("--mailbox", required=True, help="address or object id of its owner")
    parser.add_argument("--folder", default="", help="id of a contact folder; else the default one")
    parser.add_argument(
        "--url", required=True, help="any address of the tenant, as the demo prints its Outlook's"
    )


def run(arguments: argparse.Namespace) -> int:
    """Load; return 0 when something of every file was brought in, 1 when of one nothing was."""
    try:
        told = asyncio.run(_load(arguments))
    except OSError as bad:
        print(f"load-contacts: {bad.filename}: {bad.strerror}", file=sys.stderr)
        return 1
    except (ProcessRefused, ClientError, ValueError) as refused:
        print(f"load-contacts: {refused}", file=sys.stderr)
        return 1
    out = [one for answer in told for one in answer["left_out"]]
    over = [one for answer in told for one in answer["left_over"]]
    for what, left in (("left out", out), ("left over", over)):
        for one in left:
            print(f"{what} {one['place']}: {one['why']} {one['part']}".rstrip())
    contacts = sum(answer["contacts"] for answer in told)
    print(
        f"{contacts} contacts were brought in; left out: {_counted(out)}; "
        f"left over of those brought in: {_counted(over)}"
    )
    return 0 if all(answer["contacts"] for answer in told) else 1


def _counted(left: Iterable[dict[str, str]]) -> str:
    reasons = Counter(one["why"] for one in left)
    return ", ".join(f"{n} {why}" for why, n in sorted(reasons.items())) or "nothing"


async def _load(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    parts = urlsplit(arguments.url)
    if parts.scheme != "http" or not parts.netloc:
        raise ValueError("--url: expected an address such as http://127.0.0.1:7072/")
    files = [(file.name, _content(file)) for file in arguments.files]
    async with ClientSession() as client:
        control = TenantControl(client, f"http://{parts.netloc}/_control")
        return [
            await control.load_contacts(arguments.mailbox, name, content, arguments.folder)
            for name, content in files
        ]


def _content(file: Path) -> bytes:
    if file.stat().st_size > FILE_BYTES_MAX:
        raise ValueError(f"{file}: larger than {FILE_BYTES_MAX} bytes")
    return file.read_bytes()
