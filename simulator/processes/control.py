"""Steering a pretend firm's processes over HTTP: the tenant's control API and the host's admin endpoints."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiohttp import ClientError, ClientSession


class ProcessRefused(Exception):
    """A process of the pretend firm refused what it was told; its answer says why."""


class TenantControl:
    """The pretend tenant: its people, their mail, its faults."""

    def __init__(self, client: ClientSession, url: str) -> None:
        self._client = client
        self._url = url

    async def add_users(self, users: Iterable[Mapping[str, Any]]) -> list[str]:
        """Add people to the directory and return their object ids."""
        return list((await self._post("users", users))["ids"])

    async def deliver(self, mails: Sequence[Mapping[str, Any]]) -> list[str]:
        """Put mails into mailboxes and return their ids."""
        return list((await self._post("deliver", mails))["ids"])

    async def make_events(self, events: Sequence[Mapping[str, Any]]) -> list[str]:
        """Let people, and organisers outside, make events; return the ids, or the iCalUIds of those outside."""
        return list((await self._post("events", events))["ids"])

    async def act(self, acts: Sequence[Mapping[str, Any]]) -> list[str]:
        """Let people change, answer and delete events; return the ids of what was acted on."""
        return list((await self._post("acts", acts))["ids"])

    async def events(self, mailbox: str) -> list[dict[str, Any]]:
        """Return the events of a mailbox as they are now."""
        answer = await self._client.get(f"{self._url}/events", params={"mailbox": mailbox})
        return list((await _told(answer))["events"])

    async def invitations(self) -> list[dict[str, Any]]:
        """Return every mail that meetings have caused."""
        return list((await _told(await self._client.get(f"{self._url}/invitations")))["mails"])

    async def load_calendar(self, mailbox: str, name: str, file: bytes) -> dict[str, Any]:
        """Bring a calendar file into a mailbox; return what came of it.

        Raises:
            ProcessRefused: there is no such mailbox, or the file cannot be read.
        """
        query = {"mailbox": mailbox, "name": name}
        answer = await self._client.post(f"{self._url}/calendarfile", params=query, data=file)
        return await _told(answer)

    async def kept_calendars(self) -> bytes:
        """Return all calendars, for a tenant in a later process."""
        answer = await self._client.get(f"{self._url}/kept")
        await _told(answer)
        return await answer.read()

    async def restore_calendars(self, kept: bytes) -> int:
        """Give the tenant the calendars of a former one; return how many events there are."""
        return int((await _told(await self._client.post(f"{self._url}/kept", data=kept)))["events"])

    async def make_contacts(self, contacts: Sequence[Mapping[str, Any]]) -> list[str]:
        """Let people write down contacts; return their ids."""
        return list((await self._post("contacts", contacts))["ids"])

    async def act_on_contacts(self, acts: Sequence[Mapping[str, Any]]) -> list[str]:
        """Let people edit, delete, restore, move and copy contacts; return the ids of these, or of the copies."""
        return list((await self._post("contactacts", acts))["ids"])

    async def keep_contact_folders(self, folders: Sequence[Mapping[str, Any]]) -> list[str]:
        """Let people make, rename and delete contact folders; return their ids."""
        return list((await self._post("contactfolders", folders))["ids"])

    async def contacts(self, mailbox: str, folder: str = "") -> list[dict[str, Any]]:
        """Return the contacts of a folder as they are now."""
        query = {"mailbox": mailbox, "folder": folder}
        answer = await self._client.get(f"{self._url}/contacts", params=query)
        return list((await _told(answer))["contacts"])

    async def load_contacts(
        self, mailbox: str, name: str, file: bytes, folder: str = ""
    ) -> dict[str, Any]:
        """Bring a contact file into a mailbox; return what came of it.

        Raises:
            ProcessRefused: there is no such mailbox or folder.
        """
        query = {"mailbox": mailbox, "name": name, "folder": folder}
        answer = await self._client.post(f"{self._url}/contactfile", params=query, data=file)
        return await _told(answer)

    async def kept_contacts(self) -> bytes:
        """Return all contacts, for a tenant in a later process."""
        answer = await self._client.get(f"{self._url}/keptcontacts")
        await _told(answer)
        return await answer.read()

    async def restore_contacts(self, kept: bytes) -> int:
        """Give the tenant the contacts of a former one; return how many there are."""
        answer = await self._client.post(f"{self._url}/keptcontacts", data=kept)
        return int((await _told(answer))["contacts"])

    async def set_rules(self, seed: int | None, switches: Mapping[str, Any]) -> dict[str, Any]:
        """Make the server calm or, by a seed, troubled; return all its switches."""
        return await self._post("rules", [{"seed": seed, "switches": dict(switches)}])

    async def rules(self) -> dict[str, Any]:
        """Return all switches."""
        return await _told(await self._client.get(f"{self._url}/rules"))

    async def stats(self) -> dict[str, Any]:
        """Return what the tenant has counted: requests, notifications, subscriptions."""
        return await _told(await self._client.get(f"{self._url}/stats"))

    async def _post(self, what: str, documents: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        body = "\n".join(json.dumps(d) for d in documents).encode()
        return await _told(await self._client.post(f"{self._url}/{what}", data=body))


class HostControl:
    """The local host: its functions by hand, and what it has counted."""

    def __init__(self, client: ClientSession, url: str) -> None:
        self._client = client
        self.url = url

    async def trigger(self, function: str) -> None:
        """Call a function now, as POST /admin/functions/NAME does.

        Raises:
            ProcessRefused: there is no such function, or the host does not answer.
        """
        try:
            answer = await self._client.post(f"{self.url}/admin/functions/{function}", json={})
        except ClientError as bad:
            raise ProcessRefused(f"the host does not answer: {type(bad).__name__}") from None
        if answer.status != 202:
            raise ProcessRefused(f"{function}: the host answered {answer.status}")

    async def held(self) -> list[dict[str, Any]]:
        """Return the calendar plans that wait for a person, as the admin's pages list them."""
        url = f"{self.url}/api/admin/calendar/held"
        return list((await _told(await self._client.get(url)))["held"])

    async def approve(self, held: Mapping[str, Any]) -> None:
        """Approve all of a held plan, as an administrator does.

        Raises:
            ProcessRefused: it waits no more, or the app does not take the answer.
        """
        answer = {"plan": held["plan"]}
        if held["asks_for_count"]:
            answer["count"] = len(held["items"])
        url = f"{self.url}/api/admin/calendar/held/{held['mailbox']}/approve"
        await _told(await self._client.post(url, json=answer))

    async def submit(self, path: str, fields: Mapping[str, str]) -> None:
        """Send a form of the app's pages, as its button does.

        Raises:
            ProcessRefused: the page does not take it.
        """
        headers = {"HX-Request": "true"}
        answer = await self._client.post(f"{self.url}{path}", data=fields, headers=headers)
        if answer.status != 200:
            raise ProcessRefused(f"{path}: {answer.status}")

    async def counts(self) -> dict[str, int]:
        """Return what the engine's own meter counted outside since this host started."""
        return dict((await _told(await self._client.get(f"{self.url}/api/health")))["counts"])

    async def status(self) -> dict[str, Any]:
        """Return what the host tells of itself."""
        return await _told(await self._client.get(f"{self.url}/admin/host/status"))


async def _told(answer: Any) -> dict[str, Any]:
    text = await answer.text()
    if answer.status >= 300:
        raise ProcessRefused(f"{answer.url.path}: {answer.status} {text[:300]}")
    return dict(json.loads(text))
