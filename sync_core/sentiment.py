"""How a message's sentiment comes about: which messages are scored, in which pieces, and how pieces add up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sync_core import limits
from sync_core.mail import Direction, Message, Sentiment, SentimentLabel
from sync_core.policy import SentimentRule

_SENTENCE_ENDS = re.compile(r"(?<=[.!?])[\"')\]]{0,3}\s+|\n[ \t]*\n|\n(?=[ \t]*[-*\u2022]\s)")
_LABELLED = (SentimentLabel.POSITIVE, SentimentLabel.NEUTRAL, SentimentLabel.NEGATIVE)


def is_scored(message: Message, direction: Direction, new_text: str, rule: SentimentRule) -> bool:
    """Return whether a message gets a sentiment: people's mail to the firm, where it says something new."""
    if rule.engine == "off" or message.is_automated:
        return False
    if rule.inbound_only and direction is not Direction.INBOUND:
        return False
    return any(map(str.isalpha, new_text[: limits.SCORED_CHARACTERS_MAX]))


def scored_part(new_text: str) -> str:
    """Return the beginning of a text that is scored."""
    return new_text[: limits.SCORED_CHARACTERS_MAX]


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text's scored part; one without full stops is cut in pieces.

    A piece has at most limits.SENTENCE_CHARACTERS_MAX characters.
    """
    pieces: list[str] = []
    for sentence in _SENTENCE_ENDS.split(scored_part(text)):
        told = " ".join(sentence.split())
        pieces += _cut(told)
    return tuple(pieces)


def _cut(sentence: str) -> list[str]:
    """Return a sentence in pieces of bounded length, cut at a space where there is one."""
    pieces: list[str] = []
    while len(sentence) > limits.SENTENCE_CHARACTERS_MAX:
        at = sentence.rfind(" ", 1, limits.SENTENCE_CHARACTERS_MAX)
        at = at if at > 0 else limits.SENTENCE_CHARACTERS_MAX
        pieces.append(sentence[:at])
        sentence = sentence[at:].lstrip()
    return [*pieces, sentence] if sentence else pieces


@dataclass(frozen=True, slots=True)
class SentenceScore:
    """How one sentence reads."""

    characters: int
    """Its length, which is its weight."""
    score: float
    """-1 to +1; 0 where it says nothing of feeling."""


@dataclass(frozen=True, slots=True)
class Margins:
    """From where on a score is more than neutral. A scorer's own, found by measurement."""

    positive: float
    negative: float
    """A positive number: a mean at or below its opposite is negative."""
    outburst: float
    """A positive number: one sentence at or below its opposite outweighs polite ones around it."""


def overall(scores: Sequence[SentenceScore], margins: Margins, scorer: str) -> Sentiment:
    """Return a message's sentiment from its sentences'.

    The score is the length-weighted mean over the sentences that carry any feeling, so that facts and
    figures around them do not drown it. A plainly negative sentence makes a message negative that
    would else be neutral: a complaint is mostly politeness. Within the margins it is neutral.
    """
    felt = [s for s in scores if s.score]
    weight = sum(s.characters for s in felt)
    if not weight:
        return Sentiment(label=SentimentLabel.NEUTRAL, score=0.0, scorer=scorer)
    mean = clamped(sum(s.characters * s.score for s in felt) / weight)
    lowest = min(s.score for s in felt)
    if mean >= margins.positive:
        label = SentimentLabel.POSITIVE
    elif mean <= -margins.negative or lowest <= -margins.outburst:
        label = SentimentLabel.NEGATIVE
    else:
        label = SentimentLabel.NEUTRAL
    return Sentiment(label=label, score=round(mean, 4), scorer=scorer)


def from_confidences(told: str, positive: float, negative: float, scorer: str) -> Sentiment:
    """Return the sentiment for a service's label and confidences (0 to 1); "mixed" is neutral.

    Raises:
        ValueError: the label is none of positive, neutral, negative, mixed.
    """
    named = {label.value: label for label in _LABELLED} | {"mixed": SentimentLabel.NEUTRAL}
    if told not in named:
        raise ValueError("sentiment: expected positive, neutral, negative or mixed")
    return Sentiment(label=named[told], score=round(clamped(positive - negative), 4), scorer=scorer)


def clamped(score: float) -> float:
    """Return a score within -1 to +1."""
    return max(-1.0, min(1.0, score))


@dataclass(frozen=True, slots=True)
class DatedSentiment:
    """A sentiment and when its message was received."""

    sentiment: Sentiment
    received_at: datetime


def most_recent(known: DatedSentiment | None, other: DatedSentiment) -> DatedSentiment | None:
    """Return which of two sentiments is a person's most recent one.

    By received time, so that a back-fill never overwrites newer. A message without a label never counts.
    Of two received at the same instant the more negative one stands, whichever came first here.
    """
    if other.sentiment.label not in _LABELLED:
        return known
    if known is None or other.received_at > known.received_at:
        return other
    if other.received_at < known.received_at:
        return known
    return min(
        known, other, key=lambda d: (d.sentiment.score, d.sentiment.label, d.sentiment.scorer)
    )
