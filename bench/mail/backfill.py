"""Back-fill: what a thousand messages cost outside, alone and with the sweep that proves them complete."""

from bench.mail.figures import Figure, Figures
from bench.mail.made_up import NOW, mails, tenant_with
from bench.mail.naive import naive
from bench.mail.recording import Recorded
from bench.mail.rig import NotQuiet, Rig, rig
from flows.meter import Cost
from sync_core.work import MailboxId, Task, WorkItem

TARGETS = {
    Cost.GRAPH_REQUESTS.value: 12.0,
    Cost.CRM_ROUND_TRIPS.value: 25.0,
    Cost.STORAGE_TRANSACTIONS.value: 60.0,
}
"""A thousand messages of back-fill."""
NAIVE_MESSAGES = 100


async def backfill_figures(
    storage: str, count: int, naive_messages: int = NAIVE_MESSAGES
) -> Figures:
    """Return what a back-fill of one mailbox costs, a thousand messages; its sweep is in `with_sweep`.

    Args:
        storage: connection string of the storage emulator.
        count: messages in the mailbox.
        naive_messages: messages that the naive pipeline is given; each costs it as much as the next.
    """
    tenant, (mailbox,) = tenant_with(count)
    async with rig(Recorded(tenant), [mailbox], storage=storage) as made:
        alone, whole = await _costs(made, mailbox)
        captured = (await made.crm.totals())["activities"]
    if not count / 2 < captured < count:
        raise NotQuiet(f"{captured} activities of {count} messages")
    each = await naive_per_thousand(storage, naive_messages)
    figures: Figures = {}
    for cost, target in TARGETS.items():
        name = f"backfill_{count}_{cost}_per_1000"
        spent = {name: alone[cost], f"{name}_with_sweep": whole[cost]}
        for told, number in spent.items():
            per_thousand = number * 1_000 / count
            figures[told] = Figure(
                measured=per_thousand, unit="count", at_most=target, naive=each[cost]
            )
    return figures


async def naive_per_thousand(storage: str, count: int) -> dict[str, float]:
    """Return what the naive pipeline costs, a thousand messages of the same kind; it is given so many."""
    tenant, (mailbox,) = tenant_with(0)
    ids = [tenant.deliver(mailbox, m, received_at=at) for m, at in mails(count)]
    async with rig(Recorded(tenant), [mailbox], storage=storage) as made:
        spent = await naive(made, mailbox, ids)
    return {cost: number * 1_000 / len(ids) for cost, number in spent.items()}


async def _costs(made: Rig, mailbox: MailboxId) -> tuple[dict[str, int], dict[str, int]]:
    """Return what the back-fill costs alone, and with the sweep after it."""
    before = made.spent()
    await made.parts.queue.send(WorkItem(task=Task.MAIL_BACKFILL, mailbox=mailbox, woken_at=NOW))
    alone = before
    while taken := made.deliveries.take():
        item = WorkItem.decode(taken[0][1])
        await made.run(*taken[0])
        if item.task is Task.MAIL_BACKFILL:
            alone = made.spent()
    after = made.spent()
    return (
        {c: alone[c] - before[c] for c in after},
        {c: after[c] - before[c] for c in after},
    )
