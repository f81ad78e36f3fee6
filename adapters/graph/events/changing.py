"""Changing an event that is there: its fields, an answer to its organiser, its cancellation, its end."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.graph.client import GraphClient, json_body
from adapters.graph.errors import Concern, refusal_of
from adapters.graph.events.asking import AS_EVENTS, event_path
from adapters.graph.events.reading import checked, version_of
from adapters.graph.events.refusing import refused_write, written
from adapters.graph.events.writing import READ_FIRST, WRITABLE, changes
from adapters.graph.http import Request
from adapters.graph.mending import json_of
from sync_core.calendar.event import Answer, Content, OutlookEvent
from sync_core.calendar.fields import EventField
from sync_core.failures import ItemGone, SkipItem, SkipReason, VersionConflict
from sync_core.work import MailboxId

_ANSWERS = {
    Answer.ACCEPTED: "accept",
    Answer.TENTATIVE: "tentativelyAccept",
    Answer.DECLINED: "decline",
}


class EventChanging:
    """Writes to events, each on the version it was decided on."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def update(
        self,
        mailbox: MailboxId,
        event: OutlookEvent,
        content: Content,
        fields: frozenset[str],
        days_zone: str,
    ) -> OutlookEvent:
        """Write some fields and return the event as it is then; see MailboxCalendar.update.

        The text of an online meeting holds the way to join it and is never written.
        """
        names = frozenset(map(EventField, fields))
        if EventField.BODY in names and event.is_online:
            raise SkipItem(SkipReason.REFUSED_BY_OUTLOOK, "body: holds an online meeting")
        if EventField.CANCELLED in names and content.is_cancelled:
            return await self._cancel(mailbox, event)
        current = await self._current(mailbox, event) if names & READ_FIRST else {}
        told = changes(event, content, names & WRITABLE, current, days_zone)
        if not told:
            return event
        request = Request(
            method="PATCH",
            url=self._client.url + event_path(mailbox, event.id),
            prefer=AS_EVENTS,
            body=json_body(told),
            if_match=event.version,
        )
        return written(self._client, await self._client.send(request))

    async def answer(self, mailbox: MailboxId, event: OutlookEvent, answer: Answer) -> None:
        """Answer an invitation; its organiser is told. See MailboxCalendar.answer."""
        if answer not in _ANSWERS:
            raise ValueError(f"{answer} is no answer to an invitation")
        await self._post(mailbox, event, _ANSWERS[answer], {"comment": "", "sendResponse": True})

    async def delete(self, mailbox: MailboxId, event: OutlookEvent) -> None:
        """Delete an event; one that is gone is no error. See MailboxCalendar.delete."""
        url = self._client.url + event_path(mailbox, event.id)
        answer = await self._client.send(Request(method="DELETE", url=url, if_match=event.version))
        if not answer.is_success and not refusal_of(answer).is_gone:
            raise refused_write(self._client, refusal_of(answer))

    async def _cancel(self, mailbox: MailboxId, event: OutlookEvent) -> OutlookEvent:
        """Cancel a meeting, which takes it from its organiser's calendar; without attendees it is deleted.

        The call knows no version, so the event is read before.
        """
        if event.content.attendees:
            await self._current(mailbox, event)
            await self._post(mailbox, event, "cancel", {"comment": ""})
        else:
            await self.delete(mailbox, event)
        return replace(event, content=replace(event.content, is_cancelled=True))

    async def _post(
        self, mailbox: MailboxId, event: OutlookEvent, call: str, body: Mapping[str, Any]
    ) -> None:
        url = self._client.url + event_path(mailbox, event.id, call)
        answer = await self._client.send(Request(method="POST", url=url, body=json_body(body)))
        if not answer.is_success:
            raise refused_write(self._client, refusal_of(answer))

    async def _current(self, mailbox: MailboxId, event: OutlookEvent) -> Mapping[str, Any]:
        """Return an event just as Graph sends it, with what the engine does not know of it.

        Raises:
            VersionConflict: it is another version than the one decided on.
            ItemGone: it no longer exists.
        """
        url = self._client.url + event_path(mailbox, event.id)
        answer = await self._client.send(Request(method="GET", url=url, prefer=AS_EVENTS))
        if not answer.is_success and refusal_of(answer).is_gone:
            raise ItemGone(refusal_of(answer).detail)
        told = json_of(self._client.succeeded(answer, Concern.MAILBOX))
        wire = checked(told)
        if not isinstance(wire, dict) or version_of(wire) != event.version:
            raise VersionConflict("changed since it was read")
        return dict(told)
