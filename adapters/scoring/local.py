"""The default scorer: VADER sentence by sentence, in this process, on a worker thread."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from threading import Lock

from adapters.scoring.vader import Vader
from sync_core import limits
from sync_core.mail import Sentiment
from sync_core.sentiment import Margins, SentenceScore, overall, sentences

_log = logging.getLogger(__name__)

MARGINS = Margins(positive=0.2, negative=0.05, outburst=0.6)
"""Found on half of the labelled sentences, confirmed on the other: docs/decisions/0005-local-sentiment.md."""
_VERSION = "vader-office/1"


class LocalScorer:
    """Scores without any outside system.

    VADER is plain Python and holds a core for about a millisecond a mail, so a page of them runs on a
    worker thread: the interpreter takes turns every few milliseconds, and the event loop (webhooks
    have three seconds) stays responsive. Nothing gets faster by it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._reading = Lock()

    @property
    def version(self) -> str:
        """Name and version, stored with each score."""
        return _VERSION

    async def score(self, texts: Sequence[str]) -> tuple[Sentiment | None, ...]:
        """Return a sentiment for each text, None where it could not be had; raises nothing.

        Texts still unread when limits.SCORING_SECONDS_MAX have passed get None.
        """
        if not texts:
            return ()
        return await asyncio.to_thread(self._score_all, tuple(texts))

    @cached_property
    def _vader(self) -> Vader:
        return Vader()

    def _score_all(self, texts: tuple[str, ...]) -> tuple[Sentiment | None, ...]:
        started = self._clock()
        scored: list[Sentiment | None] = []
        for text in texts:
            in_time = self._clock() - started < limits.SCORING_SECONDS_MAX
            scored.append(self._score_or_none(text) if in_time else None)
        return tuple(scored)

    def _score_or_none(self, text: str) -> Sentiment | None:
        try:
            return self._score_one(text)
        except Exception as failed:  # noqa: BLE001 # the port raises nothing: the mail goes ahead
            _log.warning("a text could not be scored: %s", type(failed).__name__)
            return None

    def _score_one(self, text: str) -> Sentiment:
        with self._reading:
            vader = self._vader
        scores = [SentenceScore(len(s), vader.score(s)) for s in sentences(text)]
        return overall(scores, MARGINS, self.version)
