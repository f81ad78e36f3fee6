"""The pretend Entra as a command: what it prints makes an app believe it."""

import argparse
import asyncio
import json
from datetime import UTC, datetime

import pytest

from adapters.entra import EntraTokens
from simulator.entra.command import add_arguments, serve
from sync_core.access import AppRole
from sync_core.tokens import by_access_token
from tests.functions.conftest import ENVIRONMENT
from wiring.settings import Settings


async def test_the_settings_it_prints_make_an_app_believe_its_tokens(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    stopping, printed = asyncio.Event(), ""
    asked = parser.parse_args(["--port", "0", "--tenant-id", ENVIRONMENT["RAPPORT_TENANT_ID"]])
    serving = asyncio.create_task(serve(asked, stopping))
    while not printed and not serving.done():
        await asyncio.sleep(0)
        printed = capsys.readouterr().out
    told = json.loads(printed)

    of = Settings.read({**ENVIRONMENT, **told["settings"]}).registration

    assert of is not None
    now = datetime.now(UTC)
    claims = await EntraTokens(of, lambda: now).claims(told["token"])
    assert by_access_token(claims, of, now).may(AppRole.ADMIN)
    stopping.set()
    await serving
