"""The Azure AI Language scorer against a service that answers, refuses and stalls as the real one does."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from typing import Any, Self

import pytest
from aiohttp import web
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from adapters.scoring import AzureLanguageScorer
from adapters.scoring.languageapi import SCOPE, document
from simulator.language import LanguageService, served
from sync_core import limits
from sync_core.mail import SentimentLabel


class Credential:
    """Gives made-up tokens, or none."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.asked: list[tuple[str, ...]] = []
        self._refuses = refuses

    async def get_token(self, *scopes: str, **_options: Any) -> AccessToken:
        self.asked.append(scopes)
        if self._refuses:
            raise ClientAuthenticationError(message="no identity")
        return AccessToken("made-up", int(time.time()) + 3_600)

    async def close(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


@pytest.fixture
def service() -> LanguageService:
    return LanguageService()


@pytest.fixture
async def scorer(service: LanguageService) -> AsyncIterator[AzureLanguageScorer]:
    async with served(service) as endpoint:
        made = AzureLanguageScorer(endpoint + "/", Credential())
        yield made
        await made.close()


async def labels(scorer: AzureLanguageScorer, *texts: str) -> list[SentimentLabel | None]:
    return [s.label if s else None for s in await scorer.score(texts)]


async def test_labels_and_scores_come_back_in_place(scorer: AzureLanguageScorer) -> None:
    told = await scorer.score(["It is good.", "It is bad.", "It is Monday."])
    assert [s.label for s in told if s] == ["positive", "negative", "neutral"]
    assert [s.score for s in told if s] == [0.85, -0.85, 0.0]
    assert {s.scorer for s in told if s} == {scorer.version}


async def test_mixed_is_neutral(scorer: AzureLanguageScorer) -> None:
    assert await labels(scorer, "It is good. It is bad.") == [SentimentLabel.NEUTRAL]


async def test_texts_go_ten_a_call_and_the_service_is_asked_to_keep_none(
    scorer: AzureLanguageScorer, service: LanguageService
) -> None:
    texts = [("good.", "bad.", "plain.")[i % 3] for i in range(47)]
    expected = [("positive", "negative", "neutral")[i % 3] for i in range(47)]
    assert await labels(scorer, *texts) == expected
    assert (service.calls, service.documents, service.logging_opt_outs) == (5, 47, 5)


async def test_no_texts_are_no_call(scorer: AzureLanguageScorer, service: LanguageService) -> None:
    assert await scorer.score([]) == ()
    assert service.calls == 0


async def test_one_document_that_the_service_cannot_read_leaves_the_others_scored(
    scorer: AzureLanguageScorer,
) -> None:
    assert await labels(scorer, "good.", "   ", "bad.") == ["positive", None, "negative"]


async def test_a_long_text_is_cut_to_what_the_service_takes(scorer: AzureLanguageScorer) -> None:
    told = await labels(scorer, "good " * 3_000, "g" * 30_000, "good. " + "\U0001f600" * 9_000)
    assert None not in told


async def test_odd_characters_spoil_no_call(scorer: AzureLanguageScorer) -> None:
    assert await labels(scorer, "\ud800 good \x00", "bad") == ["positive", "negative"]


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 503])
async def test_a_refused_call_leaves_its_texts_pending(
    scorer: AzureLanguageScorer, service: LanguageService, status: int
) -> None:
    service.refusals = [status]
    assert await labels(scorer, "good.", "bad.") == [None, None]
    assert service.calls == 1
    assert await labels(scorer, "good.") == ["positive"]


async def test_a_throttled_service_is_not_asked_on(
    scorer: AzureLanguageScorer, service: LanguageService
) -> None:
    service.refusals = [429] * 40
    told = await labels(scorer, *["good."] * 400)
    assert told == [None] * 400
    assert service.calls <= limits.LANGUAGE_CALLS_AT_ONCE


async def test_an_answer_that_is_not_the_documented_one_costs_its_own_texts_alone(
    scorer: AzureLanguageScorer, service: LanguageService
) -> None:
    service.broken_answers = 1
    told = await labels(scorer, *["good."] * 30)
    assert (told.count(None), told.count(SentimentLabel.POSITIVE)) == (10, 20)


async def test_a_service_that_does_not_answer_is_given_up_with_what_came() -> None:
    released = asyncio.Event()
    service = LanguageService()

    @web.middleware
    async def stall_some(request: web.Request, handler: Any) -> web.StreamResponse:
        answer: web.StreamResponse = await handler(request)
        if "wait" in await request.text():
            await released.wait()
        return answer

    app = service.application()
    app.middlewares.append(stall_some)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    scorer = AzureLanguageScorer(
        f"http://127.0.0.1:{runner.addresses[0][1]}", Credential(), seconds=2
    )
    told = await labels(scorer, *["good."] * 20, *["wait, good."] * 10)
    released.set()
    await scorer.close()
    await runner.cleanup()
    assert told == ["positive"] * 20 + [None] * 10


async def test_a_service_that_is_away_leaves_all_pending() -> None:
    scorer = AzureLanguageScorer("http://127.0.0.1:9", Credential())
    assert await labels(scorer, "good.") == [None]
    await scorer.close()


async def test_without_a_token_all_stay_pending(service: LanguageService) -> None:
    async with served(service) as endpoint:
        scorer = AzureLanguageScorer(endpoint, Credential(refuses=True))
        assert await labels(scorer, "good.") == [None]
        await scorer.close()
    assert service.calls == 0


async def test_the_token_is_for_cognitive_services_and_asked_for_once(
    service: LanguageService,
) -> None:
    credential = Credential()
    async with served(service) as endpoint:
        scorer = AzureLanguageScorer(endpoint, credential)
        await scorer.score(["good."])
        await scorer.score(["good."])
        await scorer.close()
    assert credential.asked == [(SCOPE,)]


async def test_a_token_never_goes_over_a_network_in_the_clear() -> None:
    credential = Credential()
    scorer = AzureLanguageScorer("http://language.firm.test", credential)
    assert await labels(scorer, "good.") == [None]
    await scorer.close()
    assert credential.asked == []


async def test_failures_are_logged_without_a_word_of_the_texts(
    scorer: AzureLanguageScorer, service: LanguageService, caplog: pytest.LogCaptureFixture
) -> None:
    service.refusals, service.broken_answers = [429], 1
    with caplog.at_level(logging.DEBUG):
        await scorer.score(["canary one"])
        await scorer.score(["canary two"])
    assert "429" in caplog.text
    assert "canary" not in caplog.text
    assert "made-up" not in caplog.text


def test_a_document_is_cut_at_a_space() -> None:
    told = document("word " * 2_000)
    assert len(told) <= limits.LANGUAGE_DOCUMENT_CHARACTERS_MAX
    assert told.endswith("word")
