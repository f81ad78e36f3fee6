"""The function app starts from what the sample settings set, and names what is missing."""

import base64
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from simulator.processes.children import Child, DidNotStart
from simulator.processes.firm import REPOSITORY

pytestmark = [pytest.mark.azurite, pytest.mark.slow]
_SAMPLE = REPOSITORY / "local.settings.sample.json"
_FILLED_IN_BY_HAND = {"RAPPORT_DIGEST_KEY": base64.b64encode(bytes(range(32))).decode()}

Start = Callable[[dict[str, str]], Any]


@pytest.fixture
def values(azurite: str) -> dict[str, str]:
    """Return the sample's settings with a digest key, and with the ports of this test's Azurite."""
    sample = json.loads(_SAMPLE.read_text())["Values"]
    return {**sample, **_FILLED_IN_BY_HAND, "AzureWebJobsStorage": azurite}


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Yield what starts the host with some settings and nothing else of ours; it is stopped at the end."""
    async with AsyncExitStack() as stack:

        async def started(values: dict[str, str]) -> tuple[Child, str]:
            file = tmp_path / "local.settings.json"
            file.write_text(json.dumps({"IsEncrypted": False, "Values": values}))
            words = [sys.executable, "-m", "simulator", "host", "--port", "0"]
            words += ["--app", str(REPOSITORY), "--settings", str(file)]
            paths = {"PYTHONPATH": str(REPOSITORY)}
            host = await Child.start("host", words, tmp_path, paths, works_in=tmp_path)
            stack.push_async_callback(host.stop)
            return host, str((await host.ready_line())["ready"])

        yield started


async def _health(address: str) -> int:
    async with ClientSession() as client, client.get(f"{address}/api/health") as answer:
        return answer.status


async def test_the_sample_settings_are_all_that_a_start_needs(
    start: Start, values: dict[str, str], tmp_path: Path
) -> None:
    _, address = await start(values)
    assert await _health(address) == 200
    assert (tmp_path / "crm.db").exists()


async def test_settings_that_are_missing_or_misspelt_stop_the_start_by_name(
    start: Start, values: dict[str, str], tmp_path: Path
) -> None:
    missing = dict.fromkeys(("RAPPORT_CRM_URL", "RAPPORT_SWEEP_SCHEDULE"), "")
    with pytest.raises(DidNotStart) as refused:
        await start({**values, **missing, "RAPPORT_PUBLIC_ULR": values["RAPPORT_PUBLIC_URL"]})

    told = str(refused.value)
    assert [name for name in missing if f"{name}: " not in told] == []
    assert "did you mean RAPPORT_PUBLIC_URL?" in told
    assert values["RAPPORT_DIGEST_KEY"] not in told
    assert not (tmp_path / "crm.db").exists()


async def test_a_start_without_storage_is_refused_by_name(
    start: Start, values: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(DidNotStart, match="AzureWebJobsStorage"):
        await start({**values, "AzureWebJobsStorage": ""})

    assert not (tmp_path / "crm.db").exists()
