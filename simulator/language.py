"""A pretend Azure AI Language: the sentiment call alone, with the service's limits and refusals.

Source of the shapes: Microsoft Learn, "Analyze sentiment", REST API 2023-04-01. The pretend model knows
a few words; a document with good and bad sentences is "mixed", as the service defines it.
"""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

_API_VERSIONS = ("2022-05-01", "2023-04-01", "2024-11-01")
_DOCUMENTS_MAX = 10
_CHARACTERS_MAX = 5_120
_GOOD = frozenset(("good", "great", "excellent", "happy", "thank", "thanks", "love", "pleased"))
_BAD = frozenset(("bad", "terrible", "awful", "angry", "unhappy", "hate", "complaint", "wrong"))
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class LanguageService:
    """The service's state: what it was asked, and how it misbehaves next."""

    refusals: list[int] = field(default_factory=list)
    """Statuses (429, 500, 503 ...) with which the next calls are answered, in order."""
    broken_answers: int = 0
    """So many of the next answers repeat the texts and lack their labels."""
    calls: int = 0
    documents: int = 0
    logging_opt_outs: int = 0
    """Calls that asked the service to keep nothing."""

    def application(self) -> web.Application:
        """Return the service as a web application."""
        app = web.Application(client_max_size=1_048_576)
        app.router.add_post("/language/:analyze-text", self._analyze)
        return app

    async def _analyze(self, request: web.Request) -> web.Response:
        self.calls += 1
        if refused := self._refused(request):
            return refused
        try:
            body = json.loads(await request.text())
        except ValueError:
            return _error(400, "InvalidRequest", "Request body is not valid JSON.")
        return self._answered(body)

    def _refused(self, request: web.Request) -> web.Response | None:
        if not request.headers.get("Authorization", "").startswith("Bearer "):
            return _error(401, "401", "Access denied due to invalid credentials.")
        if request.query.get("api-version") not in _API_VERSIONS:
            return _error(404, "404", "Resource not found.")
        if not self.refusals:
            return None
        status = self.refusals.pop(0)
        headers = {"Retry-After": "7"} if status == 429 else {}
        return _error(status, str(status), "Requests are refused for now.", headers)

    def _answered(self, body: Any) -> web.Response:
        if not isinstance(body, dict) or body.get("kind") != "SentimentAnalysis":
            return _error(400, "InvalidRequest", "Invalid Request.")
        documents = body.get("analysisInput", {}).get("documents", [])
        if not documents or len(documents) > _DOCUMENTS_MAX:
            return _error(400, "InvalidRequest", "Batch request contains too many records.")
        self.documents += len(documents)
        self.logging_opt_outs += bool(body.get("parameters", {}).get("loggingOptOut"))
        good = [_scored(d) for d in documents if not _problem(d)]
        bad = [{"id": d["id"], "error": _problem(d)} for d in documents if _problem(d)]
        if self.broken_answers:
            self.broken_answers -= 1
            good = [{"id": d["id"], "text": d["text"]} for d in documents]
        results = {"documents": good, "errors": bad, "modelVersion": "2022-11-01"}
        return web.json_response({"kind": "SentimentAnalysisResults", "results": results})


@asynccontextmanager
async def served(service: LanguageService) -> AsyncIterator[str]:
    """Serve the service on a free port of this machine; yields its endpoint."""
    runner = web.AppRunner(service.application())
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def _error(
    status: int, code: str, message: str, headers: dict[str, str] | None = None
) -> web.Response:
    body = {"error": {"code": code, "message": message}}
    return web.json_response(body, status=status, headers=headers)


def _problem(document: dict[str, Any]) -> dict[str, Any] | None:
    """Return why one document cannot be read; the others of its call are answered."""
    text = document.get("text", "")
    if not text.strip():
        message = "Document text is empty."
    elif len(text) > _CHARACTERS_MAX:
        message = "A document within the request was too large to be processed."
    else:
        return None
    inner = {"code": "InvalidDocument", "message": message}
    return {"code": "InvalidArgument", "message": "Invalid Document.", "innererror": inner}


def _scored(document: dict[str, Any]) -> dict[str, Any]:
    text = document["text"]
    read = [_sentence(text, m.start(), m.group()) for m in re.finditer(r"[^.!?]+[.!?]*", text)]
    labels = {s["sentiment"] for s in read}
    if {"positive", "negative"} <= labels:
        label = "mixed"
    else:
        label = next((x for x in ("positive", "negative") if x in labels), "neutral")
    return {
        "id": document["id"],
        "sentiment": label,
        "confidenceScores": _confidences(label),
        "sentences": read,
        "warnings": [],
    }


def _sentence(text: str, offset: int, sentence: str) -> dict[str, Any]:
    words = set(_WORD.findall(sentence.lower()))
    balance = len(words & _GOOD) - len(words & _BAD)
    label = "positive" if balance > 0 else "negative" if balance < 0 else "neutral"
    return {
        "sentiment": label,
        "confidenceScores": _confidences(label),
        "offset": offset,
        "length": len(sentence),
        "text": text[offset : offset + len(sentence)],
    }


def _confidences(label: str) -> dict[str, float]:
    if label == "mixed":
        return {"positive": 0.48, "neutral": 0.02, "negative": 0.5}
    return {x: 0.9 if x == label else 0.05 for x in ("positive", "neutral", "negative")}
