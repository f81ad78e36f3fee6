"""The tenant's contacts over Graph: what changed, whole folders, single contacts, and every write."""

from collections.abc import Mapping, Sequence

from adapters.graph.batch import Part, failure_in, read_together
from adapters.graph.cards.asking import WHOLE, contact_path, folder_path
from adapters.graph.cards.changing import ContactChanging, made, readable
from adapters.graph.cards.pages import Page, page_of, sorted_out
from adapters.graph.cards.places import ContactPlaces
from adapters.graph.cards.reading import checked, contact_of
from adapters.graph.cards.writing import new_contact
from adapters.graph.client import GraphClient, json_body
from adapters.graph.errors import refusal_of
from adapters.graph.events.refusing import refused_write
from adapters.graph.events.writing import with_stamp
from adapters.graph.http import Request
from adapters.graph.links import followed
from adapters.graph.queries import query
from flows.ports.contacts import ContactDraft, ContactList, ContactPage, Elsewhere
from flows.ports.tenant import DeltaToken, Gone
from sync_core import limits
from sync_core.contacts.contact import (
    Card,
    ContactFolderId,
    ContactId,
    OutlookContact,
    UnreadableContact,
)
from sync_core.failures import Unavailable
from sync_core.work import MailboxId

Found = OutlookContact | UnreadableContact | Elsewhere | Gone


