"""One mailbox's contacts: folders, items, and every change noted where a delta or a notification finds it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from simulator.graph.changes import Change, ChangeLog
from simulator.graph.contacts.contact import Contact
from simulator.graph.contacts.items import ContactFolder, ContactItem
from simulator.graph.contacts.properties import property_id, property_key
from simulator.graph.identifiers import ItemIds
from simulator.graph.mailstore import ChangeType, ItemChange
from simulator.graph.refusals import Refusal, bad_request, item_not_found

WELL_KNOWN = "contacts"
"""Graph's language-independent name of the default folder."""


class ContactStore:
    """Contact folders, contacts and their logs."""

    def __init__(
        self, ids: ItemIds, tell: Callable[[ItemChange], None], *, german: bool = False
    ) -> None:
        self.ids = ids
        self.items: dict[int, ContactItem] = {}
        """Every contact that can be read, those among the deleted items too."""
        self.folders: dict[int, ContactFolder] = {}
        self.folder_log = ChangeLog()
        """Of the folders but for the default one, which no list of them shows."""
        self.purged: dict[int, int] = {}
        """Number -> last version of what was deleted for good: a backup that brings it back goes on from it."""
        self._tell = tell
        self._by_property: dict[tuple[str, str], dict[int, None]] = {}
        self.default = self._new_folder("Kontakte" if german else "Contacts", is_default=True)

    # Folders

    def folder(self, name: str) -> ContactFolder:
        """Return a folder by its id; an empty one, or `contacts`, is the default folder's.

        Raises:
            Refusal: there is none (404 ErrorItemNotFound).
        """
        if not name or name.lower() == WELL_KNOWN:
            return self.default
        found = next((f for f in self.folders.values() if f.id == name), None)
        if found is None:
            raise item_not_found()
        return found

    def own_folders(self) -> list[ContactFolder]:
        """Return the folders people made, oldest first: what the list of contact folders shows."""
        return [folder for folder in self.folders.values() if not folder.is_default]

    def add_folder(self, name: str) -> ContactFolder:
        """Make one more folder.

        Raises:
            Refusal: another has this name (409 ErrorFolderExists), or it has none (400).
        """
        self._check_name(name)
        return self._new_folder(name, is_default=False)

    def rename_folder(self, folder: ContactFolder, name: str) -> None:
        """Give a folder another name.

        Raises:
            Refusal: as for a new one, or it is the default folder (400).
        """
        self._check_own(folder)
        if name != folder.name:
            self._check_name(name)
            folder.name = name
            self.folder_log.record(folder.number, Change.UPDATED)

    def mark_folder(self, folder: ContactFolder, extended: dict[str, str]) -> None:
        """Write extended properties of a folder; no contact in it changes."""
        _put(folder.extended, extended)
        if not folder.is_default:
            self.folder_log.record(folder.number, Change.UPDATED)

    def remove_folder(self, folder: ContactFolder, now: datetime) -> None:
        """Delete a folder: what lies in it goes to the deleted items.

        Raises:
            Refusal: it is the default folder (400).
        """
        self._check_own(folder)
        for number in list(folder.items):
            self.delete(self.items[number], now)
        del self.folders[folder.number]
        self.folder_log.record(folder.number, Change.REMOVED)

    # Looking

    def find(self, text: str) -> ContactItem:
        """Return the contact with an id of either format, wherever it lies.

        Raises:
            Refusal: malformed (400), or not there any more under this id (404).
        """
        name = self.ids.read(text)
        item = self.items.get(name.number)
        if item is None or (name.moves is not None and name.moves != item.moves):
            raise item_not_found()
        return item

    def find_in(self, folder: ContactFolder, text: str) -> ContactItem:
        """Return a contact of one folder.

        Raises:
            Refusal: as `find`, or it lies elsewhere (404).
        """
        item = self.find(text)
        if item.folder != folder.number:
            raise item_not_found()
        return item

    def with_property(self, folder: ContactFolder, name: str, value: str) -> list[ContactItem]:
        """Return a folder's contacts that carry an extended property of this value, oldest first."""
        numbers = self._by_property.get((property_key(name), value), {})
        found = (self.items[number] for number in numbers)
        return sorted(
            (item for item in found if item.folder == folder.number),
            key=lambda item: (item.created, item.number),
        )

    # Changing

    def put(self, item: ContactItem) -> ContactItem:
        """Put a new contact into the folder that it names."""
        item.extended = {property_id(name): value for name, value in item.extended.items()}
        self.items[item.number] = item
        self._index(item)
        if item.folder is not None:
            self._enter(item, self.folders[item.folder])
            self._tell_of(item, ChangeType.CREATED, item.folder)
            self._tell_of(item, ChangeType.CREATED, None)
        return item

    def write(
        self,
        item: ContactItem,
        now: datetime,
        says: Contact,
        extended: dict[str, str] | None = None,
    ) -> None:
        """Write a contact, and extended properties beside."""
        if extended:
            self._unindex(item)
            _put(item.extended, extended)
            self._index(item)
        item.says = says
        self._changed(item, now)

    def damage(self, item: ContactItem, now: datetime, *, is_damaged: bool) -> None:
        """Serve a contact wrongly from now on, or properly again; it counts as a change."""
        item.is_damaged = is_damaged
        self._changed(item, now)

    def move(self, item: ContactItem, folder: ContactFolder, now: datetime) -> None:
        """Move a contact to a folder, from another one or from the deleted items."""
        if item.folder == folder.number:
            return
        was_deleted = item.folder is None
        self._part(item)
        item.folder = folder.number
        item.version, item.modified = item.version + 1, now
        self._enter(item, folder)
        self._tell_of(item, ChangeType.CREATED, folder.number)
        self._tell_of(item, ChangeType.CREATED if was_deleted else ChangeType.UPDATED, None)

    def delete(self, item: ContactItem, now: datetime) -> None:
        """Move a contact to the deleted items; one that lies there already is deleted for good."""
        if item.folder is None:
            self.purge(item)
            return
        self._part(item)
        item.folder = None
        item.version, item.modified = item.version + 1, now
        self._tell_of(item, ChangeType.DELETED, None)

    def purge(self, item: ContactItem) -> None:
        """Delete a contact for good: nobody can read it any more."""
        was_there = item.folder is not None
        self._part(item)
        self._unindex(item)
        del self.items[item.number]
        self.purged[item.number] = item.version
        if was_there:
            self._tell_of(item, ChangeType.DELETED, None)

    def hold(self, folders: Iterable[ContactFolder], items: Iterable[ContactItem]) -> None:
        """Hold what was kept of a tenant that has ended, in place of everything."""
        self.folders = {folder.number: folder for folder in folders}
        self.default = next(f for f in self.folders.values() if f.is_default)
        self.items.clear()
        self._by_property.clear()
        self.folder_log = ChangeLog()
        for folder in self.own_folders():
            self.folder_log.record(folder.number, Change.ADDED)
        for item in items:
            self.put(item)

    # Inside

    def _new_folder(self, name: str, *, is_default: bool) -> ContactFolder:
        number = self.ids.new_number()
        made = ContactFolder(
            number=number, id=self.ids.folder(number), name=name, is_default=is_default
        )
        self.folders[number] = made
        if not is_default:
            self.folder_log.record(number, Change.ADDED)
        return made

    def _check_name(self, name: str) -> None:
        if not name.strip():
            raise bad_request("displayName is required.", "ErrorPropertyValidationFailure")
        if any(folder.name.casefold() == name.casefold() for folder in self.folders.values()):
            text = "A folder with the specified name already exists."
            raise Refusal(409, "ErrorFolderExists", text)

    def _check_own(self, folder: ContactFolder) -> None:
        if folder.is_default:
            text = "Distinguished folders cannot be renamed or deleted."
            raise bad_request(text, "ErrorDeleteDistinguishedFolder")

    def _enter(self, item: ContactItem, folder: ContactFolder) -> None:
        folder.items[item.number] = None
        folder.log.record(item.number, Change.ADDED)

    def _part(self, item: ContactItem) -> None:
        """Take a contact from where it lies: from now on its default id is another one."""
        if item.folder is not None:
            former = self.folders[item.folder]
            del former.items[item.number]
            former.left[item.number] = item.moves
            former.log.record(item.number, Change.REMOVED)
            self._tell_of(item, ChangeType.DELETED, former.number)
        item.moves += 1

    def _changed(self, item: ContactItem, now: datetime) -> None:
        item.version += 1
        item.modified = now
        if item.folder is not None:
            self.folders[item.folder].log.record(item.number, Change.UPDATED)
            self._tell_of(item, ChangeType.UPDATED, item.folder)
        self._tell_of(item, ChangeType.UPDATED, None)

    def _index(self, item: ContactItem) -> None:
        for name, value in item.extended.items():
            self._by_property.setdefault((property_key(name), value), {})[item.number] = None

    def _unindex(self, item: ContactItem) -> None:
        for name, value in item.extended.items():
            self._by_property[property_key(name), value].pop(item.number, None)

    def _tell_of(self, item: ContactItem, change: ChangeType, folder: int | None) -> None:
        self._tell(ItemChange(item.number, item.moves, change, folder))


def _put(held: dict[str, str], told: dict[str, str]) -> None:
    """Write properties among others: one spelt otherwise is the same one, an empty one is taken away."""
    known = {property_key(name): name for name in held}
    for name, value in told.items():
        written = known.get(property_key(name), property_id(name))
        if value:
            held[written] = value
        else:
            held.pop(written, None)
