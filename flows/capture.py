"""Capture: the steps every fetched message goes through, whichever stream fetched it.

    screen -> match (one lookup a page) -> score in memory -> log to the CRM -> remember

Nothing of a message outlives this: the CRM gets what the policy allows, memory gets digests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flows.portions import in_portions
from flows.ports.crm import Annotation
from flows.running import Run
from flows.scoring import Reading, read_page
from flows.verdicts import Verdicts
from sync_core import limits
from sync_core.activities import activity, fallback_key, message_key
from sync_core.decisions import Reason
from sync_core.mail import (
    Address,
    LogOutcome,
    LogResult,
    MailActivity,
    Message,
    MessageId,
    PersonRef,
    SentimentLabel,
    Unreadable,
)
from sync_core.matching import addresses_to_ask, relate
from sync_core.rules import MailRules
from sync_core.screening import Screened, screen
from sync_core.seen import Retry, SeenKey

_Found = Mapping[Address, tuple[PersonRef, ...]]
_Written = Mapping[SeenKey, tuple[MailActivity, LogOutcome]]


async def capture(
    run: Run,
    rules: MailRules,
    messages: Sequence[Message | Unreadable],
    cursors: Mapping[str, str],
    retried: Mapping[MessageId, Retry] | None = None,
) -> None:
    """Decide and write a page of messages, then remember it together with the page's cursors.

    Args:
        run: the run whose lease covers the writes.
        rules: what holds in this mailbox.
        messages: as fetched; ones decided before are passed over.
        cursors: where the stream stands once this page is done.
        retried: what is recorded of items that failed before, where they are being retried.
    """
    verdicts = Verdicts(run.started_at, retried or {})
    fresh = await _undecided(run, messages, verdicts)
    screened = _screened(run, rules, fresh, verdicts)
    if screened:
        found = await _people(run, rules, screened)
        readings = await read_page(run.parts, rules, tuple(screened.values()))
        drafts = _drafts(run, rules, screened, found, readings)
        _judge(run, verdicts, screened, await _written(run, screened, drafts))
    run.decided(verdicts)
    await run.remember(verdicts.remembrance(cursors))


async def _undecided(
    run: Run, messages: Sequence[Message | Unreadable], verdicts: Verdicts
) -> dict[SeenKey, Message | Unreadable]:
    """Return the messages that are to be decided, each once."""
    by_key = {verdicts.key_of(m, run.parts.digester): m for m in messages}
    if not by_key:
        return {}
    known = await run.parts.memory.seen(run.lease.mailbox, list(by_key))
    closed = {k for k, row in known.items() if not row.is_open(verdicts.retries(by_key[k].id))}
    for key in closed:
        verdicts.is_over(key, by_key[key].id)
    run.counts["known_already"] += len(closed)
    return {key: message for key, message in by_key.items() if key not in closed}


def _screened(
    run: Run,
    rules: MailRules,
    fresh: Mapping[SeenKey, Message | Unreadable],
    verdicts: Verdicts,
) -> dict[SeenKey, Screened]:
    """Return what is to be captured; what is left out or unreadable is decided here."""
    kept: dict[SeenKey, Screened] = {}
    for key, message in fresh.items():
        if isinstance(message, Unreadable):
            now = run.parts.surroundings.now()
            verdicts.fail(key, message.id, Reason.UNREADABLE, now)
            continue
        verdict = screen(message, rules)
        if isinstance(verdict, Screened):
            kept[key] = verdict
        elif verdict is Reason.DRAFT and not verdicts.retries(message.id):
            # no mail yet: sent, it gets other dates, and counts then
            run.counts[verdict.value] += 1
        else:
            verdicts.settle(key, message.id, verdict)
    return kept


async def _people(run: Run, rules: MailRules, screened: Mapping[SeenKey, Screened]) -> _Found:
    """Return the people behind every outside address of the page: one lookup, rarely more."""
    participants = (p for s in screened.values() for p in s.addressed.participants)
    wanted = addresses_to_ask(participants, rules.mail.matching.plus_tags)
    found: dict[Address, tuple[PersonRef, ...]] = {}
    for some in in_portions(wanted, limits.ADDRESSES_PER_LOOKUP_MAX):
        found.update(await run.parts.crm.find_people(some, rules.mail.matching))
    return found


def _drafts(
    run: Run,
    rules: MailRules,
    screened: Mapping[SeenKey, Screened],
    found: _Found,
    readings: Sequence[Reading],
) -> dict[SeenKey, MailActivity]:
    """Return what the CRM is asked to keep of each message."""
    drafts = {}
    for (key, one), reading in zip(screened.items(), readings, strict=True):
        people = relate(one.addressed.participants, found, rules.mail.matching.plus_tags)
        name = message_key(one, run.parts.digester)
        drafts[key] = activity(one, people, reading.sentiment, reading.risk, name, rules)
    return drafts


async def _written(
    run: Run, screened: Mapping[SeenKey, Screened], drafts: Mapping[SeenKey, MailActivity]
) -> _Written:
    """Return each activity as written with the CRM's answer; a reused Message-ID gets its own key."""
    answers = await run.parts.crm.log_mail(tuple(drafts.values()))
    written = {k: (d, a) for (k, d), a in zip(drafts.items(), answers, strict=True)}
    reused = [k for k, (_, a) in written.items() if a.result is LogResult.KEY_REUSED]
    if reused:
        digester = run.parts.digester
        again = [replace(drafts[k], key=fallback_key(screened[k], digester)) for k in reused]
        second = await run.parts.crm.log_mail(again)
        written.update({k: (d, a) for k, d, a in zip(reused, again, second, strict=True)})
    await _score_pending(run, written)
    return written


async def _score_pending(run: Run, written: _Written) -> None:
    """Give an activity its score where a crash, or the run of another copy, left it pending."""
    notes = [
        Annotation(key=draft.key, sentiment=draft.sentiment, risk=draft.risk)
        for draft, outcome in written.values()
        if outcome.is_pending and draft.sentiment.label is not SentimentLabel.PENDING
    ]
    if notes:
        await run.parts.crm.annotate_mail(notes)


def _judge(
    run: Run, verdicts: Verdicts, screened: Mapping[SeenKey, Screened], written: _Written
) -> None:
    """Decide each message by the CRM's answer."""
    now = run.parts.surroundings.now()
    for key, (draft, outcome) in written.items():
        message = screened[key].message.id
        if outcome.result in (LogResult.REFUSED, LogResult.KEY_REUSED):
            verdicts.fail(key, message, Reason.REFUSED_BY_CRM, now)
            continue
        reason = Reason.MATCHED if draft.relations else Reason.UNMATCHED
        verdicts.settle(key, message, reason, draft.key)
        if draft.sentiment.label is SentimentLabel.PENDING:
            verdicts.try_again(key, message, reason, now)
