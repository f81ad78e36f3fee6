"""The rules as they hold in the mailbox of a run, with the folders it leaves out."""

from collections.abc import Sequence

from flows.ports.remembrance import Remembrance
from flows.ports.tenant import Folder
from flows.running import Run
from sync_core.folders import FolderMemory, left_out
from sync_core.mail import FolderId, Message, Unreadable
from sync_core.rules import MailRules

_CURSOR = "mail.folders"


async def mail_rules(run: Run, messages: Sequence[Message | Unreadable] = ()) -> MailRules:
    """Return the rules for this mailbox, as they hold for these messages.

    Which folders are left out is remembered from the last time they were listed. They are listed anew
    where nothing is remembered yet, the policy names other ones now, or a message lies in a folder made
    since: it may be one below a left-out folder.
    """
    known = run.folders or await _remembered(run)
    if known is None or not all(known.knows(f) for f in _folders_of(run, messages)):
        known = await _listed(run)
    run.folders = known
    return run.rules.of_mailbox(run.record.id, run.record.owner, known.left_out)


async def note_folders(run: Run, folders: Sequence[Folder]) -> frozenset[FolderId]:
    """Remember these folders and which of them are left out, and return the ids of those."""
    names = run.rules.policy.mail.left_out_folders
    out = left_out(folders, names)
    known = FolderMemory.of(folders, out, run.parts.digester)
    await run.remember(Remembrance(cursors={_CURSOR: known.encode(names)}))
    return out


async def _remembered(run: Run) -> FolderMemory | None:
    names = run.rules.policy.mail.left_out_folders
    text = (await run.parts.memory.cursors(run.record.id, _CURSOR)).get(_CURSOR, "")
    return FolderMemory.decode(text, names)


async def _listed(run: Run) -> FolderMemory:
    folders = await run.parts.mail.folders(run.record.id)
    return FolderMemory.of(folders, await note_folders(run, folders), run.parts.digester)


def _folders_of(run: Run, messages: Sequence[Message | Unreadable]) -> set[str]:
    ids = {m.folder for m in messages if isinstance(m, Message)}
    return {run.parts.digester.folder(folder) for folder in ids}
