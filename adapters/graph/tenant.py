"""One Microsoft 365 tenant behind Graph: the ports that share a client."""

from typing import TYPE_CHECKING

from adapters.graph.calendar import GraphCalendar
from adapters.graph.client import GraphClient
from adapters.graph.contacts import GraphContacts
from adapters.graph.credentials import LocalCredential, is_loopback
from adapters.graph.directory import GraphDirectory
from adapters.graph.mail import GraphMail
from adapters.graph.subscriptions import GraphSubscriptions
from flows.meter import Meter

if TYPE_CHECKING:  # loaded by the first call only: they are heavy
    import httpx
    from azure.core.credentials_async import AsyncTokenCredential


class GraphTenant:
    """The tenant. Made cheaply anywhere; connects inside the event loop of its first call."""

    def __init__(
        self, client: GraphClient, public_url: str, event_grid_topic: str | None = None
    ) -> None:
        self.mail = GraphMail(client)
        self.calendar = GraphCalendar(client)
        self.contacts = GraphContacts(client)
        self.directory = GraphDirectory(client)
        self.subscriptions = GraphSubscriptions(client, public_url, event_grid_topic)
        self._client = client

    @staticmethod
    def connect(
        *,
        url: str,
        credential: "AsyncTokenCredential",
        public_url: str,
        meter: Meter,
        transport: "httpx.AsyncBaseTransport | None" = None,
        event_grid_topic: str | None = None,
    ) -> "GraphTenant":
        """Return the tenant at a Graph address such as https://graph.microsoft.com/v1.0.

        Args:
            url: where Graph is; the token is sent there and nowhere else.
            credential: asked for a token by each call (it caches); closed with the tenant.
            public_url: where Graph reaches this app: notifications come to {public_url}/api/notifications.
            meter: counts each HTTP request sent, a `$batch` as one.
            transport: takes requests in place of the network, for a pretend tenant in this process.
            event_grid_topic: the partner topic's address (sync_core.partner_topic) that notifications go to
                instead; None: they come to the public address.

        Raises:
            ValueError: a made-up token is meant for an address outside this machine.
        """
        if isinstance(credential, LocalCredential) and not is_loopback(url):
            raise ValueError("a local credential goes with a tenant on this machine only")
        client = GraphClient(url, credential, meter, transport)
        return GraphTenant(client, public_url, event_grid_topic)

    async def close(self) -> None:
        """Close connections and credential."""
        await self._client.close()
