"""Reading what messages say: risk phrases and sentiment, in memory, for a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.ports.parts import Parts
from flows.ports.scorer import Scorer
from sync_core.mail import NOT_SCORED, PENDING, RiskFinding, Sentiment
from sync_core.newtext import new_text
from sync_core.risk import find_risk
from sync_core.rules import MailRules
from sync_core.screening import Screened
from sync_core.sentiment import is_scored


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message says, in labels."""

    sentiment: Sentiment
    risk: RiskFinding


async def read_page(
    parts: Parts, rules: MailRules, screened: Sequence[Screened]
) -> tuple[Reading, ...]:
    """Return a reading of each message, on its new text only.

    A scorer that fails leaves the sentiment pending; nothing here holds up an activity.
    """
    texts = [new_text(s.message.text) if rules.needs_text else "" for s in screened]
    risks = [_risk(s, text, rules) for s, text in zip(screened, texts, strict=True)]
    wanted = [i for i, text in enumerate(texts) if _is_scored(screened[i], text, rules)]
    scores = await _scores(parts, rules, [texts[i] for i in wanted])
    sentiments = [NOT_SCORED] * len(texts)
    for i, score in zip(wanted, scores, strict=True):
        sentiments[i] = score or PENDING
    return tuple(Reading(s, r) for s, r in zip(sentiments, risks, strict=True))


def _risk(screened: Screened, text: str, rules: MailRules) -> RiskFinding:
    return find_risk(screened.message.subject, text, rules.mail.risk.lexicon)


def _is_scored(screened: Screened, text: str, rules: MailRules) -> bool:
    return is_scored(screened.message, screened.direction, text, rules.mail.sentiment)


async def _scores(parts: Parts, rules: MailRules, texts: list[str]) -> Sequence[Sentiment | None]:
    scorer = _scorer(parts, rules)
    if scorer is None or not texts:
        return [None] * len(texts)
    return await scorer.score(texts)


def _scorer(parts: Parts, rules: MailRules) -> Scorer | None:
    """Return the scorer the policy names; None where it is not at hand: scores stay pending."""
    return parts.remote_scorer if rules.mail.sentiment.engine == "azure" else parts.scorer
