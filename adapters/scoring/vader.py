"""VADER (Hutto and Gilbert, ICWSM 2014) as one typed function over a sentence, and a quick no for most.

The package ships its lexicon, so nothing is downloaded and no text leaves the process.
"""

from typing import Protocol

from adapters.scoring.officewords import WITHOUT_FEELING

_AROUND_WORDS = ".,;:!?\"'()[]{}<>*_-"


class _Analyzer(Protocol):
    lexicon: dict[str, float]
    emojis: dict[str, str]

    def polarity_scores(self, text: str) -> dict[str, float]: ...


class Vader:
    """The lexicon, read once (about 20 ms), and the rules over it."""

    def __init__(self) -> None:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # read on first use

        self._analyzer: _Analyzer = SentimentIntensityAnalyzer()
        for word in WITHOUT_FEELING:
            self._analyzer.lexicon.pop(word, None)
        self._emojis = frozenset(self._analyzer.emojis)

    def score(self, sentence: str) -> float:
        """Return how a sentence reads, -1 to +1; exactly 0 where no word of it is in the lexicon."""
        if not self._may_feel(sentence):
            return 0.0
        return float(self._analyzer.polarity_scores(sentence)["compound"])

    def _may_feel(self, sentence: str) -> bool:
        """Return whether the rules could find anything: a fifth of their cost, and usually not."""
        lexicon = self._analyzer.lexicon
        for word in sentence.lower().split():
            if word in lexicon or word.strip(_AROUND_WORDS) in lexicon:
                return True
        return not sentence.isascii() and not self._emojis.isdisjoint(sentence)