class GraphContacts:
    """Contacts as flows.ports.contacts.MailboxContacts sees them. Delta tokens are Graph's own links.

    The first look of a process at a mailbox's default folder costs one request more, and so does the first
    contact found outside the folder: the ids of the default folder and of the deleted items are asked for.
    """

    def __init__(self, client: GraphClient) -> None:
        self._client = client
        self._places = ContactPlaces(client)
        self._changing = ContactChanging(client, self._places)

    async def folders(self, mailbox: MailboxId) -> Mapping[ContactFolderId, str]:
        """See the port. Graph lists the top level; people make no other."""
        return await self._places.names(mailbox)

    async def changed(
        self, mailbox: MailboxId, folder: ContactFolderId, token: DeltaToken | None
    ) -> ContactPage:
        """See the port."""
        url = await self._start(mailbox, folder, token, "delta", select="id")
        size = f"odata.maxpagesize={limits.CONTACT_DELTA_PAGE}"
        page = await self._page(mailbox, url, (size,), follows_link=token is not None)
        if not (page.following or page.finished):
            raise Unavailable("a delta page without a link")
        there, removed = sorted_out(page.items)
        return ContactPage(
            changed=there,
            removed=removed,
            next=DeltaToken(page.following or page.finished),
            is_complete=not page.following,
        )

    async def listed(self, mailbox: MailboxId, folder: ContactFolderId, at: str) -> ContactList:
        """See the port."""
        url = await self._start(mailbox, folder, at, **WHOLE, top=limits.CONTACT_PAGE)
        page = await self._page(mailbox, url, follows_link=bool(at))
        return ContactList(contacts=page.contacts, next=page.following)

    async def read(
        self, mailbox: MailboxId, folder: ContactFolderId, ids: Sequence[ContactId]
    ) -> Mapping[ContactId, Found]:
        """See the port. A contact that Graph itself fails on is unreadable and holds up no other."""
        if len(ids) > limits.READ_BATCH_CONTACTS:
            raise ValueError(f"at most {limits.READ_BATCH_CONTACTS} contacts are read at once")
        if not ids:
            return {}
        home = await self._places.id_of(mailbox, folder)
        paths = [query(contact_path(mailbox, id_), **WHOLE) for id_ in ids]
        parts = await read_together(self._client, paths)
        failure = failure_in(self._client, [p for p in parts if not p.is_about_the_item])
        if failure is not None:
            raise failure
        places = [_place(part) or home for part in parts]
        is_away = any(place != home for place in places)
        deleted = await self._places.deleted_items(mailbox) if is_away else ""
        by_place = {home: None, deleted: Gone.GONE}
        return {
            id_: by_place.get(place, Elsewhere.OTHER_FOLDER) or _read(id_, part)
            for id_, part, place in zip(ids, parts, places, strict=True)
        }

    async def find(
        self, mailbox: MailboxId, folder: ContactFolderId, stamp: str
    ) -> tuple[OutlookContact, ...]:
        """See the port. A search without an end is given up as Unavailable."""
        found: list[OutlookContact] = []
        at = ""
        for _ in range(limits.CONTACT_PAGES_MAX):
            told = {**WHOLE, "filter": with_stamp(stamp)}
            url = await self._start(mailbox, folder, at, **told, top=limits.CONTACT_PAGE)
            page = await self._page(mailbox, url)
            found += map(readable, page.contacts)
            at = page.following
            if not at:
                return tuple(sorted(found, key=_age))
        raise Unavailable("a search for contacts without an end")

    async def create(
        self, mailbox: MailboxId, folder: ContactFolderId, draft: ContactDraft
    ) -> OutlookContact:
        """See the port."""
        request = Request(
            method="POST",
            url=await self._start(mailbox, folder, ""),
            body=json_body(new_contact(draft.card, draft.stamp)),
        )
        answer = await self._client.send(request)
        if not answer.is_success and not refusal_of(answer).is_gone:
            raise refused_write(self._client, refusal_of(answer))
        return made(self._places.there(mailbox, answer), draft.card, draft.stamp)

    async def update(
        self, mailbox: MailboxId, contact: OutlookContact, card: Card, fields: frozenset[str]
    ) -> OutlookContact:
        """See the port. E-mail addresses cost one more request: Graph replaces their list as a whole."""
        return await self._changing.update(mailbox, contact, card, fields)

    async def delete(self, mailbox: MailboxId, contact: OutlookContact) -> None:
        """See the port."""
        await self._changing.delete(mailbox, contact)

    async def generation(self, mailbox: MailboxId, folder: ContactFolderId) -> int:
        """See the port."""
        return await self._places.generation(mailbox, folder)

    async def mark(self, mailbox: MailboxId, folder: ContactFolderId, generation: int) -> None:
        """See the port."""
        await self._places.mark(mailbox, folder, generation)

    async def _start(
        self,
        mailbox: MailboxId,
        folder: ContactFolderId,
        at: str | None,
        *steps: str,
        **options: str | int,
    ) -> str:
        """Return where to go on, or to begin with a folder's contacts where that is told by nothing.

        Raises:
            CursorLost: `at` leads away from the configured Graph.
        """
        if at:
            return followed(self._client.url, at)
        folder_id = await self._places.id_of(mailbox, folder)
        path = folder_path(mailbox, folder_id, "contacts", *steps)
        return self._client.url + (query(path, **options) if options else path)

    async def _page(
        self,
        mailbox: MailboxId,
        url: str,
        prefer: tuple[str, ...] = (),
        *,
        follows_link: bool = False,
    ) -> Page:
        """Return a page of something in a folder.

        Raises:
            ItemGone: the folder no longer exists.
            Failure: as any call.
        """
        answer = await self._client.send(Request(method="GET", url=url, prefer=prefer))
        return page_of(self._places.there(mailbox, answer, follows_link))


def _place(part: Part) -> str:
    """Return the id of the folder a contact lies in; empty where it does not say."""
    told = part.body.get("parentFolderId") if isinstance(part.body, dict) else None
    return told if isinstance(told, str) else ""


def _read(id_: ContactId, part: Part) -> OutlookContact | UnreadableContact | Gone:
    """Return what became of one contact asked for."""
    if part.refused is None:
        return contact_of(checked(part.body))
    if part.refused.is_gone:
        return Gone.GONE
    return UnreadableContact(id=id_, problem=f"contact: refused with {part.refused.detail}")


def _age(contact: OutlookContact) -> tuple[bool, float, ContactId]:
    """Return what sorts contacts by when they were made, those of unknown age last."""
    at = contact.created_at
    return at is None, at.timestamp() if at else 0.0, contact.id
