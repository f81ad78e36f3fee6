"""Changing a contact that is there, and its end: each on the version it was decided on."""

from collections.abc import Sequence

from adapters.graph.cards.asking import WHOLE, contact_path
from adapters.graph.cards.hidden import Hidden
from adapters.graph.cards.places import ContactPlaces
from adapters.graph.cards.reading import checked, contact_of, version_of
from adapters.graph.cards.wire import WireContact
from adapters.graph.cards.writing import READ_FIRST, changes
from adapters.graph.client import GraphClient, json_body
from adapters.graph.errors import Concern, refusal_of
from adapters.graph.events.refusing import refused_write
from adapters.graph.http import Answer, Request
from adapters.graph.mending import json_of
from adapters.graph.queries import query
from adapters.graph.wire import Mailbox
from sync_core.contacts.contact import Card, ContactId, OutlookContact, UnreadableContact
from sync_core.contacts.fields import ContactField
from sync_core.failures import Failure, ItemGone, SkipItem, SkipReason, VersionConflict
from sync_core.work import MailboxId


class ContactChanging:
    """Writes to contacts. One that was deleted lies among the deleted items, as another version of itself."""

    def __init__(self, client: GraphClient, places: ContactPlaces) -> None:
        self._client = client
        self._places = places

    async def update(
        self, mailbox: MailboxId, contact: OutlookContact, card: Card, fields: frozenset[str]
    ) -> OutlookContact:
        """Write some fields and return the contact as it is then; see MailboxContacts.update."""
        names = frozenset(map(ContactField, fields))
        entries = await self._entries(mailbox, contact) if names & READ_FIRST else ()
        told = changes(contact, card, names, entries)
        if not told:
            return contact
        request = Request(
            method="PATCH",
            url=self._client.url + contact_path(mailbox, contact.id),
            body=json_body(told),
            if_match=contact.version,
        )
        answer = await self._client.send(request)
        if not answer.is_success:
            raise await self._refused(mailbox, contact.id, answer)
        is_private = (card if ContactField.PRIVATE in names else contact.card).is_private
        known = Hidden(stamp=contact.stamp, is_private=is_private, is_list=contact.is_list)
        return readable(contact_of(checked(json_of(answer.body)), known))

    async def delete(self, mailbox: MailboxId, contact: OutlookContact) -> None:
        """Delete a contact; one that is gone is no error. See MailboxContacts.delete."""
        url = self._client.url + contact_path(mailbox, contact.id)
        answer = await self._client.send(
            Request(method="DELETE", url=url, if_match=contact.version)
        )
        if answer.is_success:
            return
        failure = await self._refused(mailbox, contact.id, answer)
        if not isinstance(failure, ItemGone):
            raise failure

    async def _entries(
        self, mailbox: MailboxId, contact: OutlookContact
    ) -> Sequence[Mailbox | None]:
        """Return a contact's e-mail entries as Graph sends them.

        Raises:
            VersionConflict: it is another version than the one decided on.
            ItemGone: it no longer exists.
        """
        url = self._client.url + query(contact_path(mailbox, contact.id), **WHOLE)
        answer = await self._client.send(Request(method="GET", url=url))
        if not answer.is_success and refusal_of(answer).is_gone:
            raise ItemGone(refusal_of(answer).detail)
        wire = checked(json_of(self._client.succeeded(answer, Concern.MAILBOX)))
        if not isinstance(wire, dict) or version_of(wire) != contact.version:
            raise await self._changed_since(mailbox, wire)
        return wire.get("emailAddresses") or ()

    async def _changed_since(
        self, mailbox: MailboxId, wire: WireContact | UnreadableContact
    ) -> Failure:
        """Return what it means that a contact is another than the one decided on."""
        where = wire.get("parentFolderId") if isinstance(wire, dict) else None
        if where and where == await self._places.deleted_items(mailbox):
            return ItemGone("among the deleted items")
        return VersionConflict("changed since it was read")

    async def _refused(self, mailbox: MailboxId, id_: ContactId, answer: Answer) -> Failure:
        """Return what the refusal of a write amounts to; a conflict may be the move to the deleted items."""
        refused = refusal_of(answer)
        if not refused.is_conflict:
            return refused_write(self._client, refused)
        path = query(contact_path(mailbox, id_), select="id,parentFolderId")
        found = await self._client.send(Request(method="GET", url=self._client.url + path))
        if not found.is_success:
            return refused_write(self._client, refusal_of(found))
        return await self._changed_since(mailbox, checked(json_of(found.body)))


def made(answer: bytes, card: Card, stamp: str) -> OutlookContact:
    """Return a contact as it was answered to its making, which tells no extended property.

    Raises:
        SkipItem: it was made, and came back in a form that cannot be read.
    """
    known = Hidden(stamp=stamp, is_private=card.is_private)
    return readable(contact_of(checked(json_of(answer)), known))


def readable(contact: OutlookContact | UnreadableContact) -> OutlookContact:
    """Return a contact that is to be worked on.

    Raises:
        SkipItem: it cannot be read.
    """
    if isinstance(contact, UnreadableContact):
        raise SkipItem(SkipReason.UNREADABLE, contact.problem)
    return contact
