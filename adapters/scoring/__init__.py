"""Scorers of sentiment: a local one that keeps every text in this process, and Azure AI Language."""

from adapters.scoring.language import AzureLanguageScorer
from adapters.scoring.local import LocalScorer

__all__ = ["AzureLanguageScorer", "LocalScorer"]
