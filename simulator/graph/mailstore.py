"""One mailbox's mail: items in folders, and every change noted where a delta or a notification finds it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from simulator.graph.changes import Change, ChangeLog
from simulator.graph.folders import DUMPSTER, ROOT, WELL_KNOWN, Folder
from simulator.graph.identifiers import ItemIds
from simulator.graph.mail import Mail, MailItem
from simulator.graph.refusals import item_not_found
from simulator.graph.timeline import Timeline


class ChangeType(StrEnum):
    """What a notification says of an item."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One change of one item, told to whoever is subscribed."""

    number: int
    moves: int
    change: ChangeType
    folder: int | None
    """Seen from this folder; None: seen from the whole mailbox."""


class MailStore:
    """Folders, items and their logs."""

    def __init__(
        self, ids: ItemIds, tell: Callable[[ItemChange], None], *, german: bool = False
    ) -> None:
        self.ids = ids
        self.items: dict[int, MailItem] = {}
        self.timeline = Timeline()
        """All items but those deleted for good."""
        self.folders: dict[int, Folder] = {}
        self.folder_log = ChangeLog()
        self._tell = tell
        self._by_id: dict[str, Folder] = {}
        self._by_name: dict[str, Folder] = {}
        for known in WELL_KNOWN:
            name = known.german if german else known.english
            parent = self._by_name[known.parent] if known.parent else None
            self._new_folder(name, parent, known.name, is_hidden=known.is_hidden)
        self._new_folder("Unread Mail", self._by_name["searchfolders"], None, is_search=True)

    # Folders

    def folder(self, name: str) -> Folder:
        """Return a folder by its id or well-known name.

        Raises:
            Refusal: there is none (404 ErrorItemNotFound).
        """
        found = self._by_id.get(name) or self._by_name.get(name.lower())
        if found is None:
            raise item_not_found()
        return found

    def folder_at(self, path: str) -> Folder:
        """Return the folder at a path such as inbox/Clients/Acme, made where it is missing.

        The first part is a well-known name, else a folder at the top.
        """
        first, *rest = [part for part in path.split("/") if part] or ["inbox"]
        found = self._by_name.get(first.lower())
        if found is None:
            found, rest = self._by_name[ROOT], [first, *rest]
        for name in rest:
            found = self._child(found, name) or self.add_folder(name, found)
        return found

    def add_folder(self, name: str, parent: Folder, *, is_hidden: bool = False) -> Folder:
        """Make a folder below another."""
        return self._new_folder(name, parent, None, is_hidden=is_hidden)

    def remove_folder(self, folder: Folder) -> None:
        """Delete a folder with everything in and below it."""
        for child in [self.folders[n] for n in folder.children]:
            self.remove_folder(child)
        for number in folder.timeline.page(None, None, 0, len(folder.timeline), newest_first=False):
            self.purge(self.items[number])
        if folder.parent is not None:
            self.folders[folder.parent].children.remove(folder.number)
        del self.folders[folder.number], self._by_id[folder.id]
        if folder.well_known:
            del self._by_name[folder.well_known]
        self.folder_log.record(folder.number, Change.REMOVED)

    def children(self, folder: Folder) -> Iterator[Folder]:
        """Return the folders below one."""
        return (self.folders[number] for number in folder.children)

    # Items

    def find(self, text: str) -> MailItem:
        """Return the item with an id of either format.

        Raises:
            Refusal: malformed (400), or not there any more under this id (404).
        """
        name = self.ids.read(text)
        item = self.items.get(name.number)
        if item is None or (name.moves is not None and name.moves != item.moves):
            raise item_not_found()
        return item

    def put(
        self, mail: Mail, folder: Folder, received: int, now: int, *, is_draft: bool = False
    ) -> MailItem:
        """Put a new item into a folder."""
        item = MailItem(
            number=self.ids.new_number(),
            mail=mail,
            folder=folder.number,
            received=received,
            created=now,
            modified=now,
            is_draft=is_draft,
            is_read=is_draft,
        )
        self.items[item.number] = item
        self._enter(item, folder)
        if folder.well_known != DUMPSTER:
            self.timeline.add(item.received, item.number)
        self._tell_of(item, ChangeType.CREATED, None)
        self._tell_of(item, ChangeType.CREATED, folder.number)
        return item

    def move(self, item: MailItem, folder: Folder, now: int) -> None:
        """Move an item: it is removed here and added there, and its default id changes."""
        former = self.folders[item.folder]
        if former is folder:
            return
        self._leave(item, former)
        self._tell_of(item, ChangeType.DELETED, former.number)
        if former.well_known == DUMPSTER:
            self.timeline.add(item.received, item.number)
        if folder.well_known == DUMPSTER:
            self.timeline.remove(item.received, item.number)
        item.folder, item.moves = folder.number, item.moves + 1
        self._changed(item, now)
        self._enter(item, folder)
        self._tell_of(item, ChangeType.CREATED, folder.number)
        self._tell_of(item, ChangeType.UPDATED, None)

    def purge(self, item: MailItem) -> None:
        """Delete an item: nobody can read it any more."""
        folder = self.folders[item.folder]
        self._leave(item, folder)
        if folder.well_known != DUMPSTER:
            self.timeline.remove(item.received, item.number)
        del self.items[item.number]
        self._tell_of(item, ChangeType.DELETED, folder.number)
        self._tell_of(item, ChangeType.DELETED, None)

    def touch(self, item: MailItem, now: int, *, is_read: bool) -> None:
        """Set an item's isRead."""
        if item.is_read == is_read:
            return
        folder = self.folders[item.folder]
        folder.unread += -1 if is_read else 1
        item.is_read = is_read
        self._changed(item, now)
        folder.log.record(item.number, Change.TOUCHED)
        self._tell_of(item, ChangeType.UPDATED, folder.number)
        self._tell_of(item, ChangeType.UPDATED, None)

    def rewrite(
        self, item: MailItem, mail: Mail, now: int, *, received: int, is_draft: bool
    ) -> None:
        """Change what an item holds (a draft is written on, then sent)."""
        folder = self.folders[item.folder]
        for timeline in (folder.timeline, self.timeline):
            timeline.remove(item.received, item.number)
            timeline.add(received, item.number)
        item.mail, item.is_draft, item.received = mail, is_draft, received
        self._changed(item, now)
        folder.log.record(item.number, Change.UPDATED)
        self._tell_of(item, ChangeType.UPDATED, folder.number)
        self._tell_of(item, ChangeType.UPDATED, None)

    def tell_of_ghost(self) -> None:
        """Notify of an item that is already gone: a client's draft that never is to be read."""
        ghost = ItemChange(self.ids.new_number(), 0, ChangeType.CREATED, None)
        self._tell(ghost)

    # Inside

    def _new_folder(
        self,
        name: str,
        parent: Folder | None,
        well_known: str | None,
        *,
        is_hidden: bool = False,
        is_search: bool = False,
    ) -> Folder:
        number = self.ids.new_number()
        folder = Folder(
            number=number,
            id=self.ids.folder(number),
            name=name,
            parent=parent.number if parent else None,
            well_known=well_known,
            is_hidden=is_hidden,
            is_search=is_search,
        )
        self.folders[number] = self._by_id[folder.id] = folder
        if well_known:
            self._by_name[well_known] = folder
        if parent:
            parent.children.append(number)
            self.folder_log.record(number, Change.ADDED)
        return folder

    def _child(self, parent: Folder, name: str) -> Folder | None:
        return next((f for f in self.children(parent) if f.name == name), None)

    def _enter(self, item: MailItem, folder: Folder) -> None:
        folder.timeline.add(item.received, item.number)
        folder.unread += not item.is_read
        folder.log.record(item.number, Change.ADDED)

    def _leave(self, item: MailItem, folder: Folder) -> None:
        folder.timeline.remove(item.received, item.number)
        folder.unread -= not item.is_read
        folder.left[item.number] = item.moves
        folder.log.record(item.number, Change.REMOVED)

    def _changed(self, item: MailItem, now: int) -> None:
        item.version += 1
        item.modified = now

    def _tell_of(self, item: MailItem, change: ChangeType, folder: int | None) -> None:
        self._tell(ItemChange(item.number, item.moves, change, folder))
