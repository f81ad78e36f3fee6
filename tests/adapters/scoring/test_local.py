"""The local scorer: what it says, that it never raises, and that it stays within its time."""

import asyncio
import logging
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.scoring import LocalScorer
from adapters.scoring.officewords import WITHOUT_FEELING
from adapters.scoring.vader import Vader
from flows.ports.scorer import Scorer
from sync_core import limits
from sync_core.mail import Sentiment, SentimentLabel


def ticking(step: float) -> Iterator[float]:
    now = 0.0
    while True:
        yield now
        now += step


def scored(*texts: str) -> tuple[Sentiment | None, ...]:
    return asyncio.run(LocalScorer().score(texts))


def label(text: str) -> SentimentLabel:
    sentiment = scored(text)[0]
    assert sentiment is not None
    return sentiment.label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thank you so much, the report was excellent.", SentimentLabel.POSITIVE),
        ("This is the third mistake. I am very disappointed and angry.", SentimentLabel.NEGATIVE),
        ("The meeting is at ten in room four.", SentimentLabel.NEUTRAL),
        ("Dear Ann,\nplease send the trust's share of the interest.", SentimentLabel.NEUTRAL),
        ("The service was not good.", SentimentLabel.NEGATIVE),
        ("\U0001f60a", SentimentLabel.POSITIVE),
        (
            "Thanks for the call. The meeting was good.\nYour conduct is a disgusting, horrible fraud.",
            SentimentLabel.NEGATIVE,
        ),
    ],
)
def test_a_mail_reads_as_a_person_would_read_it(text: str, expected: SentimentLabel) -> None:
    assert label(text) is expected


def test_each_text_is_answered_in_its_place_with_the_scorers_version() -> None:
    told = scored("Excellent work!", "", "Terrible, awful work.")
    assert [s.label for s in told if s] == ["positive", "neutral", "negative"]
    assert {s.scorer for s in told if s} == {LocalScorer().version}
    assert scored() == ()


def test_it_is_a_scorer() -> None:
    scorer: Scorer = LocalScorer()
    assert scorer.version


def test_texts_unread_when_the_time_is_over_stay_pending() -> None:
    clock = ticking(limits.SCORING_SECONDS_MAX / 4)
    told = asyncio.run(LocalScorer(lambda: next(clock)).score(["Excellent!"] * 6))
    assert [s is not None for s in told] == [True, True, True, False, False, False]


def test_a_text_that_breaks_the_package_is_pending_and_the_others_are_scored(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = Vader.score

    def fragile(self: Vader, sentence: str) -> float:
        if "canary" in sentence:
            raise RuntimeError(sentence)
        return whole(self, sentence)

    monkeypatch.setattr(Vader, "score", fragile)
    with caplog.at_level(logging.WARNING):
        told = scored("Excellent!", "A canary sings.", "Excellent!")
    assert [s is not None for s in told] == [True, False, True]
    assert "RuntimeError" in caplog.text
    assert "canary" not in caplog.text


def test_a_missing_package_leaves_everything_pending(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_self: Vader) -> None:
        raise ImportError("vaderSentiment")

    monkeypatch.setattr(Vader, "__init__", missing)
    assert scored("Excellent!", "Terrible!") == (None, None)


async def test_the_event_loop_goes_on_while_texts_are_scored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loops_turn = threading.Event()
    monkeypatch.setattr(Vader, "score", lambda _self, _sentence: 0.5 * loops_turn.wait(10))
    scoring = asyncio.create_task(LocalScorer().score(["One sentence."]))
    await asyncio.sleep(0)
    loops_turn.set()
    (told,) = await scoring
    assert told is not None
    assert told.label is SentimentLabel.POSITIVE


async def test_many_calls_side_by_side_read_the_lexicon_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built: list[int] = []
    whole = Vader.__init__

    def counted(self: Vader) -> None:
        built.append(1)
        whole(self)

    monkeypatch.setattr(Vader, "__init__", counted)
    scorer = LocalScorer()
    await asyncio.gather(*(scorer.score(["Excellent!"]) for _ in range(8)))
    assert len(built) == 1


VADER = Vader()


@given(st.text(max_size=200))
@settings(derandomize=True, max_examples=300, deadline=None)
def test_whatever_a_sentence_holds_its_score_is_within_bounds(sentence: str) -> None:
    assert -1.0 <= VADER.score(sentence) <= 1.0


words = st.sampled_from(
    ["not", "good", "GOOD!", "(bad)", "horrible;", ":)", ":-(", "the", "very", "but", "least", "'great'",
     "\U0001f620", "no", "5", "--", "kind of", "<3", "well-being", "*awful*"]
)  # fmt: skip


@given(st.lists(words, max_size=12).map(" ".join))
@settings(derandomize=True, max_examples=800, deadline=None)
def test_the_quick_no_never_differs_from_the_rules(sentence: str) -> None:
    rules = VADER._analyzer.polarity_scores(sentence)["compound"]
    assert VADER.score(sentence) == rules


def test_the_words_of_the_trade_are_words_that_the_lexicon_has() -> None:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    lexicon = SentimentIntensityAnalyzer().lexicon
    assert sorted(WITHOUT_FEELING - set(lexicon)) == []
    assert not WITHOUT_FEELING & set(VADER._analyzer.lexicon)
