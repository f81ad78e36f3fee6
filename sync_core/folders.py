"""Which folders are left out: those the policy names, and everything below them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sync_core import limits
from sync_core.digests import Digester
from sync_core.mail import FolderId


class FolderLike(Protocol):
    """What has to be known of a folder."""

    @property
    def id(self) -> FolderId:
        """Its id."""

    @property
    def parent(self) -> FolderId | None:
        """The folder above it."""

    @property
    def well_known(self) -> str | None:
        """Its language-independent name."""


def left_out(folders: Iterable[FolderLike], names: Iterable[str]) -> frozenset[FolderId]:
    """Return the ids of the folders with these well-known names, and of all folders below them."""
    named, below = set(names), dict[FolderId | None, list[FolderId]]()
    waiting: list[FolderId] = []
    for folder in folders:
        below.setdefault(folder.parent, []).append(folder.id)
        if folder.well_known in named:
            waiting.append(folder.id)
    out: set[FolderId] = set()
    while waiting:
        folder_id = waiting.pop()
        if folder_id not in out:  # a tree that bites its tail ends here
            out.add(folder_id)
            waiting.extend(below.get(folder_id, ()))
    return frozenset(out)


@dataclass(frozen=True, slots=True)
class FolderMemory:
    """A mailbox's folders as remembered from their last listing: digests of their ids."""

    left_out: frozenset[str]
    counted: frozenset[str] | None
    """The others; None where there are too many to remember: then a new one is not noticed."""

    def knows(self, folder: str) -> bool:
        """Return whether a folder was there when the folders were last listed."""
        return self.counted is None or folder in self.counted or folder in self.left_out

    @staticmethod
    def of(
        folders: Iterable[FolderLike], out: frozenset[FolderId], digester: Digester
    ) -> "FolderMemory":
        """Return what is remembered of a mailbox's folders."""
        counted = frozenset(digester.folder(f.id) for f in folders if f.id not in out)
        few = len(counted) + len(out) <= limits.FOLDERS_REMEMBERED_MAX
        return FolderMemory(frozenset(map(digester.folder, out)), counted if few else None)

    def encode(self, names: Iterable[str]) -> str:
        """Return the text a cursor keeps, with the policy's names it was made from."""
        counted = "*" if self.counted is None else ",".join(sorted(self.counted))
        return f"{','.join(sorted(names))}|{','.join(sorted(self.left_out))}|{counted}"

    @staticmethod
    def decode(text: str, names: Iterable[str]) -> "FolderMemory | None":
        """Return what is remembered, or None where there is nothing or the names have changed since."""
        made_from, *rest = text.split("|")
        if len(rest) != 2 or made_from != ",".join(sorted(names)):
            return None
        out, counted = (frozenset(digests.split(",")) - {""} for digests in rest)
        return FolderMemory(out, None if rest[1] == "*" else counted)
