"""The rules as they hold in the mailbox of a run, with the folders it leaves out."""

from flows.ports.memory import Remembrance
from flows.ports.tenant import Folder
from flows.running import Run
from sync_core.folders import decode_left_out, encode_left_out, left_out
from sync_core.mail import FolderId
from sync_core.rules import MailRules

_CURSOR = "mail.folders"


async def mail_rules(run: Run) -> MailRules:
    """Return the rules for this mailbox.

    Which folders are left out is remembered from the last sweep; the folders are asked for where
    nothing is remembered yet or the policy names other ones now.
    """
    names = run.rules.policy.mail.left_out_folders
    remembered = (await run.parts.memory.cursors(run.record.id, _CURSOR)).get(_CURSOR, "")
    digests = decode_left_out(remembered, names)
    if digests is None:
        out = await note_folders(run, await run.parts.mail.folders(run.record.id))
        digests = frozenset(map(run.parts.digester.folder, out))
    return run.rules.of_mailbox(run.record.id, run.record.owner, digests)


async def note_folders(run: Run, folders: tuple[Folder, ...]) -> frozenset[FolderId]:
    """Remember which of these folders are left out, and return their ids."""
    names = run.rules.policy.mail.left_out_folders
    out = left_out(folders, names)
    text = encode_left_out(out, names, run.parts.digester)
    await run.remember(Remembrance(cursors={_CURSOR: text}))
    return out
