"""The queue's contract, kept by Azure Storage Queues (Azurite)."""

import base64
from collections.abc import AsyncIterator

import pytest

from adapters.storage import StorageAccount
from flows.ports.queue import WorkQueue
from sync_core.work import QueueName
from tests.contracts.queue_contract import QueueContract, Take, wake
from tests.storage_account import storage_account


@pytest.mark.azurite
class TestStorageWorkQueue(QueueContract):
    @pytest.fixture
    async def account(self, azurite: str) -> AsyncIterator[StorageAccount]:
        async with storage_account(azurite) as account:
            yield account

    @pytest.fixture
    def queue(self, account: StorageAccount) -> WorkQueue:
        return account.queue

    @pytest.fixture
    def take(self, account: StorageAccount) -> Take:
        async def taken(name: QueueName) -> list[str]:
            client = account._open().queues.get_queue_client(f"{account._prefix}{name.value}")
            texts = [message.content async for message in client.receive_messages()]
            # The Functions host decodes base64, as host.json's messageEncoding says.
            return [base64.b64decode(text, validate=True).decode() for text in texts]

        return taken

    async def test_an_item_never_expires_by_itself(self, account: StorageAccount) -> None:
        await account.queue.send(wake())
        client = account._open().queues.get_queue_client(f"{account._prefix}work")
        (message,) = [m async for m in client.receive_messages()]
        assert message.expires_on is not None
        assert message.expires_on.year == 9999
