"""The optional scorer: Azure AI Language, in the firm's own subscription.

Sentiment is among the service's retiring capabilities, so it is never the default. It is called
through azure-core, which is there for storage anyway: one endpoint needs no SDK of its own.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from adapters.scoring.languageapi import API_VERSION, PATH, SCOPE, Answer, question
from sync_core import limits
from sync_core.mail import Sentiment

if TYPE_CHECKING:  # loaded on first use: most firms never call the service
    from azure.core import AsyncPipelineClient
    from azure.core.credentials_async import AsyncTokenCredential
    from azure.core.rest import AsyncHttpResponse, HttpRequest

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Round:
    """One call of score(): what came back so far, and whether asking further makes sense."""

    scored: list[Sentiment | None]
    is_over: bool = False
    """The service asked for a pause or is away: the remaining texts stay pending."""
    slots: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(limits.LANGUAGE_CALLS_AT_ONCE)
    )


class AzureLanguageScorer:
    """Scores through one Azure AI Language resource, with the app's own identity.

    The identity needs the role Cognitive Services Language Reader, or User, on the resource.
    """

    def __init__(
        self, endpoint: str, credential: "AsyncTokenCredential", seconds: float | None = None
    ) -> None:
        self._endpoint = endpoint.rstrip("/")
        self._credential = credential
        self._seconds = limits.SCORING_SECONDS_MAX if seconds is None else seconds
        self._client: AsyncPipelineClient[HttpRequest, AsyncHttpResponse] | None = None

    @property
    def version(self) -> str:
        """Name and version, stored with each score; the service's model is always its latest."""
        return f"azure-language/{API_VERSION}"

    async def score(self, texts: Sequence[str]) -> tuple[Sentiment | None, ...]:
        """Return a sentiment for each text, None where it could not be had; raises nothing.

        Only the first limits.LANGUAGE_DOCUMENT_CHARACTERS_MAX characters of a text are sent. After
        limits.SCORING_SECONDS_MAX whatever has come is returned.
        """
        step = limits.LANGUAGE_DOCUMENTS_PER_CALL_MAX
        round_ = _Round(scored=[None] * len(texts))
        calls = [
            self._score_batch(texts[at : at + step], at, round_)
            for at in range(0, len(texts), step)
        ]
        try:
            async with asyncio.timeout(self._seconds):
                await asyncio.gather(*calls)
        except TimeoutError:
            _log.warning("Azure AI Language did not answer within %s seconds", self._seconds)
        return tuple(round_.scored)

    async def close(self) -> None:
        """Close the connections; the credential is its owner's to close."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _score_batch(self, texts: Sequence[str], at: int, round_: _Round) -> None:
        async with round_.slots:
            if round_.is_over:
                return
            try:
                round_.scored[at : at + len(texts)] = await self._ask(texts)
            except ValueError as failed:
                _log.warning("Azure AI Language answered oddly: %s", _named(failed))
            except Exception as failed:  # noqa: BLE001 # the port raises nothing: the mail goes ahead
                round_.is_over = True
                _log.warning("Azure AI Language could not score: %s", _named(failed))

    async def _ask(self, texts: Sequence[str]) -> tuple[Sentiment | None, ...]:
        """Return the sentiments of one call's texts.

        Raises:
            AzureError: the service refused, throttled or could not be reached, or no token was had.
            ValueError: the answer is not what the service documents.
        """
        from azure.core.rest import HttpRequest  # loaded on first use

        address = f"{self._endpoint}{PATH}"
        request = HttpRequest(
            "POST", address, params={"api-version": API_VERSION}, json=question(texts)
        )
        response = await self._connected().send_request(request, enforce_https=self._is_remote())
        response.raise_for_status()
        answer = Answer.model_validate_json(await response.read())
        return answer.sentiments(len(texts), self.version)

    def _connected(self) -> "AsyncPipelineClient[HttpRequest, AsyncHttpResponse]":
        """Return the client; made on first use, without retries: the sentiment stays pending instead."""
        if self._client is None:
            from azure.core import AsyncPipelineClient
            from azure.core.pipeline.policies import AsyncBearerTokenCredentialPolicy

            policies: list[Any] = [AsyncBearerTokenCredentialPolicy(self._credential, SCOPE)]
            self._client = AsyncPipelineClient(base_url=self._endpoint, policies=policies)
        return self._client

    def _is_remote(self) -> bool:
        """Return whether tokens go over a network: then only encrypted."""
        return urlsplit(self._endpoint).hostname not in ("127.0.0.1", "localhost", "::1")


def _named(failed: Exception) -> str:
    """Return an error's kind and status; never its text, which may repeat what was sent."""
    status = getattr(failed, "status_code", None)
    return f"{type(failed).__name__} {status}" if status else type(failed).__name__
