"""When a message is scored, in which pieces, how they add up, and which one is a person's latest."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync_core import limits
from sync_core.mail import (
    NOT_SCORED,
    PENDING,
    Direction,
    FolderId,
    Message,
    MessageId,
    Sentiment,
    SentimentLabel,
)
from sync_core.policy import SentimentRule
from sync_core.sentiment import (
    DatedSentiment,
    Margins,
    SentenceScore,
    from_confidences,
    is_scored,
    most_recent,
    overall,
    sentences,
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MARGINS = Margins(positive=0.2, negative=0.05, outburst=0.6)
LOCAL = SentimentRule()


def message(*, is_automated: bool = False) -> Message:
    return Message(
        id=MessageId("m"),
        internet_message_id="<m@x.test>",
        received_at=NOON,
        sent_at=NOON,
        folder=FolderId("f"),
        entries=(),
        is_automated=is_automated,
    )


def test_a_clients_mail_with_words_is_scored() -> None:
    assert is_scored(message(), Direction.INBOUND, "Thank you.", LOCAL)


@pytest.mark.parametrize("text", ["", " \n\t", "-- 123 --", "\u200b", "?!"])
def test_a_mail_without_new_words_is_not_scored(text: str) -> None:
    assert not is_scored(message(), Direction.INBOUND, text, LOCAL)


def test_machines_mail_is_not_scored() -> None:
    assert not is_scored(message(is_automated=True), Direction.INBOUND, "Thank you.", LOCAL)


def test_the_firms_own_mail_is_scored_only_where_the_policy_says_so() -> None:
    both = SentimentRule(inbound_only=False)
    assert not is_scored(message(), Direction.OUTBOUND, "Thank you.", LOCAL)
    assert is_scored(message(), Direction.OUTBOUND, "Thank you.", both)


def test_nothing_is_scored_when_it_is_switched_off() -> None:
    off = SentimentRule(engine="off", inbound_only=False)
    assert not is_scored(message(), Direction.INBOUND, "Thank you.", off)


def test_a_text_is_cut_at_full_stops_paragraphs_and_bullets_but_not_at_wrapped_lines() -> None:
    text = "We met on\nMonday. It went well! Really?\n\nNext steps\n- call Ann\n- send 3.5 % rates"
    assert sentences(text) == (
        "We met on Monday.",
        "It went well!",
        "Really?",
        "Next steps",
        "- call Ann",
        "- send 3.5 % rates",
    )


@given(st.text(max_size=2_000))
@settings(derandomize=True, max_examples=300, deadline=None)
def test_sentences_are_bounded_and_lose_no_letter(text: str) -> None:
    pieces = sentences(text)
    assert all(0 < len(p) <= limits.SENTENCE_CHARACTERS_MAX for p in pieces)
    letters = [c for c in text if c.isalpha()]
    assert [c for p in pieces for c in p if c.isalpha()] == letters


def test_one_endless_word_is_cut_in_pieces() -> None:
    pieces = sentences("a" * (limits.SCORED_CHARACTERS_MAX + 500))
    assert sum(map(len, pieces)) == limits.SCORED_CHARACTERS_MAX
    assert max(map(len, pieces)) == limits.SENTENCE_CHARACTERS_MAX


def label(*scores: tuple[int, float]) -> SentimentLabel:
    return overall([SentenceScore(n, s) for n, s in scores], MARGINS, "t/1").label


def test_nothing_felt_is_neutral() -> None:
    assert overall([], MARGINS, "t/1") == Sentiment(label=SentimentLabel.NEUTRAL, scorer="t/1")
    assert label((50, 0.0)) is SentimentLabel.NEUTRAL


def test_longer_sentences_weigh_more() -> None:
    assert label((90, 0.5), (10, -0.5)) is SentimentLabel.POSITIVE
    assert label((10, 0.5), (90, -0.5)) is SentimentLabel.NEGATIVE


def test_facts_around_a_feeling_do_not_drown_it() -> None:
    assert label((30, 0.4), *[(200, 0.0)] * 20) is SentimentLabel.POSITIVE


def test_within_the_margins_a_message_is_neutral() -> None:
    assert label((10, 0.19)) is SentimentLabel.NEUTRAL
    assert label((10, 0.2)) is SentimentLabel.POSITIVE
    assert label((10, -0.04)) is SentimentLabel.NEUTRAL
    assert label((10, -0.05)) is SentimentLabel.NEGATIVE


def test_one_plainly_negative_sentence_outweighs_politeness_but_not_plain_praise() -> None:
    assert label((50, 0.5), (30, -0.7)) is SentimentLabel.NEGATIVE
    assert label((50, 0.5), (30, -0.5)) is SentimentLabel.NEUTRAL
    assert label((500, 0.8), (30, -0.7)) is SentimentLabel.POSITIVE


@given(st.lists(st.tuples(st.integers(1, 400), st.floats(-1, 1)), max_size=30))
@settings(derandomize=True, max_examples=300, deadline=None)
def test_a_score_lies_between_its_sentences_and_their_order_does_not_matter(
    scores: list[tuple[int, float]],
) -> None:
    told = overall([SentenceScore(*s) for s in scores], MARGINS, "t/1")
    back = overall([SentenceScore(*s) for s in reversed(scores)], MARGINS, "t/1")
    assert told.label is back.label or abs(told.score - back.score) <= 1e-4
    values = [s for _, s in scores] or [0.0]
    assert min(*values, 0.0) - 1e-4 <= told.score <= max(*values, 0.0) + 1e-4
    assert told.label not in (SentimentLabel.PENDING, SentimentLabel.NONE)


def test_a_services_mixed_is_neutral_and_keeps_its_score() -> None:
    told = from_confidences("mixed", 0.25, 0.75, "a/1")
    assert told == Sentiment(label=SentimentLabel.NEUTRAL, score=-0.5, scorer="a/1")


def test_a_services_label_is_taken_as_it_is() -> None:
    assert from_confidences("negative", 0.0, 1.0, "a/1").label is SentimentLabel.NEGATIVE
    assert from_confidences("positive", 1.0, 0.0, "a/1").score == 1.0


@pytest.mark.parametrize("odd", ["", "pending", "none", "POSITIVE", "very bad"])
def test_a_label_that_no_service_documents_is_refused(odd: str) -> None:
    with pytest.raises(ValueError, match="sentiment: expected positive"):
        from_confidences(odd, 0.5, 0.5, "a/1")


def dated(name: SentimentLabel, score: float, minutes: int) -> DatedSentiment:
    return DatedSentiment(
        Sentiment(label=name, score=score, scorer="t/1"), NOON + timedelta(minutes=minutes)
    )


def test_a_back_fill_never_overwrites_a_newer_sentiment() -> None:
    newer, older = dated(SentimentLabel.NEGATIVE, -0.5, 5), dated(SentimentLabel.POSITIVE, 0.5, 0)
    assert most_recent(newer, older) == newer
    assert most_recent(older, newer) == newer
    assert most_recent(None, older) == older


@pytest.mark.parametrize("unscored", [PENDING, NOT_SCORED])
def test_a_message_without_a_label_never_counts(unscored: Sentiment) -> None:
    known = dated(SentimentLabel.POSITIVE, 0.5, 0)
    later = DatedSentiment(unscored, NOON + timedelta(days=1))
    assert most_recent(known, later) == known
    assert most_recent(None, later) is None


def test_the_latest_is_the_same_in_whatever_order_mail_is_read() -> None:
    mails = [
        dated(SentimentLabel.POSITIVE, 0.5, 0),
        dated(SentimentLabel.NEUTRAL, 0.0, 7),
        dated(SentimentLabel.NEGATIVE, -0.4, 7),
        DatedSentiment(PENDING, NOON + timedelta(minutes=9)),
    ]
    for order in permutations(mails):
        known: DatedSentiment | None = None
        for mail in order:
            known = most_recent(known, mail)
        assert known == mails[2]
