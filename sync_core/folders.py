"""Which folders are left out: those the policy names, and everything below them."""

from collections.abc import Iterable
from typing import Protocol

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


def encode_left_out(out: Iterable[FolderId], names: Iterable[str], digester: Digester) -> str:
    """Return what is remembered of a mailbox's left-out folders, with the names it was made from."""
    return f"{','.join(sorted(names))}|{','.join(sorted(map(digester.folder, out)))}"


def decode_left_out(text: str, names: Iterable[str]) -> frozenset[str] | None:
    """Return the digests remembered, or None where the policy's names have changed since."""
    made_from, bar, digests = text.partition("|")
    if not bar or made_from != ",".join(sorted(names)):
        return None
    return frozenset(digests.split(",")) - {""}
