"""Rematch: an address somebody gave a person in the CRM brings past mail and meetings with it."""

from collections.abc import Sequence

from flows.ports.crm import KnownAddress, KnownAddresses
from flows.running import Done, Run
from sync_core import limits
from sync_core.address_kinds import kinds_matched


async def rematch(run: Run) -> Done:
    """Relate past activities and events to newly known addresses; no mailbox is read."""
    crm, matching = run.parts.crm, run.rules.policy.mail.matching
    cursor = (await run.firm()).rematch_cursor
    page = await crm.known_addresses(cursor, limits.REMATCH_PAGE_ADDRESSES)
    kinds = kinds_matched(matching)
    known = [entry for entry in page.added if entry.matched_by in kinds]
    if known:
        run.counts["related"] += await crm.relate_past(known, matching.plus_tags)
        run.counts["addresses"] += len(known)
        await _relate_events(run, known)
    await _go_on_from(run, page)
    go_on = (run.item.continued(),) if page.has_more else ()
    return Done(go_on=go_on, is_partial=page.has_more)


async def _relate_events(run: Run, known: Sequence[KnownAddress]) -> None:
    """Relate past events; an address of the firm is nobody's from outside, whatever the CRM says."""
    outside = [entry for entry in known if not run.rules.insiders.has(entry.address)]
    if outside:
        plus_tags = run.rules.policy.mail.matching.plus_tags
        run.counts["events_related"] += await run.parts.crm_calendar.relate_past(outside, plus_tags)


async def _go_on_from(run: Run, page: KnownAddresses) -> None:
    """Note where the feed is read next: at its end, from where the time before last had ended.

    So everything is related twice, a timer's tick apart. Mail that was matched just before an address
    became known, and written just after it was related, would never be related otherwise.
    """
    firm = await run.firm()
    if page.has_more:
        await run.parts.memory.change_firm(rematch_cursor=page.cursor)
    elif (firm.rematch_cursor, firm.rematch_ended) != (page.cursor, page.cursor):
        await run.parts.memory.change_firm(
            rematch_cursor=firm.rematch_ended, rematch_ended=page.cursor
        )
