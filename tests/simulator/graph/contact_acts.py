"""Contacts, and questions about them, in one line each."""

from typing import Any

import httpx

from simulator.graph import Contact, Recipient
from sync_core.contacts.contact import Card
from sync_core.mail import Address
from sync_core.work import MailboxId
from tests.simulator.graph.acts import IMMUTABLE


def person(given: str = "Carla", surname: str = "Nunes", **fields: Any) -> Contact:
    """Return somebody with one address."""
    mail = (Recipient(f"{given}.{surname}@client.test".lower(), f"{given} {surname}"),)
    return Contact(**{"given_name": given, "surname": surname, "emails": mail} | fields)


def card(given: str = "Carla", surname: str = "Nunes", **fields: Any) -> Card:
    return Card(**{"given_name": given, "surname": surname} | fields)


def addresses(*texts: str) -> tuple[Address, ...]:
    return tuple(Address(text) for text in texts)


def contact_json(given: str = "Carla", **fields: Any) -> dict[str, Any]:
    entry = {"name": "Carla Nunes", "address": "carla.nunes@client.test"}
    return {"givenName": given, "surname": "Nunes", "emailAddresses": [entry]} | fields


async def made(
    graph: httpx.AsyncClient, mailbox: MailboxId, folder: str = "", **fields: Any
) -> dict[str, Any]:
    within = f"/contactFolders/{folder}" if folder else ""
    path = f"/users/{mailbox}{within}/contacts"
    answered = await graph.post(path, json=contact_json(**fields), headers=IMMUTABLE)
    assert answered.status_code == 201, answered.text
    found: dict[str, Any] = answered.json()
    return found


def contact_delta(mailbox: MailboxId, folder: str = "contacts") -> str:
    return f"/users/{mailbox}/contactFolders/{folder}/contacts/delta?$select=id"
