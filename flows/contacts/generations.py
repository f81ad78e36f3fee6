"""Generations: a count on both sides, by which a side that was restored from a backup is known.

A run that wrote something counts one more on both sides, then in the engine's memory. A side that shows
less than is remembered was set back since (facts: features 206): its old values are nobody's edits.
"""

from flows.contacts.bearings import GENERATION_CURSOR
from flows.ports.remembrance import Remembrance
from flows.running import Run
from sync_core.contacts.contact import ContactFolderId
from sync_core.contacts.rules import ContactRules
from sync_core.mail import CrmUserId


async def is_restored(run: Run, rules: ContactRules, folder: ContactFolderId) -> bool:
    """Return whether a side shows an older count than both were given."""
    remembered = _remembered(run, folder)
    if not remembered or rules.owner is None:
        return False
    shown = (
        await run.parts.contacts.generation(run.record.id, folder),
        await run.parts.crm_contacts.generation(rules.owner),
    )
    return min(shown) < remembered


async def count_one_more(run: Run, owner: CrmUserId, folder: ContactFolderId) -> None:
    """Mark both sides with the next count, and remember it last: a crash in between shows too much, never too little."""
    following = 1 + max(_remembered(run, folder), await run.parts.crm_contacts.generation(owner))
    await run.parts.contacts.mark(run.record.id, folder, following)
    await run.parts.crm_contacts.mark(owner, following)
    text = f"{following} {_tag(run, folder)}"
    await run.remember(Remembrance(cursors={GENERATION_CURSOR: text}))


def _remembered(run: Run, folder: ContactFolderId) -> int:
    """Return the count that both sides were given; 0 where none was, or where another folder was kept then."""
    number, _, tag = run.lease.cursors.get(GENERATION_CURSOR, "").partition(" ")
    return int(number) if number and tag == _tag(run, folder) else 0


def _tag(run: Run, folder: ContactFolderId) -> str:
    return run.parts.digester.tag(folder)
