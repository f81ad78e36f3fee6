"""Rematch: an address somebody gave a person in the CRM brings that person's past mail with it."""

from flows.running import Done, Run
from sync_core import limits


async def rematch(run: Run) -> Done:
    """Relate past activities to newly known addresses; no mailbox is read."""
    crm, plus_tags = run.parts.crm, run.rules.policy.mail.matching.plus_tags
    page = await crm.known_addresses(run.firm.rematch_cursor, limits.REMATCH_PAGE_ADDRESSES)
    if page.added:
        run.counts["related"] += await crm.relate_past(page.added, plus_tags)
        run.counts["addresses"] += len(page.added)
    if page.cursor != run.firm.rematch_cursor:
        await run.parts.memory.change_firm(rematch_cursor=page.cursor)
    go_on = (run.item.continued(),) if page.has_more else ()
    return Done(go_on=go_on, is_partial=page.has_more)
