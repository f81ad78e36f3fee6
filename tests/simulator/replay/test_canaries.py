"""Nothing of a message lies in any table, queue, log or file of the engine after it was captured."""

import base64
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from azure.data.tables.aio import TableServiceClient
from azure.storage.queue.aio import QueueServiceClient

from simulator.mailfiles import read_mail
from simulator.processes.firm import REPOSITORY, FirmPlan, PretendFirm
from simulator.replay.material import material_of
from simulator.replay.playing import Options, fill, run_through
from simulator.replay.scene import scene_of

pytestmark = [pytest.mark.azurite, pytest.mark.slow]
CANARIES = ("zqcanaryaddress", "zqcanarysubject", "zqcanarybody", "zqcanaryname", "zqcanarybox")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Mail with a canary in every field, some of it such that it fails or is left out."""
    mail = {
        "date": "2026-01-05T09:00:00+00:00",
        "from": {"address": "zqcanaryaddress@out.test", "name": "Zqcanaryname"},
        "to": ["zqcanarybox@firm.test", "zqcanaryaddress without at"],
        "subject": "zqcanarysubject",
        "body": "zqcanarybody unhappy about the cover up",
        "mailbox": "zqcanarybox",
    }
    lines = [mail | {"internet_message_id": f"<zqcanaryaddress-{n}@out.test>"} for n in range(12)]
    lines += [mail | {"internet_message_id": ""}, mail | {"folder": "zqcanarysubject/in"}]
    lines += [mail | {"internet_message_id": "<i@firm.test>", "from": "zqcanarybox@firm.test"}]
    found = tmp_path / "mail.jsonl"
    found.write_text("\n".join(map(json.dumps, lines)))
    return found


async def test_tables_queues_and_logs_hold_nothing_of_a_message(tmp_path: Path, file: Path) -> None:
    if not (REPOSITORY / "node_modules" / ".bin" / "azurite").exists():
        pytest.skip("Azurite is not installed: run `make setup` first")
    folder = tmp_path / "firm"
    folder.mkdir()
    plan = FirmPlan(
        folder=folder,
        crm_url=f"sqlite+aiosqlite:///{tmp_path}/crm.db",
        digest_key=base64.b64encode(bytes(range(32))).decode(),
    )
    options = Options(
        people="all", crm_url=None, faults=None, per_second=10, patience_seconds=200, logs=None
    )
    material = material_of(read_mail(file), "firm.test", None, 0.3)
    async with PretendFirm(plan) as firm, scene_of(firm) as scene:
        await fill(scene, material, options)
        report = await run_through(scene, material, options)
        assert report.faults() == []
        assert report.document()["captured"] == 14
        texts = [t async for t in _stored(firm.settings["AzureWebJobsStorage"])]
    texts += [path.read_text(errors="replace") for path in folder.iterdir()]
    assert len(texts) > 10
    found = [t[:200] for t in texts for c in CANARIES if any(f in t.lower() for f in _forms(c))]
    assert found == []
    assert any(c in (tmp_path / "crm.db").read_bytes().lower().decode("latin-1") for c in CANARIES)


async def _stored(connection: str) -> AsyncIterator[str]:
    """Yield every row of every table and every message of every queue, poison ones too."""
    async with TableServiceClient.from_connection_string(connection) as tables:
        async for table in tables.list_tables():
            async for row in tables.get_table_client(table.name).list_entities():
                yield json.dumps(dict(row), default=str)
    async with QueueServiceClient.from_connection_string(connection) as queues:
        async for queue in queues.list_queues():
            client = queues.get_queue_client(queue.name or "")
            async for message in client.receive_messages(messages_per_page=32):
                yield base64.b64decode(message.content).decode(errors="replace")


def _forms(canary: str) -> Iterator[str]:
    """Yield the forms in which a text could hide: plain, hexadecimal, base64 at its three offsets."""
    yield canary
    yield canary.encode().hex()
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + canary.encode()).decode()
        yield coded[4:-4].lower()
