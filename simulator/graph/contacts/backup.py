"""A contact folder as it was, and the folder set back to it: what a backup service of the mailbox does."""

from copy import deepcopy
from dataclasses import dataclass, replace

from simulator.graph.contacts.items import ContactFolder, ContactItem
from simulator.graph.contacts.store import ContactStore


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderBackup:
    """All of a folder at one moment."""

    folder: int
    """Its number."""
    extended: dict[str, str]
    """Its own extended properties, an application's marks among them."""
    items: tuple[ContactItem, ...]


def taken(store: ContactStore, folder: ContactFolder) -> FolderBackup:
    """Return a folder as it is now."""
    items = (deepcopy(store.items[number]) for number in folder.items)
    return FolderBackup(folder=folder.number, extended=dict(folder.extended), items=tuple(items))


def restored(store: ContactStore, backup: FolderBackup) -> None:
    """Set a folder back: what was not in it then is gone, what was is there as it was.

    Every contact keeps its number, thus its immutable id, and its times; its version is a new one, because
    no server gives out one etag for two states.
    """
    folder = store.folders[backup.folder]
    then = {item.number for item in backup.items}
    for number in [n for n in folder.items if n not in then]:
        store.purge(store.items[number])
    for item in backup.items:
        _set_back(store, folder, item)
    folder.extended = dict(backup.extended)


def _set_back(store: ContactStore, folder: ContactFolder, then: ContactItem) -> None:
    now = store.items.get(then.number)
    if now is None:
        last = max(store.purged.get(then.number, 0), then.version)
        store.put(replace(deepcopy(then), version=last + 1, moves=then.moves + 1))
        return
    if now.folder != folder.number:
        store.move(now, folder, then.modified)
    if (now.says, now.extended) != (then.says, then.extended):
        dropped = dict.fromkeys(now.extended.keys() - then.extended.keys(), "")
        store.write(now, then.modified, then.says, dropped | then.extended)
    now.created, now.modified = then.created, then.modified
