"""`python -m simulator load-calendar FILE.ics`: a calendar file into a mailbox of a tenant that is served."""

import argparse
import asyncio
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession

from simulator.calendarfiles.reading import FILE_BYTES_MAX
from simulator.processes.control import ProcessRefused, TenantControl


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("file", type=Path, help=".ics file")
    parser.add_argument("--mailbox", required=True, help="address or object id of its owner")
    parser.add_argument(
        "--url", required=True, help="any address of the tenant, as the demo prints its Outlook's"
    )


def run(arguments: argparse.Namespace) -> int:
    """Load; return 0 when something of it was brought in, 1 when nothing."""
    try:
        told = asyncio.run(_load(arguments.file, arguments.mailbox, arguments.url))
    except OSError as bad:
        print(f"load-calendar: {arguments.file}: {bad.strerror}", file=sys.stderr)
        return 1
    except (ProcessRefused, ClientError, ValueError) as refused:
        print(f"load-calendar: {refused}", file=sys.stderr)
        return 1
    for one in told["left_out"]:
        print(f"left out {one['place']}: {one['why']} {one['part']}".rstrip())
    reasons = Counter(one["why"] for one in told["left_out"])
    counted = ", ".join(f"{n} {why}" for why, n in sorted(reasons.items())) or "nothing"
    print(f"{told['events']} events and series were brought in; left out: {counted}")
    return 0 if told["events"] else 1


async def _load(file: Path, mailbox: str, url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.netloc:
        raise ValueError("--url: expected an address such as http://127.0.0.1:7072/")
    if file.stat().st_size > FILE_BYTES_MAX:
        raise ValueError(f"{file}: larger than {FILE_BYTES_MAX} bytes")
    async with ClientSession() as client:
        control = TenantControl(client, f"http://{parts.netloc}/_control")
        return await control.load_calendar(mailbox, file.name, file.read_bytes())
