"""A mailbox's contact folders: their names, the ids of the default one and of the deleted items, their marks.

The default folder is not among the listed ones; Graph knows it by the name `contacts` (facts: graph §3).
"""

from adapters.graph.cards.asking import folder_path
from adapters.graph.cards.hidden import MARK, mark_of
from adapters.graph.cards.wire import FOLDER, FOLDERS, WireContactFolder
from adapters.graph.client import GraphClient, decoded, json_body
from adapters.graph.errors import Concern, refusal_of
from adapters.graph.http import Answer, Request
from adapters.graph.queries import query, user_path
from sync_core import limits
from sync_core.contacts.contact import DEFAULT_FOLDER, ContactFolderId
from sync_core.failures import ItemGone, Unavailable
from sync_core.work import MailboxId

_DEFAULT = "contacts"
_DELETED = "deleteditems"
"""Graph's names of two folders that every mailbox has, in any language."""


class ContactPlaces:
    """Where contacts lie. Ids of a mailbox's own two folders never change: each is asked for once."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client
        self._known: dict[tuple[MailboxId, str], str] = {}

    async def names(self, mailbox: MailboxId) -> dict[ContactFolderId, str]:
        """Return the folders with their names; see MailboxContacts.folders.

        Raises:
            Unavailable: the listing has no end.
            Failure: as any call.
        """
        default = await self._ask_default(mailbox)
        found = {DEFAULT_FOLDER: default.get("displayName") or ""}
        path: str | None = query(
            user_path(mailbox, "contactFolders"),
            select="id,displayName",
            top=limits.CONTACT_FOLDER_PAGE,
        )
        for _ in range(limits.PAGES_PER_ROUND_MAX):
            if path is None:
                return found
            page = decoded(FOLDERS, await self._client.get(path))
            others = [folder for folder in page["value"] if folder["id"] != default["id"]]
            found |= {ContactFolderId(f["id"]): f.get("displayName") or "" for f in others}
            following = page.get("@odata.nextLink")
            path = self._client.relative(following) if following else None
        raise Unavailable("a list of contact folders without an end")

    async def id_of(self, mailbox: MailboxId, folder: ContactFolderId) -> str:
        """Return a folder's own id; the default one's costs a request the first time."""
        if folder != DEFAULT_FOLDER:
            return folder
        known = self._known.get((mailbox, _DEFAULT))
        return known or (await self._ask_default(mailbox))["id"]

    async def deleted_items(self, mailbox: MailboxId) -> str:
        """Return the id of the folder of deleted items; it costs a request the first time."""
        known = self._known.get((mailbox, _DELETED))
        if known is not None:
            return known
        path = query(user_path(mailbox, "mailFolders", _DELETED), select="id")
        folder = decoded(FOLDER, await self._client.get(path))
        self._remember(mailbox, _DELETED, folder["id"])
        return folder["id"]

    def there(self, mailbox: MailboxId, answer: Answer, follows_link: bool = False) -> bytes:
        """Return the body of an answer about a folder.

        Raises:
            ItemGone: the folder no longer exists.
            Failure: as any call.
        """
        if not answer.is_success and refusal_of(answer).is_gone:
            self._known.pop((mailbox, _DEFAULT), None)
            raise ItemGone(refusal_of(answer).detail)
        return self._client.succeeded(answer, Concern.MAILBOX, follows_link)

    async def generation(self, mailbox: MailboxId, folder: ContactFolderId) -> int:
        """Return the count a folder is marked with; see MailboxContacts.generation."""
        marks = f"singleValueExtendedProperties($filter=id eq '{MARK}')"
        told = await self._ask(mailbox, await self.id_of(mailbox, folder), "id", marks)
        return mark_of(told.get("singleValueExtendedProperties"))

    async def mark(self, mailbox: MailboxId, folder: ContactFolderId, generation: int) -> None:
        """Mark a folder (page singlevaluelegacyextendedproperty-post); see MailboxContacts.mark."""
        path = folder_path(mailbox, await self.id_of(mailbox, folder))
        body = {"singleValueExtendedProperties": [{"id": MARK, "value": str(generation)}]}
        request = Request(method="PATCH", url=self._client.url + path, body=json_body(body))
        self.there(mailbox, await self._client.send(request))

    async def _ask_default(self, mailbox: MailboxId) -> WireContactFolder:
        told = await self._ask(mailbox, _DEFAULT, "id,displayName")
        self._remember(mailbox, _DEFAULT, told["id"])
        return told

    async def _ask(
        self, mailbox: MailboxId, folder_id: str, fields: str, expand: str = ""
    ) -> WireContactFolder:
        path = folder_path(mailbox, folder_id)
        path = query(path, select=fields, expand=expand) if expand else query(path, select=fields)
        answer = await self._client.send(Request(method="GET", url=self._client.url + path))
        return decoded(FOLDER, self.there(mailbox, answer))

    def _remember(self, mailbox: MailboxId, name: str, folder_id: str) -> None:
        """Remember an id; what was learnt first is forgotten when there are too many."""
        if len(self._known) >= limits.CONTACT_FOLDERS_KNOWN_MAX:
            del self._known[next(iter(self._known))]
        self._known[mailbox, name] = folder_id
