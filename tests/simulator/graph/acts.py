"""Things that happen in a firm, and questions asked over HTTP, in one line each."""

from datetime import datetime, timedelta
from typing import Any

import httpx

from simulator.graph import Mail, Recipient, Tenant
from sync_core.mail import MessageId
from sync_core.work import MailboxId

IMMUTABLE = {"prefer": 'IdType="ImmutableId"'}
CLIENT = Recipient("carla@client.test", "Carla")


def mail(subject: str = "Offer", **fields: Any) -> Mail:
    given: dict[str, Any] = {"author": CLIENT, "subject": subject, "body": f"About {subject}."}
    return Mail(**given | fields)


def fill(
    tenant: Tenant,
    mailbox: MailboxId,
    count: int,
    first: datetime | None = None,
    folder: str = "inbox",
) -> list[MessageId]:
    """Deliver mails a minute apart, oldest first."""
    start = first or tenant.surroundings.now() - timedelta(minutes=count)
    return [
        tenant.deliver(mailbox, mail(f"Mail {n}"), folder, start + timedelta(minutes=n))
        for n in range(count)
    ]


async def document(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def round_of(
    graph: httpx.AsyncClient, link: str, headers: dict[str, str] | None = None
) -> tuple[list[dict[str, Any]], str, int]:
    """Follow one delta round; return its items, the deltaLink and how many pages it took."""
    items: list[dict[str, Any]] = []
    for pages in range(1, 500):
        page = await document(await graph.get(link, headers=headers or IMMUTABLE))
        items += page["value"]
        if "@odata.deltaLink" in page:
            return items, page["@odata.deltaLink"], pages
        link = page["@odata.nextLink"]
    raise AssertionError("the round never ended")


def inbox_delta(mailbox: MailboxId, query: str = "") -> str:
    return f"/users/{mailbox}/mailFolders/inbox/messages/delta{query}"


def ids(items: list[dict[str, Any]]) -> set[str]:
    return {item["id"] for item in items if "@removed" not in item}


def removed(items: list[dict[str, Any]]) -> set[str]:
    return {item["id"] for item in items if "@removed" in item}


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]
