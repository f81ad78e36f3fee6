"""What is said to Azure AI Language and what it answers: POST {endpoint}/language/:analyze-text.

Source: Microsoft Learn, "Analyze sentiment" (training module analyze-text-ai-language), REST API
2023-04-01, and the page "data-limits".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from sync_core import limits
from sync_core.mail import Sentiment
from sync_core.sentiment import from_confidences

API_VERSION = "2023-04-01"
PATH = "/language/:analyze-text"
SCOPE = "https://cognitiveservices.azure.com/.default"


class _Confidences(BaseModel):
    positive: float
    neutral: float
    negative: float


class _Document(BaseModel):
    id: str
    sentiment: str
    confidenceScores: _Confidences  # noqa: N815 # the wire's own name


class _Results(BaseModel):
    documents: tuple[_Document, ...]


class Answer(BaseModel):
    """The service's answer to one call. Documents it could not read are missing from it."""

    results: _Results

    def sentiments(self, count: int, scorer: str) -> tuple[Sentiment | None, ...]:
        """Return a sentiment for each of `count` documents, None for one that is missing.

        Raises:
            ValueError: a document has an unknown label.
        """
        told = {d.id: d for d in self.results.documents}
        return tuple(
            _sentiment(told[str(i)], scorer) if str(i) in told else None for i in range(count)
        )


def _sentiment(document: _Document, scorer: str) -> Sentiment:
    sure = document.confidenceScores
    return from_confidences(document.sentiment, sure.positive, sure.negative, scorer)


def question(texts: Sequence[str]) -> Mapping[str, Any]:
    """Return the body of one call; document ids are positions.

    loggingOptOut: the service would else keep the texts for 48 hours.
    """
    return {
        "kind": "SentimentAnalysis",
        "parameters": {"modelVersion": "latest", "loggingOptOut": True},
        "analysisInput": {
            "documents": [{"id": str(i), "text": document(t)} for i, t in enumerate(texts)]
        },
    }


def document(text: str) -> str:
    """Return a text as the service takes it: cut at a space before its limit, without lone surrogates."""
    whole = text.encode("utf-8", "replace").decode("utf-8").strip()
    if len(whole) <= limits.LANGUAGE_DOCUMENT_CHARACTERS_MAX:
        return whole
    cut = whole[: limits.LANGUAGE_DOCUMENT_CHARACTERS_MAX]
    head, space, _ = cut.rpartition(" ")
    return head if space else cut
