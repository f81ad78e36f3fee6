"""The naive pipeline, on the same adapters: each message by itself, read, looked up, written, remembered."""

from collections.abc import Mapping, Sequence

from bench.mail.rig import DIGESTER, Rig
from flows.ports.leases import Busy
from flows.ports.remembrance import Remembrance
from flows.ports.tenant import What
from sync_core.activities import activity, message_key
from sync_core.decisions import Reason
from sync_core.mail import NOT_SCORED, MailActivity, Message, MessageId, RiskFinding
from sync_core.matching import addresses_to_ask, relate
from sync_core.rules import MailRules
from sync_core.screening import Screened, screen
from sync_core.seen import Seen, seen_key
from sync_core.work import MailboxId, RunId, Stream


async def naive(made: Rig, mailbox: MailboxId, ids: Sequence[MessageId]) -> Mapping[str, int]:
    """Capture messages one at a time and return what that cost outside.

    One GET a message (as for one notification each), one look into memory, one lookup of people, one
    write of the activity, one write of the decision. Taking the lease once is not counted against it.
    """
    parts = made.parts
    now = made.clock.now()
    firm = await parts.rulebook.rules(parts.policies, parts.memory, DIGESTER, now)
    rules = firm.of_mailbox(mailbox, None, frozenset())
    lease = await parts.memory.acquire(mailbox, Stream.MAIL_LIVE, RunId("naive"), now)
    if isinstance(lease, Busy):
        raise TypeError("naive: the lease is held")
    before = made.spent()
    for id_ in ids:
        message = (await parts.mail.read(mailbox, [id_], What()))[id_]
        if not isinstance(message, Message):
            continue
        key = seen_key(message, DIGESTER)
        await parts.memory.seen(mailbox, [key])
        seen = Seen(key=key, reason=await _decided(made, rules, message), decided_at=now)
        lease = await parts.memory.remember(lease, Remembrance(seen=(seen,)), now)
    after = made.spent()
    return {cost: after[cost] - before[cost] for cost in after}


async def _decided(made: Rig, rules: MailRules, message: Message) -> Reason:
    verdict = screen(message, rules)
    if not isinstance(verdict, Screened):
        return verdict
    prepared = await prepared_activity(made, rules, verdict)
    await made.crm.log_mail([prepared])
    return Reason.MATCHED if prepared.relations else Reason.UNMATCHED


async def prepared_activity(made: Rig, rules: MailRules, screened: Screened) -> MailActivity:
    """Return what the CRM gets of one message, matched by a lookup of its own; nothing is read in it."""
    people, tags = screened.addressed.participants, rules.mail.matching.plus_tags
    found = await made.crm.find_people(addresses_to_ask(people, tags), rules.mail.matching)
    key = message_key(screened, DIGESTER)
    related = relate(people, found, tags)
    return activity(screened, related, NOT_SCORED, RiskFinding(), key, rules)
