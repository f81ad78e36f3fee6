"""Rematch: an address somebody gave a person in the CRM brings that person's past mail with it."""

from flows.running import Done, Run
from sync_core import limits
from sync_core.address_kinds import kinds_matched


async def rematch(run: Run) -> Done:
    """Relate past activities to newly known addresses; no mailbox is read."""
    crm, matching = run.parts.crm, run.rules.policy.mail.matching
    page = await crm.known_addresses(run.firm.rematch_cursor, limits.REMATCH_PAGE_ADDRESSES)
    kinds = kinds_matched(matching)
    known = [entry for entry in page.added if entry.matched_by in kinds]
    if known:
        run.counts["related"] += await crm.relate_past(known, matching.plus_tags)
        run.counts["addresses"] += len(known)
    if page.cursor != run.firm.rematch_cursor:
        await run.parts.memory.change_firm(rematch_cursor=page.cursor)
    go_on = (run.item.continued(),) if page.has_more else ()
    return Done(go_on=go_on, is_partial=page.has_more)
