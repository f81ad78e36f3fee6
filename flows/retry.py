"""Retry: items that failed are read again, on schedule or on demand; captured ones get their late score."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flows.capture import capture
from flows.mailbox_rules import mail_rules
from flows.ports.crm import Annotation
from flows.ports.remembrance import Remembrance
from flows.ports.tenant import Gone, What
from flows.running import Done, Run
from flows.scoring import read_page
from flows.verdicts import Verdicts
from sync_core import limits
from sync_core.decisions import Reason, Verdict
from sync_core.mail import Message, MessageId, MessageKey, SentimentLabel, Unreadable
from sync_core.retrying import standing
from sync_core.rules import MailRules
from sync_core.screening import Screened, screen
from sync_core.seen import Retry, Seen, SeenKey
from sync_core.work import Task

_Answers = Mapping[MessageId, Message | Unreadable | Gone]


async def retry(run: Run) -> Done:
    """Read failed items again: those due, or all of them where a person asked."""
    on_demand = run.item.task is Task.MAIL_RETRY_ALL
    due = None if on_demand else run.started_at
    waiting = await run.parts.memory.retries(run.record.id, due, limits.RETRIES_PER_ITEM)
    rules = await mail_rules(run)
    for start in range(0, len(waiting), limits.READ_BATCH_MESSAGES):
        await _again(run, rules, waiting[start : start + limits.READ_BATCH_MESSAGES])
    run.counts["retried"] += len(waiting)
    left = await run.parts.memory.retries(run.record.id, None, limits.RETRIES_PER_ITEM)
    run.progress |= standing(left)
    goes_on = not on_demand and len(waiting) == limits.RETRIES_PER_ITEM
    return Done(go_on=(run.item.continued(),) if goes_on else (), is_partial=goes_on)


async def _again(run: Run, rules: MailRules, some: Sequence[Retry]) -> None:
    """Read a few items and take each to its end: gone, captured, scored, or failed once more."""
    ids = [r.message for r in some]
    answers = await run.parts.mail.read(run.record.id, ids, What(text=rules.needs_text))
    await _settle_gone(run, [r for r in some if answers[r.message] is Gone.GONE])
    here = [r for r in some if answers[r.message] is not Gone.GONE]
    known = await run.parts.memory.seen(run.record.id, [r.seen for r in here]) if here else {}
    here = [_as_decided(r, known) for r in here]
    unscored = [r for r in here if r.reason.verdict is Verdict.CAPTURED]
    failed = [r for r in here if r.reason.verdict is not Verdict.CAPTURED]
    await _score(run, rules, unscored, answers, known)
    if failed:
        messages = [m for r in failed if not isinstance(m := answers[r.message], Gone)]
        await capture(run, rules, messages, {}, {r.message: r for r in failed})


def _as_decided(one: Retry, known: Mapping[SeenKey, Seen]) -> Retry:
    """Return a retry under the item's decision, where that is better than what the retry tells.

    Two streams can meet one item: one captured it with its score pending, the other was refused.
    """
    row = known.get(one.seen)
    captured = row is not None and row.reason.verdict is Verdict.CAPTURED
    return replace(one, reason=row.reason) if row and captured else one


async def _settle_gone(run: Run, gone: Sequence[Retry]) -> None:
    """An item that no longer exists is left out; one captured before keeps its decision."""
    if gone:
        seen = tuple(
            Seen(key=r.seen, reason=Reason.GONE, decided_at=run.started_at)
            for r in gone
            if r.reason.verdict is Verdict.FAILED
        )
        await run.remember(Remembrance(seen=seen, settled=tuple(r.seen for r in gone)))


async def _score(
    run: Run,
    rules: MailRules,
    unscored: Sequence[Retry],
    answers: _Answers,
    known: Mapping[SeenKey, Seen],
) -> None:
    """Score captured messages whose sentiment is pending, and tell the CRM."""
    verdicts = Verdicts(run.started_at, {r.message: r for r in unscored})
    anywhere = replace(rules, left_out_folders=frozenset())  # captured it is, wherever it lies now
    ready = [(r, s) for r in unscored if (s := _screened(answers[r.message], anywhere))]
    readings = await read_page(run.parts, rules, tuple(s for _, s in ready))
    for one in unscored:
        if isinstance(answers[one.message], Unreadable):
            verdicts.try_again(one.seen, one.message, one.reason, run.parts.surroundings.now())
    notes = []
    for (one, _), reading in zip(ready, readings, strict=True):
        if reading.sentiment.label is SentimentLabel.PENDING:
            verdicts.try_again(one.seen, one.message, one.reason, run.parts.surroundings.now())
        elif one.seen in known:
            key = MessageKey(known[one.seen].activity_key)
            notes.append(Annotation(key=key, sentiment=reading.sentiment, risk=reading.risk))
    if notes:
        await run.parts.crm.annotate_mail(notes)
    again = verdicts.remembrance({}).retries
    over = tuple(r.seen for r in unscored if r.seen not in {a.seen for a in again})
    run.decided(verdicts)
    if unscored:
        await run.remember(Remembrance(retries=again, settled=over))


def _screened(answer: Message | Unreadable | Gone, rules: MailRules) -> Screened | None:
    verdict = screen(answer, rules) if isinstance(answer, Message) else None
    return verdict if isinstance(verdict, Screened) else None
