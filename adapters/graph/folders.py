"""The tree of a mailbox's mail folders, in as few requests as it can be read.

The listing gives one level and leaves hidden folders out unless asked; names are in the mailbox's language, so
the well-known ones are asked by their fixed names, beside the first level, in one `$batch`.
"""

from collections.abc import Mapping
from typing import get_args

from adapters.graph.batch import PARTS_MAX, Part, failure_in, read_together
from adapters.graph.client import GraphClient, decoded, json_body
from adapters.graph.queries import query, user_path
from adapters.graph.wire import FOLDERS, WireFolder
from flows.ports.tenant import Folder
from sync_core import limits
from sync_core.failures import Unavailable
from sync_core.mail import FolderId
from sync_core.policy import WellKnownFolder
from sync_core.work import MailboxId

_SEARCH = "#microsoft.graph.mailsearchfolder"
_NAMES: tuple[str, ...] = get_args(WellKnownFolder)
_ABSENT = (400, 404)
"""How Graph answers a well-known name that this mailbox does not have, or that it does not know."""


async def all_folders(client: GraphClient, mailbox: MailboxId) -> tuple[Folder, ...]:
    """Return all folders, each parent before its children.

    Raises:
        Unavailable: the tree does not end within limits.PAGES_PER_ROUND_MAX pages.
        Failure: as any call.
    """
    top, *named = await read_together(client, [_level(mailbox), *_well_known_paths(mailbox)])
    names = _names(client, named)
    found, waiting = _page(client, mailbox, top)
    for _ in range(limits.PAGES_PER_ROUND_MAX):
        if not waiting:
            return _folders(found, names)
        some, waiting = waiting[: limits.READ_BATCH_MESSAGES], waiting[limits.READ_BATCH_MESSAGES :]
        for part in await read_together(client, some):
            more, further = _page(client, mailbox, part)
            found, waiting = found + more, waiting + further
    raise Unavailable("a tree of folders without an end")


def _level(mailbox: MailboxId, *under: str) -> str:
    """Return the path that lists the folders in the mailbox, or in a folder."""
    steps = ("mailFolders", *under, "childFolders") if under else ("mailFolders",)
    listing = query(
        user_path(mailbox, *steps),
        select="id,parentFolderId,childFolderCount,totalItemCount",
        top=limits.FOLDER_PAGE_FOLDERS,
    )
    return f"{listing}&includeHiddenFolders=true"


def _well_known_paths(mailbox: MailboxId) -> list[str]:
    """Return the paths that tell the ids of well-known folders; they fit one batch beside the listing."""
    names = _NAMES[: PARTS_MAX - 1]
    return [query(user_path(mailbox, "mailFolders", name), select="id") for name in names]


def _names(client: GraphClient, parts: list[Part]) -> Mapping[str, str]:
    """Return folder id to well-known name."""
    failure = failure_in(
        client, [p for p in parts if p.refused and p.refused.status not in _ABSENT]
    )
    if failure is not None:
        raise failure
    known = zip(_NAMES, parts, strict=True)
    return {
        part.body["id"]: name
        for name, part in known
        if isinstance(part.body, dict) and "id" in part.body
    }


def _page(
    client: GraphClient, mailbox: MailboxId, part: Part
) -> tuple[list[WireFolder], list[str]]:
    """Return one page's folders, and the paths that go on from it: its next page, its folders' children.

    A folder that went away meanwhile has no children.
    """
    if part.refused is not None and part.refused.is_gone:
        return [], []
    failure = failure_in(client, [part])
    if failure is not None:
        raise failure
    page = decoded(FOLDERS, json_body(part.body))
    found = [f for f in page["value"] if (f.get("@odata.type") or "").lower() != _SEARCH]
    following = page.get("@odata.nextLink")
    further = [client.relative(following)] if following else []
    return found, further + [_level(mailbox, f["id"]) for f in found if f.get("childFolderCount")]


def _folders(found: list[WireFolder], names: Mapping[str, str]) -> tuple[Folder, ...]:
    """Return the folders; one listed twice while the tree was read stands once."""
    by_id = {folder["id"]: folder for folder in found}
    return tuple(
        Folder(
            id=FolderId(id_),
            parent=FolderId(parent)
            if (parent := folder.get("parentFolderId")) in by_id and parent
            else None,
            well_known=names.get(id_),
            items=folder.get("totalItemCount") or 0,
        )
        for id_, folder in by_id.items()
    )
