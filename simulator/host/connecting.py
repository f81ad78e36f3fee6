"""How a queue trigger's connection is found in the settings: a connection string, or addresses and an identity.

From the real host (Learn, "Azure Functions developer guide", connections): the setting named by the binding is a
connection string, or the prefix of settings NAME__queueServiceUri, NAME__credential and NAME__clientId.
"""

from collections.abc import Mapping
from contextlib import AsyncExitStack

from azure.storage.queue.aio import QueueClient

from simulator.host.settingsfile import UnknownSetting


class Connections:
    """The connections of one host; it closes them."""

    def __init__(self, environment: Mapping[str, str], closing: AsyncExitStack) -> None:
        self._environment = environment
        self._closing = closing

    async def queue(self, setting: str, name: str) -> QueueClient:
        """Return a queue of the storage account that a setting, or settings with this beginning, name.

        Raises:
            UnknownSetting: names the setting that is missing, or that this host does not understand.
        """
        client = await self._client(setting, name)
        return await self._closing.enter_async_context(client)

    async def _client(self, setting: str, name: str) -> QueueClient:
        if text := self._environment.get(setting):
            return QueueClient.from_connection_string(text, name)
        address = self._environment.get(f"{setting}__queueServiceUri")
        if not address:
            raise UnknownSetting(f"the setting {setting} is not set")
        if self._environment.get(f"{setting}__credential") != "managedidentity":
            raise UnknownSetting(f"the setting {setting}__credential: expected managedidentity")
        from azure.identity.aio import ManagedIdentityCredential  # heavy, and seldom needed

        identity = ManagedIdentityCredential(
            client_id=self._environment.get(f"{setting}__clientId") or None
        )
        await self._closing.enter_async_context(identity)
        return QueueClient(address, name, credential=identity)
