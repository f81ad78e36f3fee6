"""`python -m simulator entra`: a pretend Entra beside an app on this machine, to try the sign-in by hand."""

import argparse
import asyncio
import json
import signal
from datetime import UTC, datetime

from simulator.entra.authority import Authority, Somebody
from simulator.entra.web import served

_CLIENT = "00000000-0000-4000-8000-00000000000c"
_PEOPLE = (
    Somebody("00000000-0000-4000-8000-0000000000a1", "Nia Admin", ("Rapport.Admin",)),
    Somebody("00000000-0000-4000-8000-0000000000a2", "Oskar Operator", ("Rapport.Operator",)),
    Somebody("00000000-0000-4000-8000-0000000000a3", "Ray Reader", ("Rapport.Reader",)),
    Somebody("00000000-0000-4000-8000-0000000000a4", "Eli Else"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--port", type=int, default=8091, help="0 takes a free one")
    parser.add_argument("--app", default="http://localhost:7071", help="where the app is")
    parser.add_argument(
        "--tenant-id",
        default="00000000-0000-0000-0000-000000000000",
        help="the app's RAPPORT_TENANT_ID",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C; the first line holds the settings with which the app believes this Entra."""
    asyncio.run(_until_stopped(arguments))
    return 0


async def _until_stopped(arguments: argparse.Namespace) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await serve(arguments, stopping)


async def serve(arguments: argparse.Namespace, stopping: asyncio.Event) -> None:
    """Serve until told to stop."""
    authority = Authority(
        tenant_id=arguments.tenant_id,
        client_id=_CLIENT,
        now=lambda: datetime.now(UTC),
        people=_PEOPLE,
    )
    app = arguments.app.rstrip("/")
    async with served(authority, f"{app}/sign-in/answer", port=arguments.port):
        settings = {
            "RAPPORT_PUBLIC_URL": app,
            "RAPPORT_SIGN_IN": "entra",
            "RAPPORT_ADMIN_CLIENT_ID": _CLIENT,
            "RAPPORT_AUTHORITY_URL": authority.url,
        }
        told = {"ready": authority.url, "settings": settings, "token": authority.access_token()}
        print(json.dumps(told), flush=True)
        await stopping.wait()
